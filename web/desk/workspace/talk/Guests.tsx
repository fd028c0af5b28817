/** Colleagues who are invited or have joined, and how it goes on with them. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { ErrorNote } from '../../ui/State';
import type { Conversation } from '../../wire';
import { useConversationAct } from '../actions/useConversationAct';
import { useChosen } from '../useChosen';
import { mayWrite } from '../words';

interface Props {
  readonly conversation: Conversation;
  readonly agentId: string;
}

export function Guests({ conversation, agentId }: Props) {
  const { isBusy, problem, clear, send } = useConversationAct(conversation);
  const { choose } = useChosen();
  const isHolder = mayWrite(conversation, agentId);
  const guests = conversation.participants ?? [];
  if (guests.length === 0 && !problem) return null;
  return (
    <Alert color="grape" p="xs" mt={6} data-testid="guests">
      {problem && <ErrorNote message={problem} onClose={clear} />}
      {guests.map((guest) => (
        <Group key={guest.agent_id} justify="space-between" gap="xs">
          <Text size="sm">
            {guest.agent_id === agentId ? `${conversation.agent_name ?? '担当者'}さんの会話に同席しています` : `${guest.name}さん`}
            {guest.agent_id !== agentId && (guest.state === 'joined' ? 'が同席しています' : 'を呼び出しています…')}
          </Text>
          {isHolder && (
            <Group gap={6}>
              {guest.state === 'joined' && (
                <Button size="compact-xs" loading={isBusy} onClick={() => void send('transfer/complete', { epoch: conversation.epoch }).then((isDone) => isDone && choose(null))} data-testid="complete-transfer">
                  {guest.name}さんに渡す
                </Button>
              )}
              <Button size="compact-xs" variant="default" disabled={isBusy} onClick={() => void send('invitation/cancel')}>
                {guest.state === 'joined' ? '相談を終える' : '呼び出しをやめる'}
              </Button>
            </Group>
          )}
        </Group>
      ))}
    </Alert>
  );
}
