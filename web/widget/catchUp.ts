/** Fills the timeline from `messages.since`. One run at a time; a call during a run makes it run once more. */
import { isOnline } from './chatState';
import type { Store } from './chatState';
import { fill } from './timeline';
import { RequestLost } from './transport';
import type { Transport } from './transport';
import type { SinceAnswer } from './wire';

const PAGES_AT_ONCE = 50;
const RETRY_MS = 3_000;

export function createCatchUp(
  store: Store,
  transport: Pick<Transport, 'request'>,
  after: (milliseconds: number, run: () => void) => void,
  filled: () => void,
): () => Promise<void> {
  let running = false;
  let again = false;

  async function catchUp(): Promise<void> {
    again = running;
    if (running) return;
    running = true;
    try {
      do {
        again = false;
        await fillPages();
      } while (again && isOnline(store));
    } finally {
      running = false;
    }
  }

  async function fillPages(): Promise<void> {
    for (let page = 0; page < PAGES_AT_ONCE && isOnline(store); page += 1) {
      const { conversationId, timeline } = store.state();
      const answer = await ask(timeline.coveredSeq);
      if (answer === null || conversationId !== store.state().conversationId) return;
      const filling = fill(store.state().timeline, timeline.coveredSeq, answer);
      store.update({ timeline: filling.timeline, loaded: true });
      filled();
      if (filling.complete) return;
    }
  }

  async function ask(afterSeq: number): Promise<SinceAnswer | null> {
    try {
      const answer = (await transport.request('messages.since', { after_seq: afterSeq })) as Partial<SinceAnswer> | null;
      return Array.isArray(answer?.messages) ? { messages: answer.messages, head_seq: answer.head_seq ?? 0 } : null;
    } catch (lost) {
      if (lost instanceof RequestLost && lost.code === 'timeout') after(RETRY_MS, () => void catchUp());
      return null;
    }
  }

  return catchUp;
}
