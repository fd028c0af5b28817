/** The procedure (手続き) as a form. What the customer has said stands in it already, with the words it came from. */
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isCode, messageOf } from '../../api';
import { keys, useDraft } from '../../live/queries';
import { ErrorNote, Loading } from '../../ui/State';
import type { Conversation, Draft } from '../../wire';
import { mayWrite } from '../words';
import { BeginProcedure } from './BeginProcedure';
import { DraftForm } from './DraftForm';

interface Props {
  readonly conversation: Conversation;
  readonly agentId: string;
}

export function DraftTab({ conversation, agentId }: Props) {
  const id = conversation.conversation_id;
  const client = useQueryClient();
  const { data, error, isPending, refetch } = useDraft(id);
  const [done, setDone] = useState<string | null>(null);
  const mayChange = mayWrite(conversation, agentId);
  const begin = (draft: Draft): void => {
    setDone(null);
    client.setQueryData(keys.draft(id), draft);
  };
  const settle = (sentence: string): void => {
    setDone(sentence);
    client.setQueryData(keys.draft(id), null);
    void client.invalidateQueries({ queryKey: keys.draft(id) });
    void client.invalidateQueries({ queryKey: keys.conversation(id), exact: true });
  };
  if (isPending) return <Loading />;
  const isNone = !data || isCode(error, 'no_draft');
  if (error && !isCode(error, 'no_draft')) return <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />;
  return (
    <div data-testid="draft">
      <div role="status">
        {done && (
          <Text size="sm" fw={700} c="teal" mb={10} data-testid="draft-done">
            {done}
          </Text>
        )}
      </div>
      {isNone ? (
        <BeginProcedure conversationId={id} mayBegin={mayChange} onBegin={begin} />
      ) : (
        <>
          <DraftForm conversationId={id} draft={data} mayChange={mayChange} onDone={settle} />
          {data.status === 'submitted' && mayChange && (
            <Group mt={14}>
              <BeginProcedure conversationId={id} mayBegin={mayChange} onBegin={begin} />
            </Group>
          )}
        </>
      )}
      {!mayChange && (
        <Button size="compact-xs" variant="default" mt={10} onClick={() => void refetch()}>
          最新の内容を読み込む
        </Button>
      )}
    </div>
  );
}
