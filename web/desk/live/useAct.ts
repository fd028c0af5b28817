/** One act at a time on the server, with its refusal as a sentence. */
import { useCallback, useRef, useState } from 'react';
import { messageOf } from '../api';

export interface Act {
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly clear: () => void;
  /** Answers whether it went through. A second press while the first is under way does nothing. */
  readonly run: (act: () => Promise<unknown>) => Promise<boolean>;
}

export function useAct(): Act {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);
  const clear = useCallback(() => setProblem(null), []);
  const run = useCallback(async (act: () => Promise<unknown>): Promise<boolean> => {
    if (busy.current) return false;
    busy.current = true;
    setIsBusy(true);
    setProblem(null);
    try {
      await act();
      return true;
    } catch (error) {
      setProblem(messageOf(error));
      return false;
    } finally {
      busy.current = false;
      setIsBusy(false);
    }
  }, []);
  return { isBusy, problem, clear, run };
}
