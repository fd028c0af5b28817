import { Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { useTalk } from '../../live/DeskProvider';
import { unreadCount, waitingSince } from '../../live/timeline';
import { useTyping } from '../../live/typing';
import { secondsLeft, secondsSince, spanText, timerText } from '../../time/spans';
import { useNow } from '../../time/useNow';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { SignalBadges } from '../../ui/SignalBadges';
import type { DeskConversation, Message } from '../../wire';
import { nameOf, stateOf } from '../words';
import styles from './left.module.css';

interface Props {
  readonly conversation: DeskConversation;
  readonly agentId: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

const LONG_WAIT_SECONDS = 120;

export function ConversationItem({ conversation, agentId, isChosen, onChoose }: Props) {
  const now = useNow();
  const talk = useTalk(conversation.conversation_id);
  const typing = useTyping(conversation.conversation_id);
  const messages = talk?.timeline.messages ?? [];
  const unread = talk ? unreadCount(messages, talk.readSeq) : 0;
  const since = conversation.state === 'serving' ? waitingSince(messages) : null;
  const waited = secondsSince(since, now);
  const state = stateOf(conversation, agentId);
  return (
    <UnstyledButton className={styles.item} aria-current={isChosen || undefined} onClick={onChoose} data-testid="conversation-item">
      <Group justify="space-between" wrap="nowrap" gap={6}>
        <Text size="sm" fw={unread ? 700 : 500} truncate>
          {nameOf(conversation)}
        </Text>
        {unread > 0 && (
          <Badge color="red" variant="filled" circle data-testid="unread" aria-label={`未読${unread}件`}>
            {unread}
          </Badge>
        )}
      </Group>
      <Group gap={6} mt={2}>
        <Badge size="sm" variant="light" color={state.color} tt="none">
          {state.label}
        </Badge>
        <ChannelBadge channel={conversation.channel} direction={conversation.direction === 'outbound' ? 'outbound' : null} />
        <SignalBadges signals={conversation.signals} />
        {conversation.state === 'wrapping' && (
          <Text size="xs" fw={700}>
            残り{timerText(secondsLeft(conversation.wrap_up_ends_at, now))}
          </Text>
        )}
        {since && (
          <Text size="xs" c={waited >= LONG_WAIT_SECONDS ? 'red' : 'dimmed'} fw={waited >= LONG_WAIT_SECONDS ? 700 : 400} ml="auto">
            {spanText(waited)}待ち
          </Text>
        )}
      </Group>
      <div className={styles.last}>{typing?.authorKind === 'customer' ? '入力中…' : previewOf(messages.at(-1) ?? conversation.last_message)}</div>
    </UnstyledButton>
  );
}

const previewOf = (message: Message | null | undefined): string => message?.text || (message?.attachments?.length ? '添付ファイル' : '');
