import { expect, test } from 'vitest';
import type { Signal } from '../wire';
import { inOrder, signalLabel } from './signals';

test('the heaviest comes first, whatever the order told', () => {
  const told: readonly Signal[] = ['plain_japanese', 'angry', 'harassment'];
  expect(inOrder(told)).toEqual(['harassment', 'angry', 'plain_japanese']);
});

test('one of a later version is shown by its code', () => {
  expect(signalLabel('sleepy')).toBe('sleepy');
  expect(signalLabel(undefined)).toBe('');
});
