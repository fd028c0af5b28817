/**
 * The conversations this tab follows: their messages, what is on its way out, how far the customer has read.
 *
 * The server is the truth; several tabs do the same side by side.
 */
import type { Receipt } from '../wire';
import { furthest } from './delivery';
import { createReading } from './reading';
import { createSending } from './sending';
import { createTalkStore } from './talkStore';
import type { TalkPort } from './talkStore';

export type Talks = ReturnType<typeof createTalks>;

export function createTalks(port: TalkPort) {
  const store = createTalkStore(port);
  const { get, set, ids, subscribe } = store;
  const { open, fill, loadOlder, receive } = createReading(store);
  const { send, sendAgain, takeBack, resume } = createSending(store, (id) => void fill(id));

  function takeReceipt(id: string, told: Partial<Receipt>): void {
    const known = get(id)?.receipt;
    const reached = known && furthest(known, told);
    if (reached && reached !== known) set(id, { receipt: reached });
  }

  function markRead(id: string, seq: number): void {
    if (seq <= (get(id)?.readSeq ?? seq)) return;
    port.keep(`read:${id}`, seq);
    set(id, { readSeq: seq });
  }

  /** After a connection: catches up everywhere and sends what the line swallowed. */
  function resumeAll(): void {
    for (const id of ids()) {
      void fill(id);
      resume(id);
    }
  }

  return { open, loadOlder, receive, send, sendAgain, takeBack, takeReceipt, markRead, resumeAll, get, subscribe };
}
