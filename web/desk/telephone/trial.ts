/** The telephone of the trial: it never rings, because a call is connected as soon as the agent accepts it. */
import { holdStatus } from './telephone';
import type { Telephone } from './telephone';

export function trialTelephone(): Telephone {
  const { status, set, subscribe } = holdStatus();
  return {
    kind: 'trial',
    status,
    subscribe,
    register: async () => set({ line: 'ready' }),
    onIncoming: () => () => undefined,
    answer: () => undefined,
    hangUp: () => undefined,
    mute: (isMuted) => set({ isMuted }),
    close: () => set({ line: 'off' }),
  };
}
