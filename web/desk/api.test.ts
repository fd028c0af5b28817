import { describe, expect, it } from 'vitest';
import { queryOf, refusalOf } from './api';
import { homeOf, placeOf, placesFor } from './frame/places';

describe('queries', () => {
  it('leave out what was not given', () => {
    expect(queryOf({ q: '', limit: 20, cursor: null, open: false })).toBe('?limit=20&open=false');
    expect(queryOf()).toBe('');
  });
});

describe('refusals', () => {
  it('carry the sentence of the server and the fields', () => {
    const error = refusalOf(422, { error: { code: 'field_unclear', message: '日付がわかりません。', fields: { moved_on: '日付' } } });
    expect([error.status, error.code, error.message, error.fields]).toEqual([422, 'field_unclear', '日付がわかりません。', { moved_on: '日付' }]);
  });

  it('take a list of names', () => {
    expect(refusalOf(409, { error: { code: 'draft_incomplete', message: '不足', fields: ['a'] } }).fields).toEqual({ a: '' });
  });

  it.each([[null], ['<html>'], [{ error: {} }]])('have a sentence even for %o', (answer) => {
    const error = refusalOf(502, answer);
    expect([error.code, error.message.length > 0]).toEqual(['http_502', true]);
  });
});

describe('places', () => {
  it('are those of the role', () => {
    expect(placesFor('auditor').map(({ path }) => path)).toEqual(['/contacts', '/cases', '/access-log']);
    expect([homeOf('agent'), homeOf('auditor')]).toEqual(['/', '/contacts']);
  });

  it('own the pages below them', () => {
    expect([placeOf('/contacts/x')?.path, placeOf('/')?.path, placeOf('/contactsx')]).toEqual(['/contacts', '/', undefined]);
  });
});
