/** What is asked before a supervisor's act. */
import type { ReactNode } from 'react';
import type { Agent, Queue } from '../../wire';
import type { Begun, Target } from './ActsProvider';
import { ForceForm } from './ForceForm';
import { ReassignForm } from './ReassignForm';
import { TakeForm } from './TakeForm';
import type { Act } from './floor';

export const TITLES: Readonly<Record<Act, string>> = {
  take: '会話を引き取る',
  reassign: '割り当て直す',
  force: '後処理を代行して終える',
};

export interface ActFormProps {
  readonly target: Target;
  readonly onClose: () => void;
  readonly onDone: (notice: ReactNode) => void;
}

interface Props extends Omit<ActFormProps, 'target'> {
  readonly begun: Begun;
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
}

export function ActForm({ begun: { act, target }, queues, agents, ...rest }: Props) {
  if (act === 'take') return <TakeForm target={target} {...rest} />;
  if (act === 'reassign') return <ReassignForm target={target} queues={queues} agents={agents} {...rest} />;
  return <ForceForm target={target} {...rest} />;
}
