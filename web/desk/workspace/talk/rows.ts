/**
 * The lines of the transcript: messages with what happened between them, and below what is still on its way. Pure.
 *
 * A day is named at its first message and is no line of its own: lines keep their keys when older ones come before them.
 */
import type { Outbox, OutboxEntry } from '../../live/outbox';
import type { Mark, Message } from '../../wire';

export type Row =
  | { readonly kind: 'message'; readonly key: string; readonly message: Message; readonly day: string | null }
  | { readonly kind: 'mark'; readonly key: string; readonly mark: Mark }
  | { readonly kind: 'pending'; readonly key: string; readonly entry: OutboxEntry };

const day = new Intl.DateTimeFormat('ja-JP', { month: 'long', day: 'numeric', weekday: 'short', timeZone: 'Asia/Tokyo' });

/** `marks` are in order; those before the first message that is held wait until it is read. */
export function rowsOf(messages: readonly Message[], outbox: Outbox, marks: readonly Mark[] = [], isWhole = true): readonly Row[] {
  const rows: Row[] = [];
  const firstSeq = isWhole ? 0 : (messages[0]?.seq ?? 0);
  const shown = marks.filter((mark) => mark.after_seq >= firstSeq);
  let placed = 0;
  const placeBefore = (seq: number): void => {
    for (let mark = shown[placed]; mark && mark.after_seq < seq; mark = shown[placed]) {
      rows.push({ kind: 'mark', key: `mark ${mark.mark_id}`, mark });
      placed += 1;
    }
  };
  let lastDay = '';
  for (const message of messages) {
    placeBefore(message.seq);
    const thisDay = dayOf(message.sent_at);
    rows.push({ kind: 'message', key: keyOf(message), message, day: thisDay === lastDay ? null : thisDay });
    lastDay = thisDay;
  }
  placeBefore(Infinity);
  return [...rows, ...outbox.map((entry): Row => ({ kind: 'pending', key: entry.client_message_id, entry }))];
}

/** The agent's own message keeps its key when it is taken in, so that its line stays where it is. */
const keyOf = (message: Message): string =>
  (message.author_kind === 'agent' && message.client_message_id) || `seq ${message.seq}`;

function dayOf(at: string): string {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? '' : day.format(ms);
}
