/** Which conversation is before the agent. It stands in the address, so that a reload comes back to it. */
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

const NAME = 'conversation';

export function useChosen(): { readonly chosenId: string | null; readonly choose: (conversationId: string | null) => void } {
  const [parameters, setParameters] = useSearchParams();
  const choose = useCallback(
    (conversationId: string | null) => setParameters(conversationId ? { [NAME]: conversationId } : {}, { replace: true }),
    [setParameters],
  );
  return { chosenId: parameters.get(NAME), choose };
}
