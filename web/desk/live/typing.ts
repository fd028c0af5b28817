/** Who is typing where. A sign of typing fades when it is not repeated. */
import { useSyncExternalStore } from 'react';
import { emit } from '../socket';

export interface TypingSign {
  readonly authorKind: string;
  readonly authorName: string | null;
}

const FADES_MS = 5_000;
const REPEATED_MS = 3_000;
const signs = new Map<string, TypingSign>();
const timers = new Map<string, number>();
const watchers = new Set<() => void>();

export function showTyping(conversationId: string, sign: TypingSign): void {
  const known = signs.get(conversationId);
  if (known?.authorKind !== sign.authorKind || known.authorName !== sign.authorName) change(conversationId, sign);
  window.clearTimeout(timers.get(conversationId));
  timers.set(conversationId, window.setTimeout(() => change(conversationId, null), FADES_MS));
}

/** A message has come: whoever wrote it is done typing. */
export function stopTyping(conversationId: string, authorKind: string): void {
  if (signs.get(conversationId)?.authorKind === authorKind) change(conversationId, null);
}

export function useTyping(conversationId: string): TypingSign | null {
  return useSyncExternalStore(watch, () => signs.get(conversationId) ?? null);
}

const told = { conversationId: '', atMs: 0 };

/** Tells the others that the agent is typing, not at every key. */
export function tellTyping(conversationId: string, nowMs = Date.now()): void {
  if (told.conversationId === conversationId && nowMs - told.atMs < REPEATED_MS) return;
  Object.assign(told, { conversationId, atMs: nowMs });
  emit('typing', { conversation_id: conversationId });
}

/** What is written next is news again. */
export function doneTyping(): void {
  told.conversationId = '';
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}

function change(conversationId: string, sign: TypingSign | null): void {
  if (sign) signs.set(conversationId, sign);
  else signs.delete(conversationId);
  for (const changed of watchers) changed();
}
