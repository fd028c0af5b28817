/**
 * Tells the server how far the customer's screen has shown the conversation.
 *
 * Invariant: only what stood at the visible end of an open panel is told, and on one connection never twice.
 */
import { isOnline } from './chatState';
import type { Store } from './chatState';
import type { Transport } from './transport';

export interface Sight {
  /** The panel is open, the page visible, and the end of the log in view. */
  readonly showsEnd: boolean;
  readonly online: boolean;
  readonly coveredSeq: number;
}

export interface Receipts {
  readonly shows: (end: boolean) => void;
  /** A new connection: what was told before may not have arrived. */
  readonly anew: () => void;
}

const SETTLED_MS = 500;

/** The `seq` to tell, if there is something to tell. */
export function seenSeq(sight: Sight, toldSeq: number): number | null {
  return sight.showsEnd && sight.online && sight.coveredSeq > toldSeq ? sight.coveredSeq : null;
}

export function createReceipts(
  store: Store,
  transport: Pick<Transport, 'request'>,
  after: (milliseconds: number, run: () => void) => () => void,
): Receipts {
  let showsEnd = false;
  let toldSeq = 0;
  let settling: number | null = null;
  let callOff = (): void => undefined;

  function consider(): void {
    const sight = { showsEnd, online: isOnline(store), coveredSeq: store.state().timeline.coveredSeq };
    const seq = seenSeq(sight, toldSeq);
    if (seq === settling) return;
    callOff();
    settling = seq;
    if (seq !== null) callOff = after(SETTLED_MS, () => void tell(seq));
  }

  async function tell(seq: number): Promise<void> {
    settling = null;
    const before = toldSeq;
    toldSeq = seq;
    const answer = await transport.request('seen', { seq }).catch(() => null);
    const accepted = (answer as { ok?: unknown } | null)?.ok === true;
    if (!accepted && toldSeq === seq) toldSeq = before;
  }

  store.subscribe(consider);
  return {
    shows: (end) => {
      showsEnd = end;
      consider();
    },
    anew: () => {
      toldSeq = 0;
      consider();
    },
  };
}
