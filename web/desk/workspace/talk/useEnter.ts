import { useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { trackComposition } from '../../../widget/composition';

/** What a text box needs so that Enter sends only outside a Japanese conversion. */
export function useEnter(onEnter: () => void) {
  const composition = useRef(trackComposition((run) => setTimeout(run, 0))).current;
  return {
    composition: { onCompositionStart: composition.started, onCompositionEnd: composition.ended },
    onKeyDown: (event: KeyboardEvent): void => {
      const { key, shiftKey, keyCode, nativeEvent } = event;
      if (!composition.sends({ key, shiftKey, keyCode, isComposing: nativeEvent.isComposing })) return;
      event.preventDefault();
      onEnter();
    },
  };
}
