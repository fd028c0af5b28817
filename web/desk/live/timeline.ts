/**
 * The messages of one conversation that this tab holds, ordered and keyed by `seq`.
 *
 * Invariant: every message with `fromSeq <= seq <= coveredSeq` that exists is held. `seq` numbers the whole log, so
 * a missing number need not be a message; only an answer of the server closes a gap.
 */
import type { Message, MessagesAnswer } from '../wire';

export interface Timeline {
  readonly messages: readonly Message[];
  readonly fromSeq: number;
  readonly coveredSeq: number;
  /** Nothing older exists. */
  readonly isWhole: boolean;
}

export const emptyTimeline: Timeline = { messages: [], fromSeq: 1, coveredSeq: 0, isWhole: false };

/** The newest page, read with `before_seq`. */
export function opened(answer: MessagesAnswer, beforeSeq: number): Timeline {
  const messages = answer.messages.reduce<readonly Message[]>(insert, []);
  return { messages, fromSeq: firstSeq(messages, beforeSeq), coveredSeq: beforeSeq - 1, isWhole: isFirst(messages) };
}

/** A page further back. */
export function prepended(timeline: Timeline, answer: MessagesAnswer): Timeline {
  const messages = answer.messages.reduce<readonly Message[]>(insert, timeline.messages);
  return { ...timeline, messages, fromSeq: firstSeq(messages, timeline.fromSeq), isWhole: answer.messages.length === 0 || isFirst(messages) };
}

/** A message heard on the socket. */
export function received(timeline: Timeline, message: Message): Timeline {
  return advanced({ ...timeline, messages: insert(timeline.messages, message) });
}

/** An answer to `after_seq`; `isComplete` says whether the server had nothing further to tell. */
export function filled(
  timeline: Timeline,
  afterSeq: number,
  answer: MessagesAnswer,
): { readonly timeline: Timeline; readonly isComplete: boolean } {
  const messages = answer.messages.reduce<readonly Message[]>(insert, timeline.messages);
  const lastSeq = answer.messages.reduce((seq, message) => Math.max(seq, message.seq), afterSeq);
  const isComplete = answer.messages.length === 0 || lastSeq >= answer.head_seq;
  const reached = isComplete ? Math.max(lastSeq, answer.head_seq) : lastSeq;
  const followsOn = afterSeq <= timeline.coveredSeq;
  const coveredSeq = followsOn ? Math.max(timeline.coveredSeq, reached) : timeline.coveredSeq;
  return { timeline: advanced({ ...timeline, messages, coveredSeq }), isComplete };
}

export function hasGap(timeline: Timeline): boolean {
  const last = timeline.messages.at(-1);
  return last !== undefined && last.seq > timeline.coveredSeq;
}

/** The last message of the customer, which an answer is based on; 0 when they have not written. */
export function customerSeq(messages: readonly Message[]): number {
  return messages.findLast((message) => message.author_kind === 'customer')?.seq ?? 0;
}

/** How many of the customer's messages this agent has not had before their eyes. */
export function unreadCount(messages: readonly Message[], readSeq: number): number {
  return messages.reduce((count, { author_kind, seq }) => count + Number(author_kind === 'customer' && seq > readSeq), 0);
}

/** Since when the customer waits: their first message that nobody has answered. */
export function waitingSince(messages: readonly Message[]): string | null {
  const answered = messages.findLastIndex(({ author_kind }) => author_kind === 'agent' || author_kind === 'bot');
  return messages.slice(answered + 1).find(({ author_kind }) => author_kind === 'customer')?.sent_at ?? null;
}

/** The numbers of a conversation begin with 1; where nothing is left there is nothing before it either. */
const isFirst = (messages: readonly Message[]): boolean => (messages[0]?.seq ?? 0) <= 1;

function firstSeq(messages: readonly Message[], otherwise: number): number {
  return messages[0]?.seq ?? otherwise;
}

function insert(messages: readonly Message[], incoming: Message): readonly Message[] {
  const last = messages.at(-1);
  if (last === undefined || incoming.seq > last.seq) return [...messages, incoming];
  const at = messages.findIndex((message) => message.seq >= incoming.seq);
  const isHeld = messages[at]?.seq === incoming.seq;
  return [...messages.slice(0, at), incoming, ...messages.slice(isHeld ? at + 1 : at)];
}

function advanced(timeline: Timeline): Timeline {
  let { coveredSeq } = timeline;
  for (const message of timeline.messages) if (message.seq === coveredSeq + 1) coveredSeq = message.seq;
  return { ...timeline, coveredSeq };
}
