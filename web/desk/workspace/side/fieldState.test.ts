import { describe, expect, it } from 'vitest';
import type { Draft, DraftField } from '../../wire';
import { chosen, confirmationOf, fieldState, isClosed, missingLabels, shownValue, sorted, takesSeveral } from './fieldState';

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
    const given = [field({ value: '2026-12-01', spoken: '2026年12月1日' }), field({ type: 'yes_no', value: true, choices }), field({ value: ['A1', 'F2'], spoken: '自動車' }), field()];
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

describe('what can be chosen', () => {
  const unknown = [{ label: 'わからない', value: 'わからない' }];
  const yesNo = [{ label: 'はい', value: 'はい' }, { label: 'いいえ', value: 'いいえ' }];

  it('a number plate can be typed although "わからない" is offered beside it', () => {
    const plate = field({ type: 'plate', choices: unknown, value: '品川300さ1234', spoken: '品川 300 さ 12-34' });
    expect(isClosed(plate)).toBe(false);
    expect(confirmationOf(plate)).toBe('品川 300 さ 12-34');
  });

  it('one of the options is all there is to choose from', () => {
    expect(['choice', 'choices', 'policies', 'yes_no'].map((type) => isClosed(field({ type, choices: yesNo })))).toEqual([true, true, true, true]);
    expect(isClosed(field({ type: 'choice', choices: [] }))).toBe(false);
  });

  it('a yes stands for the choice that says so', () => {
    expect(chosen(field({ type: 'yes_no', choices: yesNo, value: true }))).toBe('はい');
    expect(chosen(field({ type: 'yes_no', choices: yesNo, value: false }))).toBe('いいえ');
  });

  it('a value without a choice of its own is found by its reading, an empty one never', () => {
    const done = [{ label: '納車済み', value: 'done' }];
    expect(chosen(field({ type: 'choice', choices: done, value: 'x', spoken: '納車済み' }))).toBe('done');
    expect(chosen(field({ type: 'choice', choices: done }))).toBeNull();
  });
});
