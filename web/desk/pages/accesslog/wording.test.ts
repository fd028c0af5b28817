import { expect, it } from 'vitest';
import { actionLabel, partsText } from './wording';

it('names what was done, and lets an unknown code stand', () => {
  expect([actionLabel('contacts.reveal'), actionLabel('moon.read')]).toEqual(['個人情報の表示', 'moon.read']);
});

it('names what was read, shortening a long list', () => {
  expect(partsText(['attributes', 'policies'])).toBe('顧客属性、契約');
  expect(partsText([])).toBe('－');
  expect(partsText(['name', 'phone', 'email', 'address', 'claims', 'cases', 'contacts', 'complaints'])).toMatch(
    /案件　ほか2項目$/,
  );
});
