/**
 * The messages on the screen, keyed and ordered by `seq`.
 *
 * Invariant: every message with `seq <= coveredSeq` that exists is held. `seq` numbers the whole log of the
 * conversation, so a missing number need not be a message; only an answer of the server can close a gap.
 */
import type { Attachment, Message, SinceAnswer } from './wire';

export interface TimelineMessage extends Message {
  /** Built here from an acknowledgement; the server's own copy replaces it. */
  readonly provisional?: true;
}

export interface Timeline {
  readonly messages: readonly TimelineMessage[];
  readonly coveredSeq: number;
}

export const emptyTimeline: Timeline = { messages: [], coveredSeq: 0 };

export function receive(timeline: Timeline, message: TimelineMessage): Timeline {
  return advance({ ...timeline, messages: insert(timeline.messages, message) });
}

/** Takes an answer to `messages.since`; `complete` says whether the server had nothing further to tell. */
export function fill(
  timeline: Timeline,
  afterSeq: number,
  answer: SinceAnswer,
): { readonly timeline: Timeline; readonly complete: boolean } {
  const messages = answer.messages.reduce<readonly TimelineMessage[]>(insert, timeline.messages);
  const lastSeq = answer.messages.reduce((seq, message) => Math.max(seq, message.seq), afterSeq);
  const complete = answer.messages.length === 0 || lastSeq >= answer.head_seq;
  const reached = complete ? Math.max(lastSeq, answer.head_seq) : lastSeq;
  const followsOn = afterSeq <= timeline.coveredSeq;
  const coveredSeq = followsOn ? Math.max(timeline.coveredSeq, reached) : timeline.coveredSeq;
  return { timeline: advance({ messages, coveredSeq }), complete };
}

export function hasGap(timeline: Timeline): boolean {
  const last = timeline.messages.at(-1);
  return last !== undefined && last.seq > timeline.coveredSeq;
}

export function acknowledged(
  answer: { readonly message_id: string; readonly seq: number },
  sent: { readonly text: string; readonly attachments: readonly Attachment[]; readonly client_message_id: string },
  sentAt: string,
): TimelineMessage {
  return {
    seq: answer.seq,
    message_id: answer.message_id,
    author_kind: 'customer',
    text: sent.text,
    attachments: sent.attachments,
    client_message_id: sent.client_message_id,
    sent_at: sentAt,
    provisional: true,
  };
}

/** Choices can be taken only until something was said after them. */
export function openChoicesSeq(timeline: Timeline): number | null {
  const last = timeline.messages.at(-1);
  return last?.choices?.length ? last.seq : null;
}

/** A customer's message that repeats the value of a choice just offered is shown with the label they pressed. */
export function shownText(messages: readonly TimelineMessage[], index: number): string {
  const message = messages[index];
  if (message === undefined) return '';
  if (message.author_kind !== 'customer') return message.text;
  return labelFor(messages.slice(0, index), message.text);
}

export function labelFor(before: readonly TimelineMessage[], text: string): string {
  const offered = before.findLast((message) => message.author_kind !== 'customer');
  return offered?.choices?.find((choice) => choice.value === text)?.label ?? text;
}

function insert(messages: readonly TimelineMessage[], incoming: TimelineMessage): readonly TimelineMessage[] {
  const at = messages.findIndex((message) => message.seq >= incoming.seq);
  if (at === -1) return [...messages, incoming];
  const present = messages[at];
  if (present?.seq !== incoming.seq) return [...messages.slice(0, at), incoming, ...messages.slice(at)];
  if (incoming.provisional) return messages;
  return [...messages.slice(0, at), incoming, ...messages.slice(at + 1)];
}

/** A provisional message does not count: what the server stored is still to be heard. */
function advance(timeline: Timeline): Timeline {
  let { coveredSeq } = timeline;
  for (const message of timeline.messages) {
    if (message.seq === coveredSeq + 1 && !message.provisional) coveredSeq = message.seq;
  }
  return { ...timeline, coveredSeq };
}
