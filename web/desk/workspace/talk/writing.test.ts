import { describe, expect, it } from 'vitest';
import { entry, message } from '../../live/fixtures';
import { rowsOf } from './rows';
import { appended, foundAnswers, inserted, isOvertaken, nothingWritten, reread, triggerAt, written } from './writing';

describe('what an answer is based on', () => {
  const begun = written(nothingWritten, 'しょ', 7);

  it('is what stood there when the agent began to type', () => {
    expect(written(begun, '承知しました', 9).basedOnSeq).toBe(7);
  });

  it('is overtaken when the customer writes meanwhile', () => {
    expect([isOvertaken(begun, 7), isOvertaken(begun, 8), isOvertaken(nothingWritten, 8)]).toEqual([false, true, false]);
  });

  it('begins anew with an empty box, and when the agent has read on', () => {
    expect(written(written(begun, ' ', 9), 'はい', 9).basedOnSeq).toBe(9);
    expect(isOvertaken(reread(begun, 8), 8)).toBe(false);
  });
});

describe('the trigger of canned answers', () => {
  it.each([
    ['::', 2, ''],
    ['はい。::greet', 10, 'greet'],
    ['：：あい', 4, 'あい'],
  ])('is seen in %s', (text, caret, query) => {
    expect(triggerAt(text, caret)?.query).toBe(query);
  });

  it.each([
    ['10:30', 5],
    [':: greet', 8],
    ['::greet です', 9],
  ])('is not seen in %s', (text, caret) => {
    expect(triggerAt(text, caret)).toBeNull();
  });

  it('gives way to the answer, with the caret behind it', () => {
    const trigger = triggerAt('前::gr後', 5);
    expect(trigger && inserted('前::gr後', trigger, '答え')).toEqual({ text: '前答え後', caret: 3 });
  });

  it('leaves what is written above a suggestion', () => {
    expect([appended('', '答え'), appended('前文\n', '答え')]).toEqual(['答え', '前文\n答え']);
  });
});

describe('looking for canned answers', () => {
  const answers = [
    { code: 'wait', title: 'お待ちください', category: '基本', text: '少々お待ちください。' },
    { code: 'greet', title: 'ごあいさつ', category: '基本', text: 'お待たせいたしました。' },
    { code: 'thanks', title: 'お礼', category: '結び', text: 'ありがとうございます。' },
  ];
  const codes = (query: string): string[] => foundAnswers(answers, query).map(({ code }) => code);

  it('shows all of them without a word', () => {
    expect(codes('')).toEqual(['wait', 'greet', 'thanks']);
  });

  it.each([
    ['ＧＲ', ['greet']],
    ['アイサツ', ['greet']],
    ['お待', ['wait', 'greet']],
    ['結び', ['thanks']],
    ['ない', []],
  ])('finds %s', (query, expected) => {
    expect(codes(query)).toEqual(expected);
  });
});

describe('the lines of the transcript', () => {
  const log = [message(1, { sent_at: '2026-10-01T23:59:00+09:00' }), message(2, { sent_at: '2026-10-02T00:00:00+09:00' }), message(3, { sent_at: '2026-10-02T00:01:00+09:00' })];

  it('name each day once, by Japanese time', () => {
    const days = rowsOf(log, []).map((row) => row.kind === 'message' && row.day);
    expect(days).toEqual(['10月1日(木)', '10月2日(金)', null]);
  });

  it('end with what is on its way, and keep its key when it has arrived', () => {
    const own = message(4, { author_kind: 'agent', client_message_id: 'x' });
    expect(rowsOf(log, [entry('x')]).at(-1)?.key).toBe('x');
    expect(rowsOf([...log, own], []).at(-1)?.key).toBe('x');
  });
});
