/** Deadlines and waiting times in words. Pure: the moment is always given. */

/** Whole seconds that are left, never below zero; the last second counts until it is over. */
export function secondsLeft(until: string | null | undefined, nowMs: number): number {
  const end = until ? Date.parse(until) : Number.NaN;
  return Number.isNaN(end) ? 0 : Math.max(0, Math.ceil((end - nowMs) / 1000));
}

export function secondsSince(from: string | null | undefined, nowMs: number): number {
  const start = from ? Date.parse(from) : Number.NaN;
  return Number.isNaN(start) ? 0 : Math.max(0, Math.floor((nowMs - start) / 1000));
}

/** 75 -> `1:15`, as on a timer. */
export function timerText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long somebody has waited: precise while it is short, coarse later. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${seconds}秒`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}分`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}時間${Math.floor((seconds % 3_600) / 60)}分`;
  return `${Math.floor(seconds / 86_400)}日`;
}

export type DueState = 'overdue' | 'soon' | 'later' | 'kept';
const SOON_SECONDS = 15 * 60;

export function dueState(
  promise: { readonly due_at: string; readonly kept_at?: string | null | undefined; readonly is_overdue?: boolean },
  nowMs: number,
): DueState {
  if (promise.kept_at) return 'kept';
  const left = (Date.parse(promise.due_at) - nowMs) / 1000;
  if (promise.is_overdue || left <= 0) return 'overdue';
  return left <= SOON_SECONDS ? 'soon' : 'later';
}

const OFFSET_MS = 9 * 60 * 60 * 1000;

/** The value of a `datetime-local` box that shows Japanese time, and back. Japan keeps no summer time. */
export const toLocalInput = (ms: number): string => new Date(ms + OFFSET_MS).toISOString().slice(0, 16);
export const fromLocalInput = (value: string): string | null =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value) ? `${value}:00+09:00` : null;
