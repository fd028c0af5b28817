import { useState } from 'react';
import { writeFilters } from './filters';
import type { Filters } from './filters';

/** What is typed starts anew when the address changes, also by the back button. The fields stay, and so does the focus. */
export function useDraft<Kind extends Filters>(filters: Kind) {
  const [draft, setDraft] = useState(filters);
  const address = writeFilters(filters).toString();
  const [shown, setShown] = useState(address);
  if (shown !== address) {
    setShown(address);
    setDraft(filters);
  }
  return [draft, setDraft] as const;
}
