import { describe, expect, it } from 'vitest';
import { nextTyping } from './typing';
import type { TypingNews, TypingSign } from './typing';
import type { Holding } from './wire';

const byBot: Holding = { holder: 'bot' };
const byAgent: Holding = { holder: 'agent', agent_name: '佐藤 花' };
const agentSign: TypingSign = { author: 'agent', until: 5_000 };
const botSign: TypingSign = { author: 'bot', until: 6_000 };

describe('a typing sign', () => {
  it.each<[string, TypingSign, Holding | null, number]>([
    ['agent', agentSign, byAgent, 5_000],
    ['agent before it is known who answers', agentSign, null, 5_000],
    ['bot', botSign, byBot, 6_000],
    ['bot while waiting', botSign, { holder: 'queue' }, 6_000],
  ])('appears for the %s', (_, { author }, holding, until) => {
    expect(nextTyping(null, { kind: 'typed', author, at: 0 }, holding)).toEqual({ author, until });
  });

  it.each<[string, TypingNews, Holding]>([
    ['the bot while an agent answers', { kind: 'typed', author: 'bot', at: 0 }, byAgent],
    ['an agent who does not answer', { kind: 'typed', author: 'agent', at: 0 }, byBot],
    ['the customer in another tab', { kind: 'typed', author: 'customer', at: 0 }, byBot],
  ])('does not appear for %s', (_, news, holding) => {
    expect(nextTyping(null, news, holding)).toBeNull();
  });

  it('lasts longer when they go on writing', () => {
    expect(nextTyping(agentSign, { kind: 'typed', author: 'agent', at: 3_000 }, byAgent)?.until).toBe(8_000);
  });

  it.each<[string, TypingNews, Holding]>([
    ['their message arrives', { kind: 'said', author: 'agent' }, byAgent],
    ['a notice arrives', { kind: 'said', author: 'system' }, byAgent],
    ['its time is up', { kind: 'elapsed', at: 5_000 }, byAgent],
    ['the agent no longer answers', { kind: 'held' }, { holder: 'queue' }],
    ['the connection is lost', { kind: 'disconnected' }, byAgent],
  ])('disappears when %s', (_, news, holding) => {
    expect(nextTyping(agentSign, news, holding)).toBeNull();
  });

  it.each<[string, TypingNews]>([
    ['the customer writes', { kind: 'said', author: 'customer' }],
    ['an earlier time is up', { kind: 'elapsed', at: 4_999 }],
    ['the bot thinks along', { kind: 'typed', author: 'bot', at: 1_000 }],
    ['the wait is told anew', { kind: 'held' }],
  ])('stays when %s', (_, news) => {
    expect(nextTyping(agentSign, news, byAgent)).toEqual(agentSign);
  });
});
