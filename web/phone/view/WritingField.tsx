/** One line that Enter sends, but not the Enter that ends a Japanese conversion. */
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { trackComposition } from '../../widget/composition';

interface WritingFieldProps {
  readonly label: string;
  readonly button: string;
  readonly testId: string;
  readonly longest: number;
  readonly isReady: boolean;
  readonly field?: RefObject<HTMLInputElement | null>;
  readonly onSend: (text: string) => void;
}

export function WritingField({ label, button, testId, longest, isReady, field, onSend }: WritingFieldProps) {
  const [text, setText] = useState('');
  const composition = useRef(trackComposition((run) => setTimeout(run, 0))).current;
  const send = (): void => {
    if (!isReady || text.trim() === '') return;
    onSend(text.trim());
    setText('');
  };
  return (
    <div class="writing">
      <input
        {...(field ? { ref: field } : {})}
        type="text"
        aria-label={label}
        placeholder={label}
        data-testid={testId}
        value={text}
        maxLength={longest}
        autoComplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onCompositionStart={composition.started}
        onCompositionEnd={composition.ended}
        onKeyDown={(event) => {
          if (!composition.sends(event)) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="button" class="send" disabled={!isReady || text.trim() === ''} onClick={send} data-testid={`${testId}-send`}>
        {button}
      </button>
    </div>
  );
}
