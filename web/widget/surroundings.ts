/** The browser as the session sees it. */
import type { Surroundings } from './session';
import { openGuestStorage, openStorage } from './storage';
import type { Guest } from './storage';
import { openTransport } from './transport';

const LOCK_HELD_AT_MOST_MS = 10_000;

export function browserSurroundings(server: string, guest: Guest | null): Surroundings {
  return {
    storage: guest ? openGuestStorage(server, guest) : openStorage(server),
    open: (token, on) => openTransport(server, token, on),
    now: () => new Date(),
    newId,
    after: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    alone: (start) => {
      // Absent on plain http; two tabs opened at the very same moment may then begin two conversations.
      const locks: LockManager | undefined = navigator.locks;
      if (!locks) return start(() => undefined);
      void locks.request(
        `toritsugi.webchat:${server}`,
        () =>
          new Promise<void>((resolve) => {
            setTimeout(resolve, LOCK_HELD_AT_MOST_MS);
            start(resolve);
          }),
      );
    },
  };
}

/** `crypto.randomUUID` exists only on secure origins; a trial on a local network is plain http. */
function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
