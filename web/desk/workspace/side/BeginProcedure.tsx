import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { messageOf, post } from '../../api';
import { useProcedures } from '../../live/queries';
import { useAct } from '../../live/useAct';
import { ErrorNote } from '../../ui/State';
import type { Draft } from '../../wire';

interface Props {
  readonly conversationId: string;
  readonly mayBegin: boolean;
  readonly onBegin: (draft: Draft) => void;
}

export function BeginProcedure({ conversationId, mayBegin, onBegin }: Props) {
  const { data, error, refetch } = useProcedures();
  const [procedure, setProcedure] = useState<string | null>(null);
  const { isBusy, problem, run } = useAct();
  const begin = (): Promise<boolean> =>
    run(async () => onBegin(await post<Draft>(`/conversations/${encodeURIComponent(conversationId)}/draft`, { procedure })));
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {mayBegin ? '手続きを選ぶと、受付内容を入力できます。' : '受付中の手続きはありません。'}
      </Text>
      {mayBegin && (
        <Group align="end" gap="xs" wrap="nowrap">
          <Select label="新しい手続き" placeholder="選んでください" flex={1} searchable data={data?.items.map(({ procedure: value, title }) => ({ value, label: title })) ?? []} value={procedure} onChange={setProcedure} nothingFoundMessage="見つかりません" data-testid="procedure" />
          <Button disabled={!procedure} loading={isBusy} onClick={() => void begin()} data-testid="begin-procedure">
            始める
          </Button>
        </Group>
      )}
      {error && <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />}
      {problem && <ErrorNote message={problem} />}
    </Stack>
  );
}
