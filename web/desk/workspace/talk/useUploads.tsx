/** Files go up as soon as they are chosen; the message then only names them. */
import { useRef, useState } from 'react';
import type { ClipboardEvent } from 'react';
import { messageOf, upload } from '../../api';
import type { Attachment } from '../../wire';

const MOST = 5;

export function useUploads(conversationId: string, setFiles: (next: (files: readonly Attachment[]) => readonly Attachment[]) => void) {
  const picker = useRef<HTMLInputElement>(null);
  const [names, setNames] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);

  const add = async (file: File): Promise<void> => {
    setNames((before) => [...before, file.name]);
    try {
      const attachment = await upload<Attachment>(`/conversations/${encodeURIComponent(conversationId)}/attachments`, file);
      setFiles((files) => [...files, attachment].slice(0, MOST));
    } catch (error) {
      setProblem(`${file.name}：${messageOf(error)}`);
    } finally {
      setNames((before) => before.filter((name) => name !== file.name));
    }
  };
  const addAll = (files: Iterable<File>): void => {
    setProblem(null);
    for (const file of files) void add(file);
  };

  return {
    names,
    problem,
    isBusy: names.length > 0,
    clear: (): void => setProblem(null),
    pick: (): void => picker.current?.click(),
    paste: (event: ClipboardEvent): void => {
      if (event.clipboardData.files.length > 0) addAll([...event.clipboardData.files]);
    },
    input: (
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        data-testid="file-input"
        onChange={(event) => {
          addAll([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    ),
  };
}
