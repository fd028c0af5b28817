import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Keeps the end of a log in sight: when something is added, and when the log gets smaller. */
export function useNewest(log: RefObject<HTMLElement | null>, length: number): void {
  useEffect(() => {
    const element = log.current;
    if (!element) return;
    const toEnd = (): void => element.scrollTo({ top: element.scrollHeight });
    const watcher = new ResizeObserver(toEnd);
    watcher.observe(element);
    toEnd();
    return () => watcher.disconnect();
  }, [log, length]);
}
