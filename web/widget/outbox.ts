/**
 * What the customer wrote and the server has not acknowledged, oldest first.
 *
 * Invariant: an entry keeps its `client_message_id` and its content until it is acknowledged or taken back, so
 * sending it again can never make a second message.
 */
import type { TimelineMessage } from './timeline';
import type { Attachment } from './wire';

export interface OutboxEntry {
  readonly client_message_id: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly queued_at: string;
  /** What the writer had seen; their message can only stand after it. */
  readonly after_seq: number;
  readonly state: 'sending' | 'failed';
  readonly failure?: string;
}

export type Outbox = readonly OutboxEntry[];

const STALE_AFTER_MS = 24 * 60 * 60 * 1000;
const STALE = '時間が経ったため、まだ送信していません。';

export function add(outbox: Outbox, entry: OutboxEntry): Outbox {
  return [...outbox, entry];
}

export function remove(outbox: Outbox, clientMessageId: string): Outbox {
  return outbox.filter((entry) => entry.client_message_id !== clientMessageId);
}

export function fail(outbox: Outbox, clientMessageId: string, failure: string): Outbox {
  return outbox.map((entry) =>
    entry.client_message_id === clientMessageId ? { ...entry, state: 'failed', failure } : entry,
  );
}

export function retry(outbox: Outbox, clientMessageId: string): Outbox {
  return outbox.map((entry) => {
    if (entry.client_message_id !== clientMessageId) return entry;
    const { failure: _, ...rest } = entry;
    return { ...rest, state: 'sending' };
  });
}

export function nextToSend(outbox: Outbox): OutboxEntry | undefined {
  return outbox.find((entry) => entry.state === 'sending');
}

/** Entries left by an earlier page view. Days later the customer decides whether they still mean it. */
export function restore(entries: Outbox, now: Date): Outbox {
  return [...entries]
    .sort((a, b) => a.queued_at.localeCompare(b.queued_at))
    .map((entry) =>
      now.getTime() - Date.parse(entry.queued_at) > STALE_AFTER_MS
        ? { ...entry, state: 'failed', failure: STALE }
        : entry,
    );
}

/**
 * The entries to show below the timeline. A message may arrive before its acknowledgement; while that is on its
 * way the entry is left out, so nothing stands on the screen twice.
 */
export function unconfirmed(outbox: Outbox, messages: readonly TimelineMessage[]): Outbox {
  const claimed = new Set<number>();
  return outbox.filter((entry) => {
    const echo = messages.find((message) => isEchoOf(message, entry) && !claimed.has(message.seq));
    if (echo) claimed.add(echo.seq);
    return echo === undefined;
  });
}

/** Ids of entries the server is known to hold, whatever became of their acknowledgement. */
export function confirmed(outbox: Outbox, messages: readonly TimelineMessage[]): string[] {
  const held = new Set(messages.map((message) => message.client_message_id));
  return outbox.map((entry) => entry.client_message_id).filter((id) => held.has(id));
}

function isEchoOf(message: TimelineMessage, entry: OutboxEntry): boolean {
  if (message.author_kind !== 'customer') return false;
  if (message.client_message_id) return message.client_message_id === entry.client_message_id;
  return entry.state === 'sending' && message.seq > entry.after_seq && message.text === entry.text;
}
