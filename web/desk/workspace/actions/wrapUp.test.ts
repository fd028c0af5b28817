import { describe, expect, it } from 'vitest';
import type { Agent, Queue } from '../../wire';
import { nextOf, strokeOf } from '../shortcutKeys';
import { agentOption, possibleFirst, queueOption } from './targets';
import { asksPromise, emptyWrapUp, problemsOf, promiseOf } from './wrapUp';

const now = Date.parse('2026-10-01T10:00:00+09:00');
const complete = { ...emptyWrapUp, contactReason: 'address_change', disposition: 'completed' };

describe('wrap-up', () => {
  it('needs contact reason and disposition', () => {
    expect(Object.keys(problemsOf(emptyWrapUp, now))).toEqual(['contactReason', 'disposition']);
    expect(problemsOf(complete, now)).toEqual({});
  });

  it('needs words and a deadline to come for a promise', () => {
    const promise = { ...complete, promises: true };
    expect(Object.keys(problemsOf(promise, now))).toEqual(['promiseText', 'dueAt']);
    expect(problemsOf({ ...promise, promiseText: '電話', dueAt: '2026-10-01T09:59' }, now)).toHaveProperty('dueAt');
    expect(problemsOf({ ...promise, promiseText: '電話', dueAt: '2026-10-01T10:01' }, now)).toEqual({});
  });

  it('stores the deadline in Japanese time', () => {
    expect(promiseOf({ ...complete, promiseText: ' 電話 ', dueAt: '2026-10-02T09:00' })).toEqual({ kind: 'callback', text: '電話', due_at: '2026-10-02T09:00:00+09:00' });
  });

  it('asks for the promise that a disposition speaks of', () => {
    expect([asksPromise('callback_promised'), asksPromise('completed'), asksPromise(null)]).toEqual([true, false, false]);
  });
});

describe('targets of a transfer', () => {
  const queue: Queue = { queue: 'q', label: '異動受付', is_open: true, waiting: 2, agents_available: 1, agents_online: 3 };
  const agent: Agent = { agent_id: 'a', name: '山本', role: 'agent', presence: 'available', since: '', skills: [], capacity: { webchat: 2 }, load: { webchat: 1 }, is_online: true };

  it('are queues that are open and staffed', () => {
    expect(queueOption(queue).isPossible).toBe(true);
    expect(queueOption({ ...queue, agents_online: 0 })).toMatchObject({ isPossible: false, detail: '対応できる担当者がいません' });
    expect(queueOption({ ...queue, is_open: false, closed_reason: '祝日' })).toMatchObject({ isPossible: false, detail: '受付時間外（祝日）' });
  });

  it('are agents who are available and have a place', () => {
    expect(agentOption(agent, 'webchat').isPossible).toBe(true);
    expect(agentOption({ ...agent, load: { webchat: 2 } }, 'webchat').isPossible).toBe(false);
    expect(agentOption({ ...agent, presence: 'away' }, 'webchat').isPossible).toBe(false);
    expect(agentOption(agent, 'voice').isPossible).toBe(false);
  });

  it('stand before those that cannot be chosen', () => {
    const options = [queueOption({ ...queue, is_open: false }), queueOption(queue)];
    expect(possibleFirst(options).map((option) => option.isPossible)).toEqual([true, false]);
  });
});

describe('shortcuts', () => {
  const stroke = { key: 'å', code: 'KeyA', altKey: true, ctrlKey: false, metaKey: false, isComposing: false };

  it('go by the place of the key, and never in a conversion', () => {
    expect([strokeOf(stroke), strokeOf({ ...stroke, isComposing: true }), strokeOf({ ...stroke, ctrlKey: true })]).toEqual(['Alt+KeyA', '', '']);
    expect(strokeOf({ ...stroke, key: '?', altKey: false })).toBe('?');
  });

  it('go round the conversations', () => {
    const three = ['a', 'b', 'c'].map((conversation_id) => ({ conversation_id }));
    expect([nextOf(three, null, 1), nextOf(three, 'c', 1), nextOf(three, 'a', -1), nextOf([], 'a', 1)]).toEqual(['a', 'a', 'c', null]);
  });
});
