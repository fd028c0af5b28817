/** Every agent: whether they are there, since when, and how much they carry. */
import { Group, Switch, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { secondsSince } from '../../time/spans';
import { useNow } from '../../time/useNow';
import { Nothing } from '../../ui/State';
import type { Agent, Presence } from '../../wire';
import { presenceLabel } from '../../workspace/words';
import { PlainTable } from '../contacts/PagedTable';
import { Tag } from '../contacts/Tag';
import type { Tone } from '../contacts/Tag';
import { roleLabel } from '../contacts/roles';
import { clockText, durationText } from '../contacts/times';
import { AgentConversations } from './AgentConversations';
import { Panel } from './Panel';
import { channelLoads, sortedAgents } from './floor';

const TONES: Readonly<Record<Presence, Tone>> = {
  available: 'good',
  away: 'warn',
  offline: 'neutral',
  not_responding: 'alarm',
};
/** Short, because all of them stand in one cell. */
const CHANNELS: Readonly<Record<string, string>> = { webchat: 'チャット', voice: '電話', sms: 'SMS', email: 'メール' };
/** So many conversations are listed at once; on a busy floor each agent's are opened by hand. */
const FEW = 12;
const COLUMNS = ['担当者', '在席状態', '経過', '担当数 / 上限', 'スキル', '会話と操作'];

export function AgentTable({ agents }: { readonly agents: readonly Agent[] }) {
  const [isOnlyPresent, setIsOnlyPresent] = useState(false);
  const shown = sortedAgents(agents).filter((agent) => !isOnlyPresent || agent.presence !== 'offline');
  const isQuiet = agents.reduce((sum, { conversation_ids }) => sum + (conversation_ids?.length ?? 0), 0) <= FEW;
  return (
    <Panel
      title="担当者"
      aside={
        <Switch
          label="在席している人だけ"
          checked={isOnlyPresent}
          onChange={(event) => setIsOnlyPresent(event.currentTarget.checked)}
        />
      }
    >
      {shown.length === 0 ? (
        <Nothing>{isOnlyPresent ? '在席している担当者はいません。' : '担当者が登録されていません。'}</Nothing>
      ) : (
        <PlainTable caption="担当者の一覧" columns={COLUMNS} testId="agents">
          {shown.map((agent) => (
            <AgentRow key={agent.agent_id} agent={agent} isQuiet={isQuiet} />
          ))}
        </PlainTable>
      )}
    </Panel>
  );
}

function AgentRow({ agent, isQuiet }: { readonly agent: Agent; readonly isQuiet: boolean }) {
  const now = useNow();
  return (
    <Table.Tr data-testid="agent-row" style={{ verticalAlign: 'top' }}>
      <Table.Th scope="row" fw={600} style={{ whiteSpace: 'nowrap' }}>
        {agent.name}
        <Text size="xs" c="dimmed">
          {agent.role && roleLabel(agent.role)}
        </Text>
      </Table.Th>
      <Table.Td>
        <Tag tone={TONES[agent.presence]}>{presenceLabel(agent.presence)}</Tag>
        {agent.presence !== 'offline' && !agent.is_online && (
          <div>
            <Tag tone="alarm">接続が切れています</Tag>
          </div>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
        {durationText(secondsSince(agent.since, now))}
        <Text size="xs" c="dimmed">
          {clockText(agent.since)}から
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          {channelLoads(agent).map(({ channel, load, capacity }) => (
            <Tag key={channel} tone={loadTone(load, capacity)}>
              {CHANNELS[channel]} {load}/{capacity}
            </Tag>
          ))}
        </Group>
      </Table.Td>
      <Table.Td maw={150}>{agent.skills.length ? agent.skills.join('、') : '－'}</Table.Td>
      <Table.Td miw={420}>
        <AgentConversations agent={agent} isOpenAtFirst={isQuiet} />
      </Table.Td>
    </Table.Tr>
  );
}

function loadTone(load: number, capacity: number): Tone {
  if (load === 0) return 'plain';
  return load >= capacity ? 'busy' : 'info';
}
