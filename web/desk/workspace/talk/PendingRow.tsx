/** A message of the agent that the server has not taken yet, with what can be done about it. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { useTalk, useTalks } from '../../live/DeskProvider';
import type { OutboxEntry } from '../../live/outbox';
import { customerSeq } from '../../live/timeline';
import styles from './talk.module.css';

interface Props {
  readonly entry: OutboxEntry;
  readonly conversationId: string;
  readonly onRewrite: (entry: OutboxEntry) => void;
}

export function PendingRow({ entry, conversationId, onRewrite }: Props) {
  const talks = useTalks();
  const talk = useTalk(conversationId);
  const isHeldBack = talk?.outbox[0]?.state !== 'sending';
  const again = (): void => talks.sendAgain(conversationId, entry.client_message_id, customerSeq(talk?.timeline.messages ?? []));
  return (
    <div className={`${styles.message} ${styles.pending}`} data-side="own" data-testid="pending" data-state={entry.state}>
      <div className={styles.bubble}>
        {entry.text}
        {entry.attachments.map((file) => (
          <div key={file.attachment_id}>添付：{file.file_name}</div>
        ))}
      </div>
      {entry.state === 'sending' && <div className={styles.delivery}>{isHeldBack ? '送信待ち（前のメッセージが送られるとすぐに送信します）' : '送信中…'}</div>}
      {entry.state === 'failed' && (
        <Group gap={6} mt={2} role="alert">
          <Text size="xs" c="red" fw={700}>
            失敗：{entry.failure}
          </Text>
          <Button size="compact-xs" onClick={() => talks.sendAgain(conversationId, entry.client_message_id)} data-testid="resend">
            再送する
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => onRewrite(entry)}>
            書き直す
          </Button>
        </Group>
      )}
      {entry.state === 'unsure' && (
        <Alert color="orange" p="xs" mt={4} maw={520} role="alert" data-testid="confirm-send">
          <Text size="sm">入力を始めたあとに、お客さまから新しいメッセージが届いています。内容を確かめて、このまま送るか選んでください。</Text>
          <Group gap={6} mt={6}>
            <Button size="compact-sm" onClick={again} data-testid="send-anyway">
              このまま送る
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => onRewrite(entry)}>
              書き直す
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
