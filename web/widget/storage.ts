/**
 * What the browser keeps between page views: visitor token, draft, unsent messages. Messages themselves are not
 * kept, since the computer may be shared. Each unsent message has its own key, so two tabs never overwrite each other.
 */
import type { OutboxEntry } from './outbox';

export interface ChatStorage {
  readonly token: () => string | null;
  readonly setToken: (token: string | null) => void;
  readonly draft: () => string;
  readonly setDraft: (text: string) => void;
  readonly outbox: () => OutboxEntry[];
  readonly putEntry: (entry: OutboxEntry) => void;
  readonly dropEntry: (clientMessageId: string) => void;
  /** Calls back when another tab got the acknowledgement. Returns the function that stops listening. */
  readonly onDroppedElsewhere: (hear: (clientMessageId: string) => void) => () => void;
}

type Listen = (listener: (event: StorageEvent) => void) => () => void;

export function openStorage(
  server: string,
  backing: Storage = usable(() => localStorage),
  listen: Listen = hearOtherTabs,
): ChatStorage {
  const prefix = `toritsugi.webchat:${server}:`;
  const outboxPrefix = `${prefix}outbox:`;
  const put = (key: string, value: string | null): void => {
    try {
      if (value === null || value === '') backing.removeItem(key);
      else backing.setItem(key, value);
    } catch {
      // A full or forbidden storage must not stop the conversation; only the memory of it is lost.
    }
  };
  return {
    token: () => backing.getItem(`${prefix}visitor_token`),
    setToken: (token) => put(`${prefix}visitor_token`, token),
    draft: () => backing.getItem(`${prefix}draft`) ?? '',
    setDraft: (text) => put(`${prefix}draft`, text),
    outbox: () => keysOf(backing, outboxPrefix).flatMap((key) => parseEntry(backing.getItem(key))),
    putEntry: (entry) => put(outboxPrefix + entry.client_message_id, JSON.stringify(entry)),
    dropEntry: (id) => put(outboxPrefix + id, null),
    onDroppedElsewhere: (hear) =>
      listen(({ key, newValue }) => {
        if (key?.startsWith(outboxPrefix) && newValue === null) hear(key.slice(outboxPrefix.length));
      }),
  };
}

/** Somebody a page has let in already; `name` tells this conversation from others of the same tab. */
export interface Guest {
  readonly name: string;
  readonly token: string;
}

/** A guest is forgotten with the tab, and never takes the place of a visitor's own conversation. */
export function openGuestStorage(server: string, guest: Guest): ChatStorage {
  const storage = openStorage(`${server}#${guest.name}`, usable(() => sessionStorage));
  storage.setToken(guest.token);
  return storage;
}

function hearOtherTabs(listener: (event: StorageEvent) => void): () => void {
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
}

function keysOf(backing: Storage, prefix: string): string[] {
  return Array.from({ length: backing.length }, (_, index) => backing.key(index) ?? '').filter((key) =>
    key.startsWith(prefix),
  );
}

function parseEntry(stored: string | null): OutboxEntry[] {
  try {
    const entry = JSON.parse(stored ?? '') as Partial<OutboxEntry>;
    if (typeof entry.client_message_id !== 'string' || typeof entry.text !== 'string') return [];
    return [
      {
        client_message_id: entry.client_message_id,
        text: entry.text,
        attachments: Array.isArray(entry.attachments) ? entry.attachments : [],
        queued_at: entry.queued_at ?? '',
        after_seq: entry.after_seq ?? 0,
        state: entry.state === 'failed' ? 'failed' : 'sending',
        ...(entry.failure === undefined ? {} : { failure: entry.failure }),
      },
    ];
  } catch {
    return [];
  }
}

/** Browsers may forbid storage altogether; the chat then lives as long as the page. */
function usable(wanted: () => Storage): Storage {
  try {
    const probe = 'toritsugi.webchat:probe';
    const storage = wanted();
    storage.setItem(probe, '1');
    storage.removeItem(probe);
    return storage;
  } catch {
    return memoryStorage();
  }
}

export function memoryStorage(): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    clear: () => held.clear(),
    getItem: (key) => held.get(key) ?? null,
    key: (index) => [...held.keys()][index] ?? null,
    removeItem: (key) => void held.delete(key),
    setItem: (key, value) => void held.set(key, value),
  };
}
