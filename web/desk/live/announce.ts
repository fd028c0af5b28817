/** Sentences for screen readers, spoken from the live regions of the frame. An offer cannot wait for a pause. */
import { useSyncExternalStore } from 'react';

export type Urgency = 'in turn' | 'at once';
const spoken: Record<Urgency, string> = { 'in turn': '', 'at once': '' };
const turns = { count: 0 };
const watchers = new Set<() => void>();

export function announce(text: string, urgency: Urgency = 'in turn'): void {
  // A region that is set to the same sentence stays silent: the spaces differ.
  turns.count += 1;
  spoken[urgency] = text + '\u00a0'.repeat(turns.count % 2);
  for (const changed of watchers) changed();
}

export function useSpoken(urgency: Urgency): string {
  return useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    () => spoken[urgency],
  );
}
