/** The text being written: what it answers, and the `::` that calls a canned answer. Pure. */
import type { CannedAnswer } from '../../wire';

export interface Writing {
  readonly text: string;
  /** The last message of the customer when the agent began to type; null while the box is empty. */
  readonly basedOnSeq: number | null;
}

export const nothingWritten: Writing = { text: '', basedOnSeq: null };

export function written(before: Writing, text: string, customerSeq: number): Writing {
  if (text.trim() === '') return { text, basedOnSeq: null };
  return { text, basedOnSeq: before.basedOnSeq ?? customerSeq };
}

/** The customer has written since the agent began to type. */
export function isOvertaken(writing: Writing, customerSeq: number): boolean {
  return writing.basedOnSeq !== null && customerSeq > writing.basedOnSeq;
}

/** The agent has read it and means the text all the same. */
export const reread = (writing: Writing, customerSeq: number): Writing => ({ ...writing, basedOnSeq: customerSeq });

export interface Trigger {
  readonly from: number;
  readonly to: number;
  readonly query: string;
}

/** `::` before the caret, with the word typed after it. The full-width form counts: the IME may be on. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const found = /(?:::|：：)([^\s:：]{0,20})$/.exec(text.slice(0, caret));
  return found ? { from: found.index, to: caret, query: found[1] ?? '' } : null;
}

export function inserted(text: string, at: { from: number; to: number }, words: string): { text: string; caret: number } {
  return { text: text.slice(0, at.from) + words + text.slice(at.to), caret: at.from + words.length };
}

/** A suggestion stands on a line of its own below what is written. */
export const appended = (text: string, words: string): string => (text.trim() === '' ? words : `${text.trimEnd()}\n${words}`);

export function foundAnswers(answers: readonly CannedAnswer[], query: string): readonly CannedAnswer[] {
  const wanted = folded(query);
  if (!wanted) return answers;
  const rank = ({ code, title, category, text }: CannedAnswer): number => {
    if (folded(code).startsWith(wanted)) return 0;
    if (folded(title).includes(wanted)) return 1;
    return folded(`${code} ${category} ${text}`).includes(wanted) ? 2 : 3;
  };
  return answers
    .map((answer) => ({ answer, rank: rank(answer) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.answer);
}

/** Half and full width, upper and lower case, hiragana and katakana are one. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
