import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../../api';
import { useAct } from '../../live/useAct';
import type { Agent, Conversation, Queue } from '../../wire';
import { presenceLabel } from '../../workspace/words';
import type { ActFormProps } from './ActForm';
import { ActFrame } from './ActFrame';
import { sortedAgents } from './floor';
import { afterAct } from './live';

interface ReassignFormProps extends ActFormProps {
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
}

type Kind = 'queue' | 'agent';

export function ReassignForm({ target, queues, agents, onClose, onDone }: ReassignFormProps) {
  const queries = useQueryClient();
  const { isBusy, problem, clear, run } = useAct();
  const [kind, setKind] = useState<Kind>('queue');
  const [chosen, setChosen] = useState('');
  const choices = kind === 'queue' ? queues.map(queueChoice) : sortedAgents(agents).map(agentChoice);
  const reassign = async (): Promise<void> => {
    const to = kind === 'queue' ? { queue: chosen } : { agent_id: chosen };
    const isDone = await run(() =>
      post<Conversation>(`/conversations/${encodeURIComponent(target.conversationId)}/reassign`, to),
    );
    if (!isDone) return;
    afterAct(queries, target.conversationId);
    const name =
      queues.find(({ queue }) => queue === chosen)?.label ?? agents.find(({ agent_id }) => agent_id === chosen)?.name;
    onDone(`${target.label}を「${name ?? chosen}」に割り当て直しました。`);
  };
  return (
    <ActFrame
      about={target.label}
      warning="いまの担当者や提示中の着信からは外れます。待ち行列では、もとの順番を保ちます。"
      button="割り当て直す"
      isReady={chosen !== ''}
      isBusy={isBusy}
      problem={problem}
      onClose={onClose}
      onSubmit={() => void reassign()}
    >
      <SegmentedControl
        fullWidth
        aria-label="割り当て先の種類"
        value={kind}
        data={[
          { value: 'queue', label: '待ち行列へ' },
          { value: 'agent', label: '担当者へ' },
        ]}
        onChange={(next) => {
          clear();
          setKind(next as Kind);
          setChosen('');
        }}
      />
      <NativeSelect
        label={kind === 'queue' ? '割り当て先の待ち行列' : '割り当て先の担当者'}
        withAsterisk
        value={chosen}
        data={[{ value: '', label: '選んでください' }, ...choices]}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data-testid="reassign-to"
      />
    </ActFrame>
  );
}

const queueChoice = ({ queue, label, is_open, waiting, agents_available }: Queue) => ({
  value: queue,
  label: is_open ? `${label}（待ち${waiting}件、対応可${agents_available}人）` : `${label}（受付時間外）`,
  disabled: !is_open,
});

const agentChoice = ({ agent_id, name, presence }: Agent) => ({
  value: agent_id,
  label: `${name}（${presenceLabel(presence)}）`,
  disabled: presence === 'offline' || presence === 'not_responding',
});
