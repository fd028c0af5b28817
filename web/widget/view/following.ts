/** Where the log is scrolled to: it stays at its end, and tells whether the customer sees that end. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** So near, news pulls the log along; further up the customer is reading. */
const NEAR_END_PX = 120;
const SHOWN_END_PX = 24;

/** What the customer sends brings them down, wherever they were reading. */
export function useFollowing(
  log: { readonly current: HTMLElement | null },
  unsent: number,
  onShowsEnd: (end: boolean) => void,
): void {
  const isNearEnd = useRef(true);
  const follow = (): void => {
    const element = log.current;
    if (element && isNearEnd.current) element.scrollTop = element.scrollHeight;
    tell();
  };
  const tell = (): void => onShowsEnd(document.visibilityState === 'visible' && toEnd(log.current) < SHOWN_END_PX);

  useEffect(() => {
    const element = log.current;
    if (!element) return undefined;
    const watch = (): void => {
      isNearEnd.current = toEnd(element) < NEAR_END_PX;
      tell();
    };
    const size = new ResizeObserver(follow);
    size.observe(element);
    element.addEventListener('scroll', watch, { passive: true });
    document.addEventListener('visibilitychange', tell);
    return () => {
      size.disconnect();
      element.removeEventListener('scroll', watch);
      document.removeEventListener('visibilitychange', tell);
      onShowsEnd(false);
    };
  }, []);
  useLayoutEffect(() => {
    if (unsent > 0) isNearEnd.current = true;
  }, [unsent]);
  // Without dependencies: a failure or a typing sign makes the log longer as much as a message does.
  useLayoutEffect(follow);
}

function toEnd(element: HTMLElement | null): number {
  return element ? element.scrollHeight - element.scrollTop - element.clientHeight : Infinity;
}
