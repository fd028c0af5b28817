/** Which tab is open beside the talk; it stays when the agent turns to another conversation. */
import { useSyncExternalStore } from 'react';

const shown = { tab: 'packet' };
const watchers = new Set<() => void>();

export function showSideTab(tab: string): void {
  shown.tab = tab;
  for (const changed of watchers) changed();
}

export function useSideTab(): { readonly tab: string; readonly show: (tab: string) => void } {
  const tab = useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    () => shown.tab,
  );
  return { tab, show: showSideTab };
}
