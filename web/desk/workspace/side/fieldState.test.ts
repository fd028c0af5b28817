import { describe, expect, it } from 'vitest';
import type { Draft, DraftField } from '../../wire';
import { chosen, confirmationOf, fieldState, missingLabels, shownValue, sorted, takesSeveral } from './fieldState';

const field = (over: Partial<DraftField> = {}): DraftField => ({ name: 'f', label: '項目', type: 'text', is_needed: true, is_asked: true, ...over });

describe('the state of a field', () => {
  it.each<[string, Partial<DraftField>, string]>([
    ['nothing was said', {}, 'missing'],
    ['nothing is needed', { is_needed: false }, 'optional'],
    ['its condition does not hold', { is_asked: false }, 'optional'],
    ['it was taken down', { value: 'x', is_confident: true }, 'given'],
    ['it was hardly understood', { value: 'x', is_confident: false }, 'unsure'],
    ['it stands', { value: 'x', is_confident: false, is_confirmed: true }, 'confirmed'],
    ['the answer is no', { value: false, is_confirmed: true }, 'confirmed'],
    ['an empty list is no answer', { value: [] }, 'missing'],
  ])('%s', (_, over, state) => {
    expect(fieldState(field(over), [])).toBe(state);
  });

  it('is missing when the server says so', () => {
    expect(fieldState(field({ is_needed: false }), ['f'])).toBe('missing');
  });
});

describe('the value', () => {
  const choices = [
    { label: 'はい、変わります', value: 'yes' },
    { label: 'いいえ', value: 'no' },
  ];

  it.each<[Partial<DraftField>, string]>([
    [{ value: '2026-10-01', spoken: '10月1日' }, '10月1日'],
    [{ value: 'yes', choices }, 'はい、変わります'],
    [{ value: true }, 'はい'],
    [{ value: ['A1', 'F2'], choices: [{ label: '自動車', value: 'A1' }] }, '自動車、F2'],
    [{}, ''],
  ])('%o reads as %s', (over, text) => {
    expect(shownValue(field(over))).toBe(text);
  });

  it('marks the choice it stands for', () => {
    expect([chosen(field({ value: true, choices })), chosen(field({ value: 'no', choices })), chosen(field({ choices }))]).toEqual(['yes', 'no', null]);
  });

  it('is confirmed by its own reading', () => {
    const given = [field({ value: '2026-12-01', spoken: '2026年12月1日' }), field({ value: true, choices }), field({ value: ['A1', 'F2'], spoken: '自動車' }), field()];
    expect(given.map(confirmationOf)).toEqual(['2026年12月1日', 'yes', 'A1、F2', '']);
  });

  it('may be several policies', () => {
    expect([takesSeveral(field({ type: 'policies' })), takesSeveral(field({ type: 'choices' })), takesSeveral(field())]).toEqual([true, true, false]);
  });
});

describe('the form', () => {
  const draft: Draft = {
    intake_id: 'i',
    procedure: 'p',
    title: '住所変更',
    version: 1,
    status: 'open',
    missing: ['b', 'gone'],
    fields: [field({ name: 'a', value: 'x' }), field({ name: 'b', label: '転居日', is_asked: false }), field({ name: 'c', is_asked: false }), field({ name: 'd' })],
  };

  it('sets apart what does not apply', () => {
    const { asked, others } = sorted(draft);
    expect([asked.map(({ name }) => name), others.map(({ name }) => name)]).toEqual([['a', 'b', 'd'], ['c']]);
  });

  it('names what is missing', () => {
    expect(missingLabels(draft)).toEqual(['転居日', 'gone']);
  });
});
