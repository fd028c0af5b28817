/** What a wrap-up needs before it can be stored. Pure. */
import { fromLocalInput } from '../../time/spans';
import type { PromiseMade } from '../../wire';

export interface WrapUp {
  readonly contactReason: string | null;
  readonly disposition: string | null;
  readonly note: string;
  readonly promises: boolean;
  readonly kind: PromiseMade['kind'];
  readonly promiseText: string;
  /** As a `datetime-local` box gives it, in Japanese time. */
  readonly dueAt: string;
}

export const emptyWrapUp: WrapUp = { contactReason: null, disposition: null, note: '', promises: false, kind: 'callback', promiseText: '', dueAt: '' };

export type WrapUpProblems = Readonly<Partial<Record<'contactReason' | 'disposition' | 'promiseText' | 'dueAt', string>>>;

/** What is missing, by field, as sentences. */
export function problemsOf(wrapUp: WrapUp, nowMs: number): WrapUpProblems {
  return {
    ...(wrapUp.contactReason ? {} : { contactReason: 'コールリーズンを選んでください。' }),
    ...(wrapUp.disposition ? {} : { disposition: '対応結果を選んでください。' }),
    ...(wrapUp.promises ? promiseProblems(wrapUp, nowMs) : {}),
  };
}

function promiseProblems({ promiseText, dueAt }: WrapUp, nowMs: number): WrapUpProblems {
  const due = fromLocalInput(dueAt);
  const dueProblem = due === null ? '期限を入力してください。' : Date.parse(due) <= nowMs ? '期限には、これからの日時を入力してください。' : null;
  return {
    ...(promiseText.trim() ? {} : { promiseText: 'お約束の内容を入力してください。' }),
    ...(dueProblem ? { dueAt: dueProblem } : {}),
  };
}

export function promiseOf({ kind, promiseText, dueAt }: WrapUp): { kind: string; text: string; due_at: string | null } {
  return { kind, text: promiseText.trim(), due_at: fromLocalInput(dueAt) };
}

/** A disposition that says a callback was promised asks for the promise itself. */
export const asksPromise = (disposition: string | null): boolean => disposition === 'callback_promised';
