/** The server's time, again every second. One timer serves everything that counts. */
import { useSyncExternalStore } from 'react';
import { serverNow } from './clock';

const watchers = new Set<() => void>();
const tick = { now: serverNow(), timer: 0 };

function watch(changed: () => void): () => void {
  watchers.add(changed);
  if (watchers.size === 1) {
    tick.now = serverNow();
    tick.timer = window.setInterval(() => {
      tick.now = serverNow();
      for (const each of watchers) each();
    }, 1_000);
  }
  return () => {
    watchers.delete(changed);
    if (watchers.size === 0) window.clearInterval(tick.timer);
  };
}

export const useNow = (): number => useSyncExternalStore(watch, () => tick.now);
