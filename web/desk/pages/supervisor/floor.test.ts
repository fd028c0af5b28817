import { describe, expect, it } from 'vitest';
import type { Agent, Presence, Queue } from '../../wire';
import { channelLoads, chosenQueue, possibleActs, sortedAgents, withRoles } from './floor';

const agent = (name: string, presence: Presence): Agent => ({
  agent_id: name,
  name,
  role: 'agent',
  presence,
  since: '2026-11-23T10:00:00+09:00',
  skills: [],
  capacity: {},
  load: {},
  is_online: presence !== 'offline',
});
const queue = (name: string, waiting: number): Queue => ({
  queue: name,
  label: name,
  is_open: true,
  waiting,
  agents_available: 0,
  agents_online: 0,
});

it('puts first who needs looking after', () => {
  const agents = [
    agent('佐藤', 'offline'),
    agent('田中', 'away'),
    agent('鈴木', 'not_responding'),
    agent('いとう', 'available'),
    agent('あべ', 'available'),
  ];
  expect(sortedAgents(agents).map(({ name }) => name)).toEqual(['鈴木', 'あべ', 'いとう', '田中', '佐藤']);
});

it('keeps the roles that the socket does not tell', () => {
  const { role, ...told } = agent('鈴木', 'away');
  const merged = withRoles([told as Agent, agent('新人', 'offline')], [agent('鈴木', 'available')]);
  expect(merged.map((each) => [each.presence, each.role])).toEqual([
    ['away', role],
    ['offline', 'agent'],
  ]);
});

describe('the queue that is looked at', () => {
  const queues = [queue('general', 0), queue('accident', 2), queue('complaint', 1)];

  it('is the chosen one, even when nobody waits there', () => {
    expect(chosenQueue(queues, 'general')?.queue).toBe('general');
  });

  it('is otherwise the first in which somebody waits, then the first', () => {
    expect(chosenQueue(queues, null)?.queue).toBe('accident');
    expect(chosenQueue([queue('general', 0)], 'gone')?.queue).toBe('general');
    expect(chosenQueue([], null)).toBeUndefined();
  });
});

it('shows the load of the channels an agent can serve, or serves all the same', () => {
  expect(channelLoads({ load: { webchat: 2, sms: 1 }, capacity: { voice: 1, webchat: 3, email: 0 } })).toEqual([
    { channel: 'webchat', load: 2, capacity: 3 },
    { channel: 'voice', load: 0, capacity: 1 },
    { channel: 'sms', load: 1, capacity: 0 },
  ]);
});

describe('what may be done with a conversation', () => {
  it('is nothing once it is closed', () => {
    expect(possibleActs('closed', false)).toEqual([]);
  });

  it('does not move what nobody waits with or serves', () => {
    expect(possibleActs('bot', false)).toEqual(['take', 'force']);
    expect(possibleActs('wrapping', false)).toEqual(['take', 'force']);
  });

  it('is left to the server while the state is unknown', () => {
    expect(possibleActs(null, false)).toEqual(['take', 'reassign', 'force']);
    expect(possibleActs(null, true)).toEqual(['reassign', 'force']);
  });

  it('does not take what is one’s own already', () => {
    expect(possibleActs('serving', true)).toEqual(['reassign', 'force']);
    expect(possibleActs('serving', false)).toEqual(['take', 'reassign', 'force']);
  });
});
