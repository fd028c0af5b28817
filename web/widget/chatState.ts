/** The one state of a chat on a page. The views read it; only the session and its parts change it. */
import type { Outbox } from './outbox';
import { emptyTimeline } from './timeline';
import type { Timeline } from './timeline';
import type { TypingSign } from './typing';
import type { Holding } from './wire';

export type Connection = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'refused';

export interface ChatState {
  readonly connection: Connection;
  readonly conversationId: string | null;
  readonly timeline: Timeline;
  readonly outbox: Outbox;
  readonly holding: Holding | null;
  readonly typing: TypingSign | null;
  /** The first `messages.since` has been answered. */
  readonly loaded: boolean;
  readonly notice: string | null;
  readonly welcome: string | null;
}

export interface Store {
  readonly state: () => ChatState;
  readonly update: (change: Partial<ChatState>) => void;
  readonly subscribe: (hear: () => void) => () => void;
}

export function createStore(outbox: Outbox): Store {
  const listeners = new Set<() => void>();
  let state: ChatState = {
    connection: 'idle',
    conversationId: null,
    timeline: emptyTimeline,
    outbox,
    holding: null,
    typing: null,
    loaded: false,
    notice: null,
    welcome: null,
  };
  return {
    state: () => state,
    update: (change) => {
      state = { ...state, ...change };
      for (const hear of listeners) hear();
    },
    subscribe: (hear) => {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}

export function isOnline(store: Store): boolean {
  return store.state().connection === 'online';
}
