import { describe, expect, it } from 'vitest';
import { learnFrom, serverNow } from './clock';
import { dueState, fromLocalInput, secondsLeft, secondsSince, spanText, timerText, toLocalInput } from './spans';

const at = (text: string): number => Date.parse(`2026-10-01T${text}+09:00`);
const until = '2026-10-01T10:00:30+09:00';

describe('countdown', () => {
  it.each([
    ['10:00:00', 30],
    ['10:00:29.100', 1],
    ['10:00:30', 0],
    ['10:05:00', 0],
  ])('at %s', (now, left) => {
    expect(secondsLeft(until, at(now))).toBe(left);
  });

  it('is over when there is no deadline', () => {
    expect([secondsLeft(null, 0), secondsLeft('nonsense', 0), secondsSince(undefined, 0)]).toEqual([0, 0, 0]);
  });

  it('never counts from the future', () => {
    expect(secondsSince(until, at('10:00:00'))).toBe(0);
  });
});

describe('words', () => {
  it.each([
    [9, '0:09', '9秒'],
    [75, '1:15', '1分'],
    [3_720, '62:00', '1時間2分'],
    [180_000, '3000:00', '2日'],
  ])('%i seconds', (seconds, timer, span) => {
    expect([timerText(seconds), spanText(seconds)]).toEqual([timer, span]);
  });
});

describe('promises', () => {
  const promise = { due_at: until };

  it.each([
    ['09:00:00', 'later'],
    ['09:50:00', 'soon'],
    ['10:00:30', 'overdue'],
  ])('at %s are %s', (now, state) => {
    expect(dueState(promise, at(now))).toBe(state);
  });

  it('are overdue when the server says so, and done when kept', () => {
    expect(dueState({ ...promise, is_overdue: true }, at('09:00:00'))).toBe('overdue');
    expect(dueState({ ...promise, is_overdue: true, kept_at: until }, at('11:00:00'))).toBe('kept');
  });
});

describe('a box with date and time', () => {
  it('is Japanese time', () => {
    expect(toLocalInput(at('10:00:30'))).toBe('2026-10-01T10:00');
    expect(fromLocalInput('2026-10-01T10:00')).toBe('2026-10-01T10:00:00+09:00');
    expect(fromLocalInput('')).toBeNull();
  });
});

describe('the clock of the server', () => {
  const offBy = (ms: number): number => Math.abs(serverNow() - Date.now() - ms);
  const hear = (aheadMs: number): void => learnFrom(new Date(Date.now() + aheadMs).toUTCString());

  it('is followed when the desk is wrong by more than the header can tell', () => {
    hear(60_000);
    expect(offBy(60_000)).toBeLessThan(1_500);
  });

  it('is not set back by an answer that took long', () => {
    hear(50_000);
    expect(offBy(60_000)).toBeLessThan(1_500);
  });

  it('is the own clock when they agree', () => {
    for (let answer = 0; answer < 20; answer += 1) hear(0);
    expect(offBy(0)).toBeLessThan(50);
  });
});
