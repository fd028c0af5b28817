/** Who waits in one queue, in the order they will be served. */
import { Group, Table, Text } from '@mantine/core';
import { messageOf } from '../../api';
import { secondsSince } from '../../time/spans';
import { useNow } from '../../time/useNow';
import { ErrorNote, Loading, Nothing } from '../../ui/State';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { SignalBadges } from '../../ui/SignalBadges';
import { channelLabel } from '../../ui/labels';
import type { Queue, QueueEntry } from '../../wire';
import { PlainTable } from '../contacts/PagedTable';
import { Tag } from '../contacts/Tag';
import { agentName, useAgents } from '../contacts/names';
import { clockText } from '../contacts/times';
import { ActButtons } from './ActButtons';
import { Panel } from './Panel';
import { WaitBadge } from './WaitBadge';
import { useLiveEntries } from './live';
import { serviceLevelSeconds } from './waits';

export function EntryTable({ queue }: { readonly queue: Queue }) {
  const { data, error, refetch } = useLiveEntries(queue.queue);
  return (
    <Panel title={`${queue.label}で待っている人`}>
      {error && <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && <Nothing>待っている人はいません。</Nothing>}
      {data && data.items.length > 0 && (
        <PlainTable
          caption={`${queue.label}で待っている人（順番どおり）`}
          columns={['順番', '用件', '待ち時間', '提示先', '操作']}
          testId="entries"
          minWidth={620}
        >
          {data.items.map((entry) => (
            <EntryRow key={entry.conversation_id} entry={entry} serviceLevel={serviceLevelSeconds(queue)} />
          ))}
        </PlainTable>
      )}
    </Panel>
  );
}

function EntryRow({ entry, serviceLevel }: { readonly entry: QueueEntry; readonly serviceLevel: number }) {
  const now = useNow();
  const agents = useAgents();
  return (
    <Table.Tr data-testid="entry-row">
      <Table.Td>{entry.position}</Table.Td>
      <Table.Th scope="row" fw={400}>
        <Group gap={6}>
          {entry.is_priority && <Tag tone="alarm">優先</Tag>}
          {entry.reason_label}
          <SignalBadges signals={entry.signals} />
        </Group>
        <Text size="xs" c="dimmed">
          <ChannelBadge channel={entry.channel} />　{entry.customer_id ?? '顧客未特定'}
        </Text>
      </Table.Th>
      <Table.Td>
        <WaitBadge seconds={secondsSince(entry.entered_at, now)} waiting={1} serviceLevel={serviceLevel} />
        <Text size="xs" c="dimmed">
          {clockText(entry.entered_at)}から
        </Text>
      </Table.Td>
      <Table.Td>{entry.offered_to ? agentName(agents, entry.offered_to) : '－'}</Table.Td>
      <Table.Td>
        <ActButtons
          target={{
            conversationId: entry.conversation_id,
            label: `${entry.reason_label}（${channelLabel(entry.channel)}）`,
          }}
          state="waiting"
          isMine={false}
        />
      </Table.Td>
    </Table.Tr>
  );
}
