/** The order in which a supervisor looks at queues, agents and what may be done with a conversation. Pure. */
import type { Agent, ConversationState, Presence, Queue } from '../../wire';

const ORDER: Readonly<Record<Presence, number>> = { not_responding: 0, available: 1, away: 2, offline: 3 };

/** Who needs looking after first: not responding, then those who work, then the rest; by name among themselves. */
export function sortedAgents(agents: readonly Agent[]): readonly Agent[] {
  return [...agents].sort(
    (one, other) =>
      ORDER[one.presence] - ORDER[other.presence] ||
      one.name.localeCompare(other.name, 'ja') ||
      one.agent_id.localeCompare(other.agent_id),
  );
}

/** The socket tells no roles: they stay as they were read. */
export function withRoles(told: readonly Agent[], known: readonly Agent[]): readonly Agent[] {
  const roles = new Map(known.map(({ agent_id, role }) => [agent_id, role]));
  return told.map((agent) => ({ ...agent, role: agent.role ?? roles.get(agent.agent_id) }));
}

/** Which queue is looked at while nobody has chosen one: the first in which somebody waits. */
export function chosenQueue(queues: readonly Queue[], chosen: string | null): Queue | undefined {
  return queues.find(({ queue }) => queue === chosen) ?? queues.find(({ waiting }) => waiting > 0) ?? queues[0];
}

export interface ChannelLoad {
  readonly channel: string;
  readonly load: number;
  readonly capacity: number;
}

/** Channels the agent can serve or serves, in a fixed order. */
export function channelLoads({ load, capacity }: Pick<Agent, 'load' | 'capacity'>): readonly ChannelLoad[] {
  return ['webchat', 'voice', 'sms', 'email']
    .map((channel) => ({ channel, load: load[channel] ?? 0, capacity: capacity[channel] ?? 0 }))
    .filter((each) => each.load > 0 || each.capacity > 0);
}

export type Act = 'take' | 'reassign' | 'force';

/** What the server would not refuse anyway. `isMine`: the supervisor holds the conversation; a state may be unknown. */
export function possibleActs(state: ConversationState | null, isMine: boolean): readonly Act[] {
  if (state === 'closed') return [];
  const acts: readonly (readonly [Act, boolean])[] = [
    ['take', !(isMine && (state === 'serving' || state === null))],
    ['reassign', state === 'waiting' || state === 'serving' || state === null],
    ['force', true],
  ];
  return acts.filter(([, isPossible]) => isPossible).map(([act]) => act);
}
