/** Who answers now: a line above the composer, announced when it changes and not when the page is loaded. */
import { useEffect, useState } from 'preact/hooks';
import type { Holding } from '../wire';
import { statusLine } from '../wording';

export function Standing({ holding }: { readonly holding: Holding | null }) {
  const line = statusLine(holding);
  const [isKnown, setKnown] = useState(false);
  useEffect(() => {
    if (line !== null) setKnown(true);
  }, [line]);

  return (
    <p
      class="standing"
      hidden={line === null}
      aria-live={isKnown ? 'polite' : 'off'}
      aria-atomic="true"
      data-testid="chat-standing"
      data-holder={holding?.holder}
    >
      <span class="dot" data-holder={holding?.holder} aria-hidden="true" />
      <span>{line}</span>
    </p>
  );
}
