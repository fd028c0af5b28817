/** Who can be chosen for a transfer, and why not. Pure. The server has the last word. */
import type { Agent, Channel, Queue } from '../../wire';

export interface TargetOption {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly isPossible: boolean;
}

export function queueOption(queue: Queue): TargetOption {
  const isPossible = queue.is_open && queue.agents_online > 0;
  const closed = `受付時間外${queue.closed_reason ? `（${queue.closed_reason}）` : ''}`;
  const open = queue.agents_online > 0 ? `待ち${queue.waiting}件・対応可${queue.agents_available}名` : '対応できる担当者がいません';
  return { id: queue.queue, label: queue.label, detail: queue.is_open ? open : closed, isPossible };
}

const PRESENCES = { available: '対応可', away: '離席', offline: 'オフライン', not_responding: '応答なし' } as const;

export function agentOption(agent: Agent, channel: Channel): TargetOption {
  const load = agent.load[channel] ?? 0;
  const capacity = agent.capacity[channel] ?? 0;
  return {
    id: agent.agent_id,
    label: agent.name,
    detail: `${PRESENCES[agent.presence] ?? agent.presence}・対応中${load}／${capacity}件`,
    isPossible: agent.presence === 'available' && load < capacity,
  };
}

/** Who can take it first. */
export const possibleFirst = (options: readonly TargetOption[]): readonly TargetOption[] =>
  [...options].sort((a, b) => Number(b.isPossible) - Number(a.isPossible));
