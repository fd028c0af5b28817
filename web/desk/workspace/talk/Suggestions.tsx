/** Reviewed articles that fit the customer's last message, or what the agent looks for. */
import { Button, CloseButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { messageOf } from '../../api';
import { useSuggestions } from '../../live/queries';
import { ErrorNote, Loading, Nothing } from '../../ui/State';
import styles from './composer.module.css';

interface Props {
  readonly conversationId: string;
  readonly about: number;
  readonly onInsert: (text: string) => void;
  readonly onClose: () => void;
}

export function Suggestions({ conversationId, about, onInsert, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const { data, error, isPending, refetch } = useSuggestions(conversationId, q, about, true);
  return (
    <div className={styles.picker} role="region" aria-label="回答候補" data-testid="suggestions" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <Stack gap={8} p={10}>
        <Group gap={6} wrap="nowrap">
          <TextInput size="xs" flex={1} aria-label="ナレッジを検索" placeholder="ナレッジを検索（空欄なら最後のメッセージから）" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoFocus />
          <CloseButton aria-label="回答候補を閉じる" onClick={onClose} />
        </Group>
        {isPending && <Loading />}
        {error && <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />}
        {data?.items.length === 0 && <Nothing>あてはまるナレッジがありません。言葉を変えて検索してください。</Nothing>}
        {data?.items.map((item) => (
          <article key={item.article_id} className={styles.suggestion}>
            <Group justify="space-between" wrap="nowrap" align="start">
              <Text size="sm" fw={700}>
                {item.title}
              </Text>
              <Button size="compact-xs" onClick={() => onInsert(item.answer)} data-testid="insert-suggestion">
                挿入
              </Button>
            </Group>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {item.answer}
            </Text>
            {item.source && (
              <Text size="xs" c="dimmed">
                出典：{item.source}
              </Text>
            )}
          </article>
        ))}
      </Stack>
    </div>
  );
}
