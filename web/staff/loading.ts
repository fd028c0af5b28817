/** Reading from the API into a view: one state out of three, and nothing shown from a request that is out of date. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from './api';
import type { Page } from './wire';

export type Loaded<Value> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly value: Value };

export type OnSignedOut = () => void;

export interface Reading<Value> {
  readonly loaded: Loaded<Value>;
  readonly again: () => void;
}

export function useReading<Value>(read: () => Promise<Value>, key: string, onSignedOut: OnSignedOut): Reading<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ kind: 'loading' });
  const current = useRef(0);
  const load = useCallback(async () => {
    const turn = (current.current += 1);
    setLoaded({ kind: 'loading' });
    const next = await outcome(read, onSignedOut);
    if (turn === current.current) setLoaded(next);
  }, [key]);
  useEffect(() => void load(), [load]);
  return { loaded, again: () => void load() };
}

export interface PagedReading<Item> {
  readonly loaded: Loaded<readonly Item[]>;
  readonly more: (() => void) | null;
  readonly moreFailed: string | null;
  readonly again: () => void;
}

export function usePages<Item>(
  read: (cursor: string | null) => Promise<Page<Item>>,
  key: string,
  onSignedOut: OnSignedOut,
): PagedReading<Item> {
  const first = useReading(() => read(null), key, onSignedOut);
  const [later, setLater] = useState<readonly Page<Item>[]>([]);
  const [moreFailed, setMoreFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => setLater([]), [first.loaded]);
  if (first.loaded.kind !== 'ready') return { loaded: first.loaded, more: null, moreFailed: null, again: first.again };

  const firstPage = first.loaded.value;
  const pages = [firstPage, ...later];
  const cursor = pages.at(-1)?.next_cursor ?? null;
  const more = async (): Promise<void> => {
    setBusy(true);
    const next = await outcome(() => read(cursor), onSignedOut);
    setBusy(false);
    setMoreFailed(next.kind === 'failed' ? next.message : null);
    if (next.kind === 'ready') setLater((held) => (held === later ? [...held, next.value] : held));
  };
  return {
    loaded: { kind: 'ready', value: pages.flatMap((page) => page.items) },
    more: cursor && !busy ? () => void more() : null,
    moreFailed,
    again: first.again,
  };
}

async function outcome<Value>(read: () => Promise<Value>, onSignedOut: OnSignedOut): Promise<Loaded<Value>> {
  try {
    return { kind: 'ready', value: await read() };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 401) onSignedOut();
    return { kind: 'failed', message: error.message };
  }
}
