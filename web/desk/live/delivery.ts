/** How far an agent's message has come, in the words of the screen. */
import type { Message, Receipt } from '../wire';

export type Delivery = '送信済み' | '届きました' | '既読';

export function deliveryOf(message: Message, receipt: Receipt): Delivery {
  if (message.seq <= receipt.seen_seq) return '既読';
  return message.seq <= receipt.delivered_seq ? '届きました' : '送信済み';
}

/** Receipts may arrive in any order; what was once seen stays seen. */
export function furthest(known: Receipt, told: Partial<Receipt>): Receipt {
  const next = {
    delivered_seq: Math.max(known.delivered_seq, told.delivered_seq ?? 0),
    seen_seq: Math.max(known.seen_seq, told.seen_seq ?? 0),
  };
  return next.delivered_seq === known.delivered_seq && next.seen_seq === known.seen_seq ? known : next;
}
