/** Text messages of one number, looked for every two seconds while the page is visible, and which of them were seen. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { listIncoming, listTexts, sendText } from './api';
import type { Text } from './api';

export interface Texts {
  readonly items: readonly Text[];
  readonly unread: number;
  readonly isReachable: boolean;
  readonly send: (body: string) => Promise<boolean>;
  readonly look: () => void;
}

const LOOK_EVERY_MS = 2_000;

/** Calls `look` now, every two seconds, and whenever the page is looked at again. */
export function useLooking(look: () => Promise<void>): void {
  useEffect(() => {
    let isLooking = false;
    const lookNow = (): void => {
      if (isLooking || document.visibilityState !== 'visible') return;
      isLooking = true;
      void look().finally(() => {
        isLooking = false;
      });
    };
    lookNow();
    const timer = setInterval(lookNow, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', lookNow);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookNow);
    };
  }, [look]);
}

export function useTexts(number: string | null, isOpen: boolean): Texts {
  const [held, setHeld] = useState<{ number: string | null; items: readonly Text[] }>({ number, items: [] });
  const [isReachable, setIsReachable] = useState(true);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setSeen(readSeen(number)), [number]);

  const look = useCallback(async () => {
    if (number === null) return;
    const items = await listTexts(number);
    setIsReachable(items !== null);
    if (items) setHeld((before) => (isSame(before, number, items) ? before : { number, items }));
  }, [number]);
  useLooking(look);

  const items = held.number === number ? held.items : [];
  const received = items.filter((text) => text.direction === 'outbound');
  const unread = received.filter((text) => !seen.has(text.id)).length;
  useEffect(() => {
    if (!isOpen || unread === 0 || number === null) return;
    const ids = new Set(received.map((text) => text.id));
    writeSeen(number, ids);
    setSeen(ids);
  }, [isOpen, unread, number]);

  const send = async (body: string): Promise<boolean> => {
    const isSent = number !== null && (await sendText(number, body));
    await look();
    return isSent;
  };
  return { items, unread, isReachable, send, look: () => void look() };
}

/** The sid of a call that rings at this number. */
export function useIncoming(number: string | null, isFree: boolean): string | null {
  const [sid, setSid] = useState<string | null>(null);
  const look = useCallback(async () => {
    setSid(number !== null && isFree ? ((await listIncoming(number))[0] ?? null) : null);
  }, [number, isFree]);
  useLooking(look);
  return isFree ? sid : null;
}

function isSame(before: { number: string | null; items: readonly Text[] }, number: string, items: readonly Text[]): boolean {
  return before.number === number && before.items.length === items.length && before.items.at(-1)?.id === items.at(-1)?.id;
}

const keyOf = (number: string): string => `toritsugi-phone-seen:${number}`;

function readSeen(number: string | null): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse((number !== null && sessionStorage.getItem(keyOf(number))) || '[]');
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}

function writeSeen(number: string, ids: ReadonlySet<string>): void {
  try {
    sessionStorage.setItem(keyOf(number), JSON.stringify([...ids]));
  } catch {
    // A browser that keeps nothing shows the messages as new again after a reload.
  }
}
