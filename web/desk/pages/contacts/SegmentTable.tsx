import { Table } from '@mantine/core';
import { useNow } from '../../time/useNow';
import { Nothing } from '../../ui/State';
import { segmentLabel } from '../../ui/labels';
import { PlainTable } from './PagedTable';
import { agentName, useAgents } from './names';
import classes from './segments.module.css';
import { clockText, dayText, durationText, secondsBetween } from './times';
import type { Segment } from './wire';

export function SegmentTable({ segments }: { readonly segments: readonly Segment[] }) {
  const agents = useAgents();
  const now = useNow();
  if (segments.length === 0) return <Nothing>区間の記録はありません。</Nothing>;
  return (
    <PlainTable
      caption="区間の一覧"
      columns={['区間', '担当者', '開始', '終了', '長さ']}
      testId="segments"
      minWidth={420}
    >
      {segments.map((segment, index) => (
        <Table.Tr key={`${segment.kind} ${segment.started_at}`} style={{ whiteSpace: 'nowrap' }}>
          <Table.Th scope="row" fw={400}>
            <span className={classes.mark} data-kind={segment.kind} aria-hidden /> {segmentLabel(segment.kind)}
          </Table.Th>
          <Table.Td style={{ whiteSpace: 'normal' }}>
            {segment.agent_id ? agentName(agents, segment.agent_id) : '－'}
          </Table.Td>
          <Table.Td>{momentAfter(segment.started_at, segments[index - 1]?.started_at)}</Table.Td>
          <Table.Td>{segment.ended_at ? momentAfter(segment.ended_at, segment.started_at) : '継続中'}</Table.Td>
          <Table.Td>{durationText(secondsBetween(segment.started_at, segment.ended_at, now))}</Table.Td>
        </Table.Tr>
      ))}
    </PlainTable>
  );
}

/** The day is said where it changes. */
function momentAfter(at: string, before: string | undefined): string {
  return dayText(at) === dayText(before ?? at) ? clockText(at) : `${dayText(at)} ${clockText(at)}`;
}
