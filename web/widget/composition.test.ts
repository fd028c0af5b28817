import { describe, expect, it } from 'vitest';
import { trackComposition } from './composition';
import type { KeyStroke } from './composition';

const enter: KeyStroke = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

function tracked(): { composition: ReturnType<typeof trackComposition>; tick: () => void } {
  const waiting: (() => void)[] = [];
  const composition = trackComposition((run) => waiting.push(run));
  return { composition, tick: () => waiting.splice(0).forEach((run) => run()) };
}

describe('Enter', () => {
  it('sends when nothing is being converted', () => {
    expect(tracked().composition.sends(enter)).toBe(true);
  });

  it.each<[string, Partial<KeyStroke>]>([
    ['with Shift it makes a line', { shiftKey: true }],
    ['during a conversion (isComposing)', { isComposing: true }],
    ['during a conversion (keyCode 229)', { keyCode: 229 }],
    ['another key', { key: 'a', keyCode: 65 }],
  ])('does not send: %s', (_, over) => {
    expect(tracked().composition.sends({ ...enter, ...over })).toBe(false);
  });

  it('does not send between start and end of a conversion', () => {
    const { composition } = tracked();
    composition.started();
    expect(composition.sends(enter)).toBe(false);
  });

  it('does not send in the tick in which the conversion ends, but sends in the next', () => {
    const { composition, tick } = tracked();
    composition.started();
    composition.ended();
    expect(composition.sends(enter)).toBe(false);
    tick();
    expect(composition.sends(enter)).toBe(true);
  });
});
