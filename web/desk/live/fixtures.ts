/** Messages and entries for tests. */
import type { Message } from '../wire';
import type { OutboxEntry } from './outbox';

export const message = (seq: number, over: Partial<Message> = {}): Message => ({
  seq,
  message_id: `m${seq}`,
  author_kind: 'customer',
  text: `文${seq}`,
  sent_at: `2026-10-01T09:00:${String(seq % 60).padStart(2, '0')}+09:00`,
  ...over,
});

export const messages = (...seqs: number[]): Message[] => seqs.map((seq) => message(seq));

export const entry = (id: string, over: Partial<OutboxEntry> = {}): OutboxEntry => ({
  client_message_id: id,
  text: id,
  attachments: [],
  queued_at: '2026-10-01T00:00:00Z',
  based_on_seq: 1,
  state: 'sending',
  ...over,
});
