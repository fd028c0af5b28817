/** Which dialog of the chosen conversation is open. Buttons and shortcuts open the same ones. */
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';

export type Dialog = 'transfer' | 'end' | 'wrap-up' | 'hand-back' | 'identity' | 'flag' | null;

interface Acts {
  readonly dialog: Dialog;
  readonly open: (dialog: Dialog) => void;
}

const Context = createContext<Acts>({ dialog: null, open: () => undefined });

export function ActsProvider({ conversationId, children }: { readonly conversationId: string | null; readonly children: ReactNode }) {
  const [dialog, open] = useState<Dialog>(null);
  useEffect(() => open(null), [conversationId]);
  const acts = useMemo(() => ({ dialog, open }), [dialog]);
  return <Context value={acts}>{children}</Context>;
}

export const useActs = (): Acts => useContext(Context);
