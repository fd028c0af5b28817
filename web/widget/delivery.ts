/** Sends the outbox: one message at a time, so that they keep the order in which they were written. */
import { isOnline } from './chatState';
import type { Store } from './chatState';
import * as boxes from './outbox';
import type { Outbox, OutboxEntry } from './outbox';
import type { ChatStorage } from './storage';
import { acknowledged, receive } from './timeline';
import { RequestLost } from './transport';
import type { Transport } from './transport';
import type { Attachment, Fault, SendAnswer } from './wire';
import { fault } from './wording';

export interface Delivery {
  readonly say: (text: string, attachments: readonly Attachment[]) => void;
  readonly resend: (clientMessageId: string) => void;
  /** Takes an unsent message back and returns its text. */
  readonly takeBack: (clientMessageId: string) => string;
  readonly flush: () => Promise<void>;
  /** Drops entries whose message has turned up in the timeline. */
  readonly settleConfirmed: () => void;
}

interface Parts {
  readonly store: Store;
  readonly storage: ChatStorage;
  readonly transport: Pick<Transport, 'request'>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly acknowledgedWithGap: () => void;
}

const TRIES = 2;

export function createDelivery({ store, storage, transport, now, newId, acknowledgedWithGap }: Parts): Delivery {
  let sending = false;

  async function flush(): Promise<void> {
    if (sending) return;
    sending = true;
    try {
      for (let entry = next(); entry && isOnline(store); entry = next()) await deliver(entry);
    } finally {
      sending = false;
    }
  }

  function next(): OutboxEntry | undefined {
    return boxes.nextToSend(store.state().outbox);
  }

  async function deliver(entry: OutboxEntry): Promise<void> {
    const id = entry.client_message_id;
    const answer = await send(transport, entry, TRIES);
    if (answer === null) return;
    const { outbox, timeline } = store.state();
    if (!answer.ok) return settle(boxes.fail(outbox, id, answer.error.message), id);
    store.update({ timeline: receive(timeline, acknowledged(answer, entry, now().toISOString())) });
    settle(boxes.remove(outbox, id), id);
    acknowledgedWithGap();
  }

  function settle(outbox: Outbox, id: string): void {
    store.update({ outbox });
    const entry = outbox.find((kept) => kept.client_message_id === id);
    if (entry) storage.putEntry(entry);
    else storage.dropEntry(id);
  }

  return {
    flush,
    say: (text, attachments) => {
      const { outbox, timeline } = store.state();
      const entry: OutboxEntry = {
        client_message_id: newId(),
        text,
        attachments,
        queued_at: now().toISOString(),
        after_seq: Math.max(timeline.messages.at(-1)?.seq ?? 0, timeline.coveredSeq),
        state: 'sending',
      };
      settle(boxes.add(outbox, entry), entry.client_message_id);
      void flush();
    },
    resend: (id) => {
      settle(boxes.retry(store.state().outbox, id), id);
      void flush();
    },
    takeBack: (id) => {
      const { outbox } = store.state();
      settle(boxes.remove(outbox, id), id);
      return outbox.find((entry) => entry.client_message_id === id)?.text ?? '';
    },
    settleConfirmed: () => {
      const { outbox, timeline } = store.state();
      for (const id of boxes.confirmed(outbox, timeline.messages)) settle(boxes.remove(store.state().outbox, id), id);
    },
  };
}

/** `null`: the connection went away; the entry stays and is sent after the next `session`. */
async function send(
  transport: Pick<Transport, 'request'>,
  entry: OutboxEntry,
  tries: number,
): Promise<SendAnswer | null> {
  const { client_message_id, text, attachments } = entry;
  const ids = attachments.map((attachment) => attachment.attachment_id);
  try {
    const payload = { client_message_id, text, ...(ids.length ? { attachment_ids: ids } : {}) };
    return readAnswer(await transport.request('message.send', payload));
  } catch (lost) {
    if (!(lost instanceof RequestLost) || lost.code === 'offline') return null;
    return tries > 1 ? send(transport, entry, tries - 1) : { ok: false, error: fault('timeout') };
  }
}

function readAnswer(answer: unknown): SendAnswer {
  const told = answer as Partial<Record<'ok' | 'message_id' | 'seq' | 'error', unknown>> | null;
  if (told?.ok === true && typeof told.seq === 'number') {
    return { ok: true, message_id: String(told.message_id), seq: told.seq };
  }
  const error = told?.error as Partial<Fault> | undefined;
  if (typeof error?.message !== 'string') return { ok: false, error: fault('malformed') };
  return { ok: false, error: { code: String(error.code), message: error.message } };
}
