/**
 * The device an agent speaks with. What a call is, and whose it is, the server says; this only carries the sound.
 *
 * Invariant: a device is in at most one call, and `status` changes only together with a word to its watchers.
 */

export interface TelephoneStatus {
  readonly line: 'off' | 'registering' | 'ready' | 'failed';
  readonly call: 'none' | 'ringing' | 'open';
  readonly isMuted: boolean;
  /** A sentence for the agent. */
  readonly problem: string | null;
}

export interface Telephone {
  /** The trial's telephone carries no sound: what is written is read aloud to the caller. */
  readonly kind: 'trial' | 'twilio';
  readonly register: () => Promise<void>;
  readonly onIncoming: (listener: () => void) => () => void;
  readonly answer: () => void;
  readonly hangUp: () => void;
  readonly mute: (isMuted: boolean) => void;
  readonly close: () => void;
  readonly status: () => TelephoneStatus;
  readonly subscribe: (changed: () => void) => () => void;
}

export const OFF: TelephoneStatus = { line: 'off', call: 'none', isMuted: false, problem: null };

export interface StatusHold {
  readonly status: () => TelephoneStatus;
  readonly set: (over: Partial<TelephoneStatus>) => void;
  readonly subscribe: (changed: () => void) => () => void;
}

export function holdStatus(): StatusHold {
  const watchers = new Set<() => void>();
  let status = OFF;
  return {
    status: () => status,
    set: (over) => {
      status = { ...status, ...over };
      for (const changed of watchers) changed();
    },
    subscribe: (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
  };
}
