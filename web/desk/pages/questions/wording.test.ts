import { expect, test } from 'vitest';
import type { Agent } from '../../wire';
import { known } from './filters';
import { articleText, byText, channelsText, emptyText, kindLabel } from './wording';

const ID = '0f6b2f0e-2b55-4a0e-9d5f-2f7c6f7f1a11';
const agents = [{ agent_id: ID, name: '編集 係' }] as unknown as readonly Agent[];

test('kinds and channels in words, an unknown one by its code', () => {
  expect(kindLabel('down_voted')).toBe('役に立たなかった');
  expect(kindLabel('new_kind')).toBe('new_kind');
  expect(channelsText(['webchat', 'voice'])).toBe('チャット、電話');
  expect(channelsText([])).toBe('－');
});

test('an article that was taken out of the files is named by its id', () => {
  expect(articleText({ article_id: 'a-1', article_title: '証明書の時期' })).toBe('証明書の時期');
  expect(articleText({ article_id: 'a-1', article_title: null })).toBe('a-1');
  expect(articleText({})).toBe('－');
});

test('who dealt with it: staff by name, never by a bare id, the command line as it was written', () => {
  expect(byText(agents, ID)).toBe('編集 係');
  expect(byText([], ID)).toBe('職員');
  expect(byText([], 'cli')).toBe('cli');
  expect(byText([], null)).toBe('－');
});

test('an empty list says what was looked for', () => {
  expect(emptyText(false, '')).toBe('対応が必要なご質問はありません。');
  expect(emptyText(true, 'unanswered')).toBe('済みの「回答なし」のご質問はありません。');
});

test('an address that names something else asks for everything', () => {
  expect(known({ kind: 'moon', dealt_with: 'yes' })).toEqual({ kind: '', dealt_with: '' });
  expect(known({ kind: 'down_voted', dealt_with: 'true' })).toEqual({ kind: 'down_voted', dealt_with: 'true' });
});
