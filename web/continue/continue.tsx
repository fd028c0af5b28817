/** The page behind a link from an SMS: it lets its reader into the conversation and gives the chat the whole screen. */
import { render } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ToritsugiChat } from '../widget/element';
import { memoryStorage } from '../widget/storage';
import { openLink } from './opening';
import type { Browser, Failure, Outcome, Visitor } from './opening';
import { CHOOSE_PHOTO, COMPANY, FAILURES, OPENING, PURPOSES, TRY_AGAIN } from './wording';

const TAG = 'toritsugi-chat';
const TITLE = `${COMPANY} お客さまチャット`;
const PATIENCE_MS = 15_000;

function Page({ open }: { readonly open: () => Promise<Outcome> }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const attempt = useCallback(() => {
    setOutcome(null);
    void open().then(setOutcome);
  }, [open]);
  useEffect(attempt, [attempt]);

  if (outcome === null) return <Notice state="opening" text={OPENING} />;
  if ('visitor' in outcome) return <Conversation visitor={outcome.visitor} />;
  return <Refused failure={outcome.failure} onRetry={attempt} />;
}

function Notice({ state, text }: { readonly state: string; readonly text: string }) {
  return (
    <main class="plain" data-testid="continue" data-state={state}>
      <p class="company">{COMPANY}</p>
      <p role="status">{text}</p>
    </main>
  );
}

function Refused({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: () => void }) {
  const { title, text } = FAILURES[failure];
  useEffect(() => {
    if (failure !== 'offline') return undefined;
    addEventListener('online', onRetry);
    return () => removeEventListener('online', onRetry);
  }, [failure, onRetry]);
  return (
    <main class="plain" data-testid="continue" data-state={failure}>
      <p class="company">{COMPANY}</p>
      <div role="alert">
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
      {failure === 'offline' && (
        <button type="button" class="large" data-testid="continue-retry" onClick={onRetry}>
          {TRY_AGAIN}
        </button>
      )}
    </main>
  );
}

function Conversation({ visitor }: { readonly visitor: Visitor }) {
  const { title, text } = PURPOSES[visitor.purpose];
  const main = useRef<HTMLElement>(null);
  const chat = useRef<ToritsugiChat | null>(null);
  useEffect(() => {
    const element = document.createElement(TAG) as ToritsugiChat;
    element.guest = visitor;
    element.dataset['title'] = TITLE;
    chat.current = element;
    main.current?.append(element);
    return () => element.remove();
  }, [visitor]);
  useVisibleHeight(main);

  return (
    <main ref={main} class="talk" data-testid="continue" data-state="open" data-purpose={visitor.purpose}>
      <div class="purpose">
        <p class="company">{COMPANY}</p>
        <h1>{title}</h1>
        <p>{text}</p>
        {visitor.purpose === 'photo' && (
          <button
            type="button"
            class="large"
            data-testid="continue-photo"
            onClick={() => chat.current?.chooseFiles()}
          >
            {CHOOSE_PHOTO}
          </button>
        )}
      </div>
    </main>
  );
}

/** Some browsers lay the keyboard over the page instead of making it smaller. */
function useVisibleHeight(main: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const view = visualViewport;
    if (!view) return undefined;
    const follow = (): void => {
      main.current?.style.setProperty('--visible-height', `${view.height}px`);
      scrollTo(0, 0);
    };
    follow();
    view.addEventListener('resize', follow);
    return () => view.removeEventListener('resize', follow);
  }, []);
}

function thisBrowser(): Browser {
  return {
    path: location.pathname,
    held: tabStorage(),
    redeem: (body) =>
      fetch('/webchat/continue', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
        signal: AbortSignal.timeout(PATIENCE_MS),
      }),
    newSecret: () =>
      Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    hideLink: () => history.replaceState(null, '', '/c/'),
  };
}

function tabStorage(): Storage {
  try {
    return sessionStorage;
  } catch {
    return memoryStorage();
  }
}

customElements.define(TAG, ToritsugiChat);
const root = document.getElementById('continue');
if (root) {
  const browser = thisBrowser();
  render(<Page open={() => openLink(browser)} />, root);
}
