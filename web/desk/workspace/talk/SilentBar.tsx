/** Stands where the composer would be, and says why nothing can be sent to the customer. */
import { Text } from '@mantine/core';
import type { Conversation } from '../../wire';
import { guestOf, isWrappingUp } from '../words';
import styles from './composer.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly agentId: string;
}

export function SilentBar({ conversation, agentId }: Props) {
  return (
    <div className={styles.composer}>
      <Text size="sm" c="dimmed" ta="center" py={8}>
        {reasonOf(conversation, agentId)}
      </Text>
    </div>
  );
}

function reasonOf(conversation: Conversation, agentId: string): string {
  if (guestOf(conversation, agentId)) return '同席中です。お客さまへの送信は担当者が行います。担当者への連絡はメモを使ってください。';
  if (isWrappingUp(conversation)) return '応対は終わっています。後処理を入力してください。';
  if (conversation.state === 'serving') return `${conversation.agent_name ?? '別の担当者'}さんが対応しています。`;
  if (conversation.state === 'waiting') return 'お客さまは担当者を待っています。';
  return conversation.state === 'bot' ? '自動応答が対応しています。' : 'この会話は終了しています。';
}
