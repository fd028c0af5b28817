import { describe, expect, it } from 'vitest';
import { estimateText, grownWait, serviceLevelSeconds, waitTone } from './waits';

const NOW = Date.parse('2026-11-23T10:00:00+09:00');

describe('the longest wait', () => {
  it('grows while nothing is heard from the server', () => {
    expect(grownWait(30, 2, NOW - 12_500, NOW)).toBe(42);
  });

  it('does not shrink when the two clocks disagree', () => {
    expect(grownWait(30, 2, NOW + 5_000, NOW)).toBe(30);
  });

  it('is nothing when nobody waits', () => {
    expect(grownWait(30, 0, NOW - 12_500, NOW)).toBe(0);
  });
});

describe('the tone of a wait', () => {
  it.each([
    [0, 0, 'none'],
    [999, 0, 'none'],
    [10, 1, 'within'],
    [42, 1, 'near'],
    [60, 1, 'near'],
    [61, 1, 'over'],
  ])('for %i seconds and %i waiting is %s', (seconds, waiting, tone) => {
    expect(waitTone(seconds, waiting, 60)).toBe(tone);
  });
});

it('knows the usual service level of a queue that has none', () => {
  expect(serviceLevelSeconds({ service_level_seconds: 20 })).toBe(20);
  expect(serviceLevelSeconds({})).toBe(60);
});

it.each([
  [[120, 300] as const, '2～5分'],
  [[60, 60] as const, '1分'],
  [[30, 120] as const, '30秒～2分'],
  [[20, 50] as const, '20秒～50秒'],
  [null, '－'],
])('words the estimate %o', (range, text) => {
  expect(estimateText(range)).toBe(text);
});
