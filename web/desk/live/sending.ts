/** Brings the agent's words to the server, one after another per conversation, each under one id of its own. */
import { ApiError, messageOf } from '../api';
import type { Message } from '../wire';
import * as out from './outbox';
import type { Outgoing, TalkStore } from './talkStore';
import * as time from './timeline';

const STILL_MEANT_MS = 5 * 60_000;

export function createSending({ port, get, set }: TalkStore, catchUp: (id: string) => void) {
  const pumping = new Set<string>();

  async function pump(id: string): Promise<void> {
    if (pumping.has(id)) return;
    pumping.add(id);
    for (let entry = next(id); entry; entry = next(id)) await deliver(id, entry);
    pumping.delete(id);
  }

  const next = (id: string): out.OutboxEntry | undefined => out.nextToSend(get(id)?.outbox ?? []);

  async function deliver(id: string, entry: out.OutboxEntry): Promise<void> {
    const clientId = entry.client_message_id;
    try {
      const { message_id, seq } = await port.send(id, entry);
      const talk = get(id);
      if (!talk) return;
      const own: Message = { ...ownWords(entry), message_id, seq };
      const isHeld = talk.timeline.messages.some((message) => message.seq === seq);
      set(id, { outbox: out.removed(talk.outbox, clientId), ...(isHeld ? {} : { timeline: time.received(talk.timeline, own) }) });
      if (time.hasGap(get(id)?.timeline ?? talk.timeline)) catchUp(id);
    } catch (error) {
      refused(id, clientId, error);
    }
  }

  function refused(id: string, clientId: string, error: unknown): void {
    const outbox = get(id)?.outbox ?? [];
    const code = error instanceof ApiError ? error.code : '';
    const isCutOff = error instanceof ApiError && (error.status === 0 || error.status === 401);
    const isOvertaken = code === 'customer_wrote_since';
    set(id, { outbox: isOvertaken ? out.doubted(outbox, clientId) : out.failed(outbox, clientId, messageOf(error), isCutOff) });
    if (isOvertaken) catchUp(id);
    port.onRefused(id, code);
  }

  const ownWords = (entry: out.OutboxEntry): Omit<Message, 'seq' | 'message_id'> => ({
    author_kind: 'agent',
    author_name: port.authorName,
    text: entry.text,
    attachments: entry.attachments,
    client_message_id: entry.client_message_id,
    sent_at: port.now(),
  });

  function send(id: string, { text, attachments, basedOnSeq }: Outgoing): void {
    const talk = get(id);
    if (!talk) return;
    const entry = { client_message_id: port.newId(), text, attachments, queued_at: port.now(), based_on_seq: basedOnSeq, state: 'sending' } as const;
    set(id, { outbox: out.added(talk.outbox, entry) });
    void pump(id);
  }

  function sendAgain(id: string, clientId: string, basedOnSeq?: number): void {
    set(id, { outbox: out.retried(get(id)?.outbox ?? [], clientId, basedOnSeq) });
    void pump(id);
  }

  function takeBack(id: string, clientId: string): void {
    set(id, { outbox: out.removed(get(id)?.outbox ?? [], clientId) });
    void pump(id);
  }

  /** Sends what a broken line swallowed. After a longer while the agent decides whether it is still meant. */
  function resume(id: string): void {
    const fresh = (queuedAt: string): boolean => Date.parse(port.now()) - Date.parse(queuedAt) < STILL_MEANT_MS;
    for (const entry of get(id)?.outbox ?? []) if (entry.isCutOff && fresh(entry.queued_at)) sendAgain(id, entry.client_message_id);
  }

  return { send, sendAgain, takeBack, resume };
}
