/** Internal notes (内部メモ). They look like nothing a customer could see, and are sent to nowhere a customer is. */
import { Alert, Button, Group, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf, post } from '../../api';
import { keys, useNotes } from '../../live/queries';
import { useAct } from '../../live/useAct';
import { keep, kept } from '../../session/keep';
import { momentOf } from '../../ui/moments';
import { ErrorNote, Loading, Nothing } from '../../ui/State';
import styles from './side.module.css';

interface Props {
  readonly conversationId: string;
  readonly agentId: string;
}

export function NotesTab({ conversationId, agentId }: Props) {
  const client = useQueryClient();
  const name = `note:${conversationId}`;
  const { data, error, refetch } = useNotes(conversationId);
  const [text, setText] = useState(() => kept<string>(agentId, name) ?? '');
  const { isBusy, problem, clear, run } = useAct();
  const write = (next: string): void => {
    setText(next);
    keep(agentId, name, next || null);
  };
  const add = async (): Promise<void> => {
    const isDone = await run(() => post(`/conversations/${encodeURIComponent(conversationId)}/notes`, { text: text.trim() }));
    if (!isDone) return;
    write('');
    await client.invalidateQueries({ queryKey: keys.notes(conversationId) });
  };
  return (
    <div data-testid="notes">
      <Alert color="yellow" variant="filled" p="xs" mb={10} autoContrast>
        <b>お客さまには見えません</b>
      </Alert>
      <Textarea id="note" label="内部メモ" placeholder="社内への申し送り" value={text} onChange={(event) => write(event.currentTarget.value)} autosize minRows={3} maxRows={8} maxLength={4000} data-testid="note-text" />
      <Group justify="end" mt={6} mb={12}>
        <Button size="compact-sm" color="yellow" autoContrast disabled={!text.trim()} loading={isBusy} onClick={() => void add()} data-testid="note-add">
          メモを残す
        </Button>
      </Group>
      {problem && <ErrorNote message={problem} onClose={clear} />}
      {!data && (error ? <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} /> : <Loading />)}
      {data?.items.length === 0 && <Nothing>メモはまだありません。</Nothing>}
      {data &&
        [...data.items].reverse().map((note) => (
          <div key={note.note_id} className={styles.internalNote} data-testid="note">
            <Text size="xs" c="dimmed">
              {note.author_name}　{momentOf(note.written_at)}
            </Text>
            {note.text}
          </div>
        ))}
    </div>
  );
}
