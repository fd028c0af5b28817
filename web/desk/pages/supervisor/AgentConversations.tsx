/** The conversations of one agent. Who the customer is stays unsaid until somebody opens the conversation to read it. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { useUser } from '../../session/SessionProvider';
import { SignalBadges } from '../../ui/SignalBadges';
import { channelLabel } from '../../ui/labels';
import type { Agent } from '../../wire';
import { nameOf, stateOf } from '../../workspace/words';
import { ActButtons } from './ActButtons';
import { useKnownConversation } from './live';

interface AgentConversationsProps {
  readonly agent: Agent;
  readonly isOpenAtFirst: boolean;
}

export function AgentConversations({ agent, isOpenAtFirst }: AgentConversationsProps) {
  const ids = agent.conversation_ids ?? [];
  const [isOpen, { toggle }] = useDisclosure(isOpenAtFirst);
  const listId = useId();
  if (ids.length === 0) return '－';
  return (
    <Stack gap={6}>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={toggle}
        style={{ alignSelf: 'flex-start' }}
      >
        {isOpen ? `会話 ${ids.length}件を閉じる` : `会話 ${ids.length}件を見る`}
      </Button>
      {!isOpen && <SignalBadges signals={[...new Set(Object.values(agent.signals ?? {}).flat())]} />}
      {isOpen && (
        <Stack gap={6} id={listId}>
          {ids.map((id, index) => (
            <ConversationLine key={id} conversationId={id} agent={agent} number={index + 1} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

interface ConversationLineProps {
  readonly conversationId: string;
  readonly agent: Agent;
  readonly number: number;
}

function ConversationLine({ conversationId, agent, number }: ConversationLineProps) {
  const { id: me } = useUser();
  const known = useKnownConversation(conversationId);
  const label = known ? `${nameOf(known)}（${channelLabel(known.channel)}）` : `${agent.name}さんの会話${number}`;
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap" data-testid="agent-conversation">
      <Text size="sm">
        {known ? nameOf(known) : `会話${number}`} <SignalBadges signals={agent.signals?.[conversationId]} />
        {known && (
          <Text span size="xs" c="dimmed" display="block">
            {channelLabel(known.channel)}・{stateOf(known, agent.agent_id).label}
          </Text>
        )}
      </Text>
      <ActButtons target={{ conversationId, label }} state={known?.state ?? null} isMine={agent.agent_id === me} />
    </Group>
  );
}
