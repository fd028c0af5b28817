import { expect, it } from 'vitest';
import { lineLabel, phoneText, policyStatusLabel, postalText, yenText } from './wording';

it('words amounts, post codes and numbers to dial', () => {
  expect([yenText(1234567), yenText(0), yenText(null)]).toEqual(['1,234,567円', '0円', '－']);
  expect([postalText('1000001'), postalText('12345'), postalText(null)]).toEqual(['〒100-0001', '〒12345', '']);
  expect([phoneText('+819000001234'), phoneText('0300001234'), phoneText(null)]).toEqual([
    '09000001234',
    '0300001234',
    '－',
  ]);
});

it('lets a code stand that has no name yet', () => {
  expect([lineLabel('motor'), lineLabel('marine'), policyStatusLabel('in_force')]).toEqual([
    '自動車保険',
    'marine',
    '有効',
  ]);
});
