import { describe, expect, it } from 'vitest';
import { clockText, dayText, durationText, momentText, plainDayText, secondsBetween } from './times';

describe('a moment', () => {
  it('is told in Japan to the second', () => {
    expect(momentText('2026-12-31T15:00:05Z')).toBe('2027/01/01（金） 00:00:05');
    expect(clockText('2026-11-23T23:59:59+09:00')).toBe('23:59:59');
    expect(dayText('2026-11-22T15:00:00Z')).toBe('2026/11/23（月）');
  });

  it.each([null, undefined, '', 'soon'])('that is none is a dash (%s)', (at) => {
    expect([momentText(at), clockText(at), dayText(at)]).toEqual(['－', '－', '－']);
  });
});

it('reads a day as it stands, without a zone', () => {
  expect(plainDayText('2026-04-01')).toBe('2026/04/01');
  expect(plainDayText(null)).toBe('－');
  expect(plainDayText('令和8年')).toBe('令和8年');
});

it.each([
  [-3, '0秒'],
  [45.4, '45秒'],
  [60, '1分00秒'],
  [185, '3分05秒'],
  [3_600, '1時間00分'],
  [7_384, '2時間03分'],
])('says %i seconds as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

describe('how long something lasted', () => {
  const now = Date.parse('2026-11-23T10:00:00+09:00');

  it('is from its start to its end', () => {
    expect(secondsBetween('2026-11-23T09:00:00+09:00', '2026-11-23T00:01:30Z', now)).toBe(90);
  });

  it('is until now while it lasts, and never negative', () => {
    expect(secondsBetween('2026-11-23T09:59:00+09:00', null, now)).toBe(60);
    expect(secondsBetween('2026-11-23T10:01:00+09:00', null, now)).toBe(0);
    expect(secondsBetween('soon', null, now)).toBe(0);
  });
});
