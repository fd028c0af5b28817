/** The text in the box of one conversation, kept over a reload and a change of conversation. */
import { useCallback, useState } from 'react';
import { tellTyping } from '../../live/typing';
import type { OutboxEntry } from '../../live/outbox';
import { keep, kept } from '../../session/keep';
import type { Attachment } from '../../wire';
import { nothingWritten, reread, written } from './writing';
import type { Writing } from './writing';

interface Held {
  readonly writing: Writing;
  /** Uploaded and waiting to be sent with the text. */
  readonly files: readonly Attachment[];
}

const NOTHING: Held = { writing: nothingWritten, files: [] };

export type WritingHold = ReturnType<typeof useWriting>;

export function useWriting(agentId: string, conversationId: string, latestSeq: number) {
  const name = `draft:${conversationId}`;
  const [held, setHeld] = useState<Held>(() => kept<Held>(agentId, name) ?? NOTHING);
  const change = useCallback(
    (next: (before: Held) => Held): void =>
      setHeld((before) => {
        const after = next(before);
        keep(agentId, name, after.writing.text || after.files.length ? after : null);
        return after;
      }),
    [agentId, name],
  );
  const write = (text: string): void => {
    change((before) => ({ ...before, writing: written(before.writing, text, latestSeq) }));
    if (text.trim()) tellTyping(conversationId);
  };
  return {
    ...held,
    write,
    clear: (): void => change(() => NOTHING),
    setFiles: (next: (files: readonly Attachment[]) => readonly Attachment[]): void => change((before) => ({ ...before, files: next(before.files) })),
    reread: (): void => change((before) => ({ ...before, writing: reread(before.writing, latestSeq) })),
    /** Words that were not sent come back before what is written by now. */
    rewrite: (entry: OutboxEntry): void =>
      change((before) => ({
        writing: { text: [entry.text, before.writing.text].filter(Boolean).join('\n'), basedOnSeq: latestSeq },
        files: [...entry.attachments, ...before.files],
      })),
  };
}
