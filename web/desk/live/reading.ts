/**
 * Keeps the messages of a conversation complete: the newest page first, older ones on demand, gaps filled by asking.
 *
 * A socket event is a hint. Whatever it says, the next answer of the server decides.
 */
import { messageOf } from '../api';
import type { Message, Receipt } from '../wire';
import * as out from './outbox';
import type { Talk, TalkStore } from './talkStore';
import * as time from './timeline';

export const PAGE = 50;
const GAP_PAGE = 200;
const NO_RECEIPT: Receipt = { delivered_seq: 0, seen_seq: 0 };

export function createReading({ port, get, set, add }: TalkStore) {
  const filling = new Map<string, 'once' | 'again'>();

  /** Starts to follow a conversation, or catches up with one that has moved on. */
  async function open(id: string, headSeq: number): Promise<void> {
    const talk = get(id);
    if (talk && talk.status !== 'failed') {
      if (talk.status === 'ready' && headSeq > talk.timeline.coveredSeq) await fill(id);
      return;
    }
    const outbox = talk?.outbox ?? out.restored(port.kept<out.Outbox>(`outbox:${id}`) ?? []);
    const fresh: Talk = { status: 'loading', failure: null, older: 'idle', timeline: time.emptyTimeline, outbox, receipt: NO_RECEIPT, readSeq: 0 };
    add(id, talk ? { ...talk, status: 'loading', failure: null } : fresh);
    try {
      const timeline = time.opened(await port.fetch(id, { before_seq: headSeq + 1, limit: PAGE }), headSeq + 1);
      const answered = timeline.messages.findLast(({ author_kind }) => author_kind !== 'customer')?.seq ?? 0;
      set(id, { status: 'ready', timeline, readSeq: Math.max(get(id)?.readSeq ?? 0, port.kept<number>(`read:${id}`) ?? answered) });
      await fill(id);
    } catch (error) {
      set(id, { status: 'failed', failure: messageOf(error) });
    }
  }

  async function fill(id: string): Promise<void> {
    if (filling.has(id)) return void filling.set(id, 'again');
    filling.set(id, 'once');
    try {
      for (let isComplete = false; !isComplete; ) {
        const talk = get(id);
        if (talk?.status !== 'ready') break;
        filling.set(id, 'once');
        const afterSeq = talk.timeline.coveredSeq;
        const answer = await port.fetch(id, { after_seq: afterSeq, limit: GAP_PAGE });
        const step = time.filled(get(id)?.timeline ?? talk.timeline, afterSeq, answer);
        set(id, { timeline: step.timeline });
        isComplete = step.isComplete && filling.get(id) === 'once';
      }
    } catch {
      // The next hint, or the next connection, asks again.
    } finally {
      filling.delete(id);
    }
  }

  async function loadOlder(id: string): Promise<void> {
    const talk = get(id);
    if (talk?.status !== 'ready' || talk.timeline.isWhole || talk.older === 'loading') return;
    set(id, { older: 'loading' });
    try {
      const answer = await port.fetch(id, { before_seq: talk.timeline.fromSeq, limit: PAGE });
      set(id, { older: 'idle', timeline: time.prepended(get(id)?.timeline ?? talk.timeline, answer) });
    } catch {
      set(id, { older: 'failed' });
    }
  }

  function receive(id: string, message: Message): void {
    const talk = get(id);
    // Before it is loaded nothing is taken: loading ends with catching up.
    if (talk?.status !== 'ready') return;
    set(id, { timeline: time.received(talk.timeline, message) });
    if (time.hasGap(get(id)?.timeline ?? talk.timeline)) void fill(id);
  }

  return { open, fill, loadOlder, receive };
}
