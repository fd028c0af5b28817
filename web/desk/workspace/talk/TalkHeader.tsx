/** Who this is, what state it is in, and what can be done with it. */
import { Badge, Button, Group, Text } from '@mantine/core';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { SignalBadges } from '../../ui/SignalBadges';
import { levelLabel } from '../../ui/labels';
import { ErrorNote } from '../../ui/State';
import type { Conversation } from '../../wire';
import { useActs } from '../actions/ActsProvider';
import { isHarassed } from '../actions/FlagDialog';
import { useConversationAct } from '../actions/useConversationAct';
import { useChosen } from '../useChosen';
import { guestOf, isWrappingUp, mayWrite, nameOf, stateOf } from '../words';
import { Guests } from './Guests';
import styles from './talk.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly agentId: string;
}

export function TalkHeader({ conversation, agentId }: Props) {
  const state = stateOf(conversation, agentId);
  const details = [levelLabel(conversation.verification_level), conversation.queue_label].filter(Boolean);
  return (
    <header className={styles.header}>
      <Group justify="space-between" gap={8}>
        <div className={styles.who}>
          <Group gap={6}>
            <Text component="h1" fw={700} size="md" truncate>
              {nameOf(conversation)}
            </Text>
            <Badge color={state.color} variant="light" tt="none" style={{ flexShrink: 0 }} data-testid="conversation-state">
              {state.label}
            </Badge>
            <SignalBadges signals={conversation.signals} />
          </Group>
          <Group gap={6} wrap="nowrap" mt={2}>
            <ChannelBadge channel={conversation.channel} direction={conversation.direction} />
            <Text size="xs" c="dimmed" truncate>
              {details.join('・')}
            </Text>
          </Group>
        </div>
        <Actions conversation={conversation} agentId={agentId} />
      </Group>
      <Guests conversation={conversation} agentId={agentId} />
    </header>
  );
}

function Actions({ conversation, agentId }: Props) {
  const { open } = useActs();
  const { choose } = useChosen();
  const { isBusy, problem, clear, send } = useConversationAct(conversation);
  if (guestOf(conversation, agentId)) {
    return (
      <>
        {problem && <ErrorNote message={problem} onClose={clear} />}
        <Button size="compact-sm" variant="default" loading={isBusy} onClick={() => void send('leave').then((isDone) => isDone && choose(null))}>
          退席する
        </Button>
      </>
    );
  }
  if (isWrappingUp(conversation)) {
    return (
      <Button size="compact-sm" onClick={() => open('wrap-up')} data-testid="open-wrap-up">
        後処理を入力
      </Button>
    );
  }
  if (!mayWrite(conversation, agentId)) return null;
  return (
    <Group gap={6}>
      <Button size="compact-sm" variant="default" onClick={() => open('identity')}>
        本人確認
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => open('flag')} data-testid="open-flag">
        {isHarassed(conversation) ? 'カスハラの印を外す' : 'カスハラの印'}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => open('transfer')} data-testid="open-transfer">
        転送
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => open('hand-back')} data-testid="open-hand-back">
        自動応答に戻す
      </Button>
      <Button size="compact-sm" onClick={() => open('end')} data-testid="open-end">
        対応を終える
      </Button>
    </Group>
  );
}
