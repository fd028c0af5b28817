import { Group } from '@mantine/core';
import type { Agent, Queue } from '../../wire';
import { Tag } from '../contacts/Tag';

interface TotalsProps {
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
}

export function Totals({ queues, agents }: TotalsProps) {
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const available = agents.filter(({ presence }) => presence === 'available').length;
  const missed = agents.filter(({ presence }) => presence === 'not_responding').length;
  return (
    <Group gap="xs" data-testid="totals">
      <Tag isLarge tone={waiting ? 'busy' : 'neutral'}>
        待ち {waiting}件
      </Tag>
      <Tag isLarge tone="good">
        対応可 {available}人
      </Tag>
      {missed > 0 && (
        <Tag isLarge tone="alarm">
          応答なし {missed}人
        </Tag>
      )}
    </Group>
  );
}
