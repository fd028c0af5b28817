import { expect, test } from 'vitest';
import { entry, messages } from '../../live/fixtures';
import type { Mark } from '../../wire';
import { meansOf } from './means';
import { rowsOf } from './rows';

const mark = (id: string, after_seq: number): Mark => ({ mark_id: id, after_seq, at: '2026-10-01T00:00:00Z', kind: 'link.redeemed' });
const keys = (...given: Parameters<typeof rowsOf>): readonly string[] => rowsOf(...given).map((row) => row.key);

test('what happened stands after the message it followed, in its order', () => {
  const marks = [mark('a', 0), mark('b', 1), mark('c', 1), mark('d', 3)];
  expect(keys(messages(1, 2, 3), [], marks)).toEqual(['mark a', 'seq 1', 'mark b', 'mark c', 'seq 2', 'seq 3', 'mark d']);
});

test('what is still on its way stands below everything', () => {
  expect(keys(messages(1), [entry('x')], [mark('a', 1)])).toEqual(['seq 1', 'mark a', 'x']);
});

test('what happened before the messages that are held waits for them', () => {
  expect(keys(messages(5, 6), [], [mark('a', 2), mark('b', 5)], false)).toEqual(['seq 5', 'mark b', 'seq 6']);
});

test('a call without any word is shown all the same', () => {
  expect(keys([], [], [mark('a', 0)])).toEqual(['mark a']);
});

test.each([
  [{ channel: 'voice' }, 'voice', '音声'],
  [{ channel: 'voice', dtmf: '1' }, 'voice', '音声・キー入力'],
  [{ channel: 'webchat' }, 'voice', 'チャット'],
  [{ channel: 'sms' }, 'sms', null],
  [{}, 'voice', null],
] as const)('%j in a contact by %s is marked %s', (message, contact, means) => {
  expect(meansOf(message, contact)).toBe(means);
});
