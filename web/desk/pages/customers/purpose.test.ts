import { expect, it } from 'vitest';
import { purposeFromAddress, purposeFromHistory } from './purpose';

it('knows the purpose from where the look-up comes from', () => {
  expect(purposeFromAddress(new URLSearchParams('contact_id=0190-aa'))).toEqual({
    why: 'コンタクトの確認（0190-aa）',
    conversationId: '',
  });
  expect(purposeFromAddress(new URLSearchParams('conversation_id=0190-bb&contact_id=c'))).toMatchObject({
    conversationId: '0190-bb',
  });
});

it('has to ask otherwise', () => {
  expect(purposeFromAddress(new URLSearchParams('contact_id='))).toBeNull();
});

it.each([[null], [{}], [{ why: '' }], [{ why: 3 }], ['x']])('does not take %o for a purpose', (state) => {
  expect(purposeFromHistory(state)).toBeNull();
});

it('remembers the purpose with the entry of the history', () => {
  expect(purposeFromHistory({ why: '手続きの確認' })).toEqual({ why: '手続きの確認', conversationId: '' });
});
