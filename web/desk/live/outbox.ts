/**
 * What the agent has sent and the server has not acknowledged, oldest first.
 *
 * Invariant: an entry keeps its `client_message_id` and its text until it is acknowledged or taken back, so that
 * sending it again never makes a second message.
 */
import type { Attachment, Message } from '../wire';

export interface OutboxEntry {
  readonly client_message_id: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly queued_at: string;
  readonly based_on_seq: number;
  /** `unsure`: the customer has written since; the agent says whether it is still meant. */
  readonly state: 'sending' | 'failed' | 'unsure';
  readonly failure?: string;
  /** No answer came: it goes out by itself once the line is back. */
  readonly isCutOff?: boolean;
}

export type Outbox = readonly OutboxEntry[];

export const added = (outbox: Outbox, entry: OutboxEntry): Outbox => [...outbox, entry];

export const removed = (outbox: Outbox, id: string): Outbox => outbox.filter((entry) => entry.client_message_id !== id);

export const failed = (outbox: Outbox, id: string, failure: string, isCutOff = false): Outbox =>
  changed(outbox, id, { state: 'failed', failure, isCutOff });

export const doubted = (outbox: Outbox, id: string): Outbox => changed(outbox, id, { state: 'unsure' });

/** Sent again, now in view of everything up to `basedOnSeq`. */
export const retried = (outbox: Outbox, id: string, basedOnSeq?: number): Outbox =>
  changed(outbox, id, {
    state: 'sending',
    failure: undefined,
    isCutOff: false,
    ...(basedOnSeq === undefined ? {} : { based_on_seq: basedOnSeq }),
  });

/** The next to go out. One that has not got through holds back those behind it: their order is part of what is said. */
export function nextToSend(outbox: Outbox): OutboxEntry | undefined {
  const first = outbox[0];
  return first?.state === 'sending' ? first : undefined;
}

/** After a reload nobody knows what became of them: the agent looks before they go out again. */
export const restored = (outbox: Outbox): Outbox =>
  outbox.map((entry) =>
    entry.state === 'sending' ? { ...entry, state: 'failed', failure: '送信が完了したか確認できていません。', isCutOff: false } : entry,
  );

/** The entries that the server is known to hold fall away, whatever became of their acknowledgement. */
export function unconfirmed(outbox: Outbox, messages: readonly Message[]): Outbox {
  if (outbox.length === 0) return outbox;
  const held = new Set(messages.map((message) => message.client_message_id));
  const open = outbox.filter((entry) => !held.has(entry.client_message_id));
  return open.length === outbox.length ? outbox : open;
}

function changed(outbox: Outbox, id: string, over: Partial<OutboxEntry>): Outbox {
  return outbox.map((entry) => (entry.client_message_id === id ? { ...entry, ...over } : entry));
}
