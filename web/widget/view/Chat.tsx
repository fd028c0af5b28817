/** Launcher and panel; opening, closing and where the focus goes. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatState } from '../chatState';
import type { ChatSession } from '../session';
import type { ChatStorage } from '../storage';
import { Panel } from './Panel';

interface ChatProps {
  readonly session: ChatSession;
  readonly storage: ChatStorage;
  readonly server: string;
  readonly title: string;
  readonly host: HTMLElement;
  /** The chat is what its page is for: always open, without a launcher. */
  readonly isPage: boolean;
}

const OPEN_KEY = 'toritsugi.webchat:open';
const LOOK_EVERY_MS = 45_000;

export function Chat({ session, storage, server, title, host, isPage }: ChatProps) {
  const state = useChatState(session);
  const [open, setOpen] = useState(() => isPage || recall());
  const launcher = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const unread = useUnread(state, open);

  useEffect(() => {
    const show = (): void => {
      const focused = document.activeElement;
      opener.current = focused instanceof HTMLElement && focused !== host && focused !== document.body ? focused : null;
      setOpen(true);
    };
    host.addEventListener('toritsugi-open', show);
    return () => host.removeEventListener('toritsugi-open', show);
  }, [host]);

  // Someone who has a conversation is told of news with the panel closed; nobody else is connected unasked.
  useEffect(() => {
    if (!isPage) remember(open);
    if (open || storage.token() !== null) session.connect();
  }, [open]);
  useWaking(session);

  const wasOpen = useRef(open);
  useLayoutEffect(() => {
    if (wasOpen.current && !open) (opener.current?.isConnected ? opener.current : launcher.current)?.focus();
    if (!open) opener.current = null;
    wasOpen.current = open;
  }, [open]);

  return (
    <>
      <button
        ref={launcher}
        type="button"
        class="launcher"
        hidden={open}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={unread ? `チャットを開く（新着${unread}件）` : 'チャットを開く'}
        data-testid="chat-launcher"
        onClick={() => setOpen(true)}
      >
        <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
          <path
            fill="currentColor"
            d="M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm3 5v2h10V9H7Zm0 4v2h7v-2H7Z"
          />
        </svg>
        <span class="launcher-label">チャット</span>
        {unread > 0 && (
          <span class="badge" aria-hidden="true" data-testid="chat-unread">
            {unread}
          </span>
        )}
      </button>
      {open && (
        <Panel
          session={session}
          state={state}
          storage={storage}
          server={server}
          title={title}
          isPage={isPage}
          onClose={() => setOpen(isPage)}
        />
      )}
    </>
  );
}

function useChatState(session: ChatSession): ChatState {
  const [state, setState] = useState(session.state);
  useEffect(() => session.subscribe(() => setState(session.state())), [session]);
  return state;
}

/** What arrived while the panel was closed, once the past has been loaded. */
function useUnread(state: ChatState, open: boolean): number {
  const [seenSeq, setSeenSeq] = useState<number | null>(null);
  const lastSeq = state.timeline.messages.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (open || (seenSeq === null && state.loaded)) setSeenSeq(lastSeq);
  }, [open, lastSeq, state.loaded]);
  if (open || seenSeq === null) return 0;
  return state.timeline.messages.filter((m) => m.seq > seenSeq && m.author_kind !== 'customer').length;
}

function useWaking(session: ChatSession): void {
  useEffect(() => {
    const wake = (): void => {
      if (document.visibilityState === 'visible') session.wake();
    };
    const look = setInterval(() => session.state().connection === 'online' && wake(), LOOK_EVERY_MS);
    addEventListener('online', wake);
    addEventListener('pageshow', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearInterval(look);
      removeEventListener('online', wake);
      removeEventListener('pageshow', wake);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [session]);
}

function recall(): boolean {
  try {
    return sessionStorage.getItem(OPEN_KEY) === '1';
  } catch {
    return false;
  }
}

function remember(open: boolean): void {
  try {
    sessionStorage.setItem(OPEN_KEY, open ? '1' : '0');
  } catch {
    // Without storage the panel starts closed after a reload; nothing else depends on it.
  }
}
