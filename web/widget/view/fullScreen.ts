/** What changes when the panel covers a phone's whole screen. */
import { useEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

const PHONE = '(max-width: 480px)';

/** Also follows the visible part of the screen, so that the keyboard never covers the composer. */
export function useFullScreen(panel: RefObject<HTMLElement | null>): boolean {
  const [fullScreen, setFullScreen] = useState(() => matchMedia(PHONE).matches);
  useEffect(() => {
    const phone = matchMedia(PHONE);
    const follow = (): void => {
      setFullScreen(phone.matches);
      const view = visualViewport;
      panel.current?.style.setProperty('--visible-height', view ? `${view.height}px` : '100dvh');
      panel.current?.style.setProperty('--visible-top', view ? `${view.offsetTop}px` : '0px');
    };
    follow();
    phone.addEventListener('change', follow);
    visualViewport?.addEventListener('resize', follow);
    visualViewport?.addEventListener('scroll', follow);
    return () => {
      phone.removeEventListener('change', follow);
      visualViewport?.removeEventListener('resize', follow);
      visualViewport?.removeEventListener('scroll', follow);
    };
  }, []);
  useEffect(() => {
    if (!fullScreen) return undefined;
    const { overflow } = document.body.style;
    document.body.style.overflow = 'hidden';
    return () => {
      document.body.style.overflow = overflow;
    };
  }, [fullScreen]);
  return fullScreen;
}

export function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  const stops = [...panel.querySelectorAll<HTMLElement>('button, textarea, [tabindex="0"]')].filter(
    (stop) => !stop.matches(':disabled') && stop.getClientRects().length > 0,
  );
  const from = event.shiftKey ? stops[0] : stops.at(-1);
  const to = event.shiftKey ? stops.at(-1) : stops[0];
  if ((panel.getRootNode() as ShadowRoot).activeElement !== from) return;
  event.preventDefault();
  to?.focus();
}
