/** Every queue: open or not, how many wait and how long, who could take them. */
import { Button, Table, Text } from '@mantine/core';
import { useNow } from '../../time/useNow';
import type { Queue } from '../../wire';
import { PlainTable } from '../contacts/PagedTable';
import { Tag } from '../contacts/Tag';
import { momentText } from '../contacts/times';
import { Panel } from './Panel';
import { WaitBadge } from './WaitBadge';
import { estimateText, grownWait, serviceLevelSeconds } from './waits';

interface QueueTableProps {
  readonly queues: readonly Queue[];
  readonly receivedAt: number;
  readonly chosen: string | null;
  readonly onChosen: (queue: string) => void;
}

export function QueueTable({ queues, receivedAt, chosen, onChosen }: QueueTableProps) {
  const now = useNow();
  return (
    <Panel title="待ち行列">
      <PlainTable
        caption="待ち行列の一覧"
        columns={['待ち行列', '受付', '待ち', '最長の待ち', '対応可 / 在席', '目安', '一覧']}
        testId="queues"
        minWidth={620}
      >
        {queues.map((queue) => (
          <Table.Tr
            key={queue.queue}
            data-testid="queue-row"
            bg={queue.queue === chosen ? 'var(--mantine-primary-color-light)' : undefined}
          >
            <Table.Th scope="row" fw={600}>
              {queue.label}
            </Table.Th>
            <Table.Td>
              <Opening queue={queue} />
            </Table.Td>
            <Table.Td fw={queue.waiting ? 700 : 400}>{queue.waiting}件</Table.Td>
            <Table.Td>
              <WaitBadge
                seconds={grownWait(queue.longest_wait_seconds ?? 0, queue.waiting, receivedAt, now)}
                waiting={queue.waiting}
                serviceLevel={serviceLevelSeconds(queue)}
              />
            </Table.Td>
            <Table.Td>
              <Staff queue={queue} />
            </Table.Td>
            <Table.Td>{estimateText(queue.estimated_wait_seconds)}</Table.Td>
            <Table.Td>
              <Button
                size="compact-xs"
                variant={queue.queue === chosen ? 'filled' : 'default'}
                aria-pressed={queue.queue === chosen}
                aria-label={`${queue.label}の待ちを見る`}
                onClick={() => onChosen(queue.queue)}
              >
                待ちを見る
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </PlainTable>
    </Panel>
  );
}

function Opening({ queue }: { readonly queue: Queue }) {
  if (queue.is_open) {
    return <Tag tone="good">受付中</Tag>;
  }
  return (
    <>
      <Tag>受付時間外</Tag>
      <Text size="xs" c="dimmed">
        {[queue.closed_reason, queue.opens_at && `${momentText(queue.opens_at)}から`].filter(Boolean).join('　')}
      </Text>
    </>
  );
}

/** Somebody waits and nobody can take them: that must not be overlooked. */
function Staff({ queue }: { readonly queue: Queue }) {
  const text = `${queue.agents_available}人 / ${queue.agents_online}人`;
  const isStuck = queue.waiting > 0 && queue.agents_available === 0;
  return isStuck ? (
    <Tag tone="alarm" title="対応できる人がいません">
      {text}
      <span className="unseen">（対応できる人がいません）</span>
    </Tag>
  ) : (
    <Text span size="sm">
      {text}
    </Text>
  );
}
