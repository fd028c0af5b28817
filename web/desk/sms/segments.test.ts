import { expect, test } from 'vitest';
import { countSegments } from './segments';
import type { Segments } from './segments';

const of = (encoding: Segments['encoding'], characters: number, parts: number, leftInLast: number): Segments => ({ encoding, characters, parts, leftInLast });

// The table of the service's own tests/unit/channels/test_segments.py.
test.each<[string, Segments]>([
  ['', of('GSM-7', 0, 1, 160)],
  ['a'.repeat(160), of('GSM-7', 160, 1, 0)],
  ['a'.repeat(161), of('GSM-7', 161, 2, 145)],
  ['a'.repeat(306), of('GSM-7', 306, 2, 0)],
  ['a'.repeat(307), of('GSM-7', 307, 3, 152)],
  ['€'.repeat(80), of('GSM-7', 160, 1, 0)],
  ['{'.repeat(81), of('GSM-7', 162, 2, 143)],
  ['あ', of('UCS-2', 1, 1, 69)],
  ['あ{', of('UCS-2', 2, 1, 68)],
  ['`', of('UCS-2', 1, 1, 69)],
  ['あ'.repeat(70), of('UCS-2', 70, 1, 0)],
  ['あ'.repeat(71), of('UCS-2', 71, 2, 63)],
  ['あ'.repeat(134), of('UCS-2', 134, 2, 0)],
  ['あ'.repeat(135), of('UCS-2', 135, 3, 66)],
  ['𠮷'.repeat(35), of('UCS-2', 70, 1, 0)],
  ['𠮷'.repeat(36), of('UCS-2', 72, 2, 61)],
  ['𠮷'.repeat(67), of('UCS-2', 134, 3, 65)],
  [`${'a'.repeat(152)}€${'a'.repeat(7)}`, of('GSM-7', 161, 2, 144)],
])('counts %j as carriers bill it', (text, counted) => {
  expect(countSegments(text)).toEqual(counted);
});
