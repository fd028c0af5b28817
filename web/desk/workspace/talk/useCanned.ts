/** Canned answers, called with `::`. The keys go to the list while it is open. */
import { useState } from 'react';
import type { KeyboardEvent, RefObject, SyntheticEvent } from 'react';
import { useCannedAnswers } from '../../live/queries';
import type { CannedAnswer } from '../../wire';
import { foundAnswers, inserted, triggerAt } from './writing';

export type Canned = ReturnType<typeof useCanned>;

const MOST = 30;

export function useCanned(conversationId: string, text: string, box: RefObject<HTMLTextAreaElement | null>, write: (text: string) => void) {
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const trigger = triggerAt(text, Math.min(caret, text.length));
  const isOpen = trigger !== null && trigger.from !== closedAt;
  const { data, error, refetch } = useCannedAnswers(conversationId, isOpen);
  const found = isOpen ? foundAnswers(data?.items ?? [], trigger.query).slice(0, MOST) : [];
  const marked = Math.min(active, Math.max(0, found.length - 1));

  const place = (after: { text: string; caret: number }): void => {
    write(after.text);
    setCaret(after.caret);
    setActive(0);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(after.caret, after.caret);
    });
  };
  const choose = (answer: CannedAnswer): void => {
    if (trigger) place(inserted(text, trigger, answer.text));
  };

  return {
    isOpen,
    found,
    marked,
    error,
    isLoading: isOpen && !data && !error,
    again: (): void => void refetch(),
    choose,
    mark: setActive,
    /** Writes the trigger where the caret stands, for those who use the mouse. */
    call: (): void => {
      const at = box.current?.selectionStart ?? text.length;
      setClosedAt(null);
      place(inserted(text, { from: at, to: at }, '::'));
    },
    follow: (event: SyntheticEvent<HTMLTextAreaElement>): void => {
      setCaret(event.currentTarget.selectionStart);
      if (trigger === null) setClosedAt(null);
    },
    /** Answers whether the key was for the list. */
    takes: (event: KeyboardEvent): boolean => {
      if (!isOpen || event.nativeEvent.isComposing || event.keyCode === 229) return false;
      const answer = found[marked];
      const acts: Record<string, (() => void) | undefined> = {
        ArrowDown: () => setActive(Math.min(marked + 1, found.length - 1)),
        ArrowUp: () => setActive(Math.max(marked - 1, 0)),
        Escape: () => setClosedAt(trigger.from),
        Enter: answer && !event.shiftKey ? () => choose(answer) : undefined,
        Tab: answer && (() => choose(answer)),
      };
      const act = acts[event.key];
      if (!act) return false;
      event.preventDefault();
      event.stopPropagation();
      act();
      return true;
    },
    aria: isOpen
      ? { role: 'combobox', 'aria-expanded': true, 'aria-controls': 'canned', 'aria-activedescendant': found.length ? `canned-${marked}` : undefined }
      : {},
  };
}
