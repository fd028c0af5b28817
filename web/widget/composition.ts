/**
 * Tells the Enter that ends a Japanese conversion from the Enter that sends.
 *
 * Three signals are needed: most browsers set `isComposing`, some only report keyCode 229, and Safari ends the
 * composition just before the key event of the same keystroke.
 */
export interface KeyStroke {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

export interface Composition {
  readonly started: () => void;
  readonly ended: () => void;
  readonly sends: (stroke: KeyStroke) => boolean;
}

export function trackComposition(nextTick: (run: () => void) => void): Composition {
  let composing = false;
  let justEnded = false;
  return {
    started: () => {
      composing = true;
    },
    ended: () => {
      composing = false;
      justEnded = true;
      nextTick(() => {
        justEnded = false;
      });
    },
    sends: (stroke) =>
      stroke.key === 'Enter' &&
      !stroke.shiftKey &&
      !stroke.isComposing &&
      stroke.keyCode !== 229 &&
      !composing &&
      !justEnded,
  };
}
