import { Radio, ScrollArea, Stack, Tabs, Text } from '@mantine/core';
import { messageOf } from '../../api';
import { useAgents, useQueues } from '../../live/queries';
import { ErrorNote, Loading, Nothing } from '../../ui/State';
import type { Channel } from '../../wire';
import { agentOption, possibleFirst, queueOption } from './targets';
import type { TargetOption } from './targets';

export interface Target {
  readonly kind: 'queue' | 'agent';
  readonly id: string;
}

interface Props {
  readonly agentId: string;
  readonly channel: Channel;
  /** A queue is asked too when somebody is to be spoken to: it then means anyone free there. */
  readonly needsAgent: boolean;
  readonly target: Target | null;
  readonly onTarget: (target: Target) => void;
}

export function TransferTargets({ agentId, channel, needsAgent, target, onTarget }: Props) {
  const queues = useQueues();
  const agents = useAgents();
  const others = agents.data?.items.filter((agent) => agent.agent_id !== agentId);
  const chosen = (kind: Target['kind']): string => (target?.kind === kind ? target.id : '');
  return (
    <Tabs defaultValue="queue">
      <Tabs.List>
        <Tabs.Tab value="queue">窓口（{needsAgent ? '空いている担当者' : '待ち行列'}）</Tabs.Tab>
        <Tabs.Tab value="agent">担当者を指名</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="queue" pt="xs">
        <Options reading={queues} options={queues.data?.items.map(queueOption)} label="転送先の窓口" chosen={chosen('queue')} onChoose={(id) => onTarget({ kind: 'queue', id })} />
      </Tabs.Panel>
      <Tabs.Panel value="agent" pt="xs">
        <Options reading={agents} options={others?.map((agent) => agentOption(agent, channel))} label="転送先の担当者" chosen={chosen('agent')} onChoose={(id) => onTarget({ kind: 'agent', id })} />
      </Tabs.Panel>
    </Tabs>
  );
}

interface OptionsProps {
  readonly reading: { readonly error: Error | null; readonly refetch: () => unknown };
  readonly options: readonly TargetOption[] | undefined;
  readonly label: string;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

function Options({ reading, options, label, chosen, onChoose }: OptionsProps) {
  if (!options) return reading.error ? <ErrorNote message={messageOf(reading.error)} onAgain={() => void reading.refetch()} /> : <Loading />;
  if (options.length === 0) return <Nothing>選べる相手がいません。</Nothing>;
  return (
    <ScrollArea.Autosize mah={220} type="auto">
      <Radio.Group aria-label={label} value={chosen} onChange={onChoose}>
        <Stack gap={6}>
          {possibleFirst(options).map((option) => (
            <Radio
              key={option.id}
              value={option.id}
              disabled={!option.isPossible}
              label={
                <>
                  {option.label}
                  <Text span size="xs" c="dimmed" ml={8}>
                    {option.detail}
                  </Text>
                </>
              }
            />
          ))}
        </Stack>
      </Radio.Group>
    </ScrollArea.Autosize>
  );
}
