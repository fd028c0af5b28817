/** Holds what this tab knows of each conversation, and tells the screen when it changes. */
import type { Attachment, MessagesAnswer, Receipt } from '../wire';
import * as out from './outbox';
import type { Timeline } from './timeline';

export interface Talk {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly failure: string | null;
  readonly older: 'idle' | 'loading' | 'failed';
  readonly timeline: Timeline;
  readonly outbox: out.Outbox;
  readonly receipt: Receipt;
  /** What the agent has had before their eyes. */
  readonly readSeq: number;
}

export interface Outgoing {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly basedOnSeq: number;
}

/** What the talks need from the world. */
export interface TalkPort {
  readonly fetch: (conversationId: string, query: Record<string, number>) => Promise<MessagesAnswer>;
  readonly send: (conversationId: string, entry: out.OutboxEntry) => Promise<{ message_id: string; seq: number }>;
  readonly onRefused: (conversationId: string, code: string) => void;
  readonly keep: (name: string, value: unknown) => void;
  readonly kept: <T>(name: string) => T | null;
  readonly now: () => string;
  readonly newId: () => string;
  readonly authorName: string;
}

export interface TalkStore {
  readonly port: TalkPort;
  readonly get: (id: string) => Talk | undefined;
  readonly ids: () => readonly string[];
  readonly add: (id: string, talk: Talk) => void;
  readonly set: (id: string, over: Partial<Talk>) => void;
  readonly subscribe: (changed: () => void) => () => void;
}

export function createTalkStore(port: TalkPort): TalkStore {
  const talks = new Map<string, Talk>();
  const watchers = new Set<() => void>();

  function set(id: string, over: Partial<Talk>): void {
    const talk = talks.get(id);
    if (!talk) return;
    const next = { ...talk, ...over };
    next.outbox = out.unconfirmed(next.outbox, next.timeline.messages);
    if (next.outbox !== talk.outbox) port.keep(`outbox:${id}`, next.outbox.length ? next.outbox : null);
    talks.set(id, next);
    for (const changed of watchers) changed();
  }

  return {
    port,
    set,
    get: (id) => talks.get(id),
    ids: () => [...talks.keys()],
    add: (id, talk) => {
      talks.set(id, talk);
      set(id, {});
    },
    subscribe: (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
  };
}
