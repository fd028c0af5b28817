import { describe, expect, it } from 'vitest';
import type { DeskAnswer, Offer } from '../wire';
import { furthest, deliveryOf } from './delivery';
import { openOffers, withConversation, withOffer, withPresence, withoutOffer } from './deskState';
import { message } from './fixtures';

const offer = (offer_id: string, expires_at: string): Offer => ({
  offer_id,
  conversation_id: 'c',
  expires_at,
  purpose: 'serve',
  packet: { reason: 'agent_asked', reason_label: '希望', verification_level: 'L0' },
});
const desk: DeskAnswer = {
  agent: { agent_id: 'a', name: '担当', role: 'agent', presence: 'available', since: '', skills: [], capacity: {}, load: {}, is_online: true },
  offers: [offer('o1', '2026-10-01T00:00:30Z')],
  conversations: [{ conversation_id: 'c', channel: 'webchat', state: 'serving', epoch: 3, head_seq: 1, verification_level: 'L0' }],
  promises: [],
};

describe('offers', () => {
  it('are held once however often they are told', () => {
    expect(withOffer(desk, offer('o1', '2026-10-01T00:00:20Z')).offers).toHaveLength(1);
    expect(withoutOffer(desk, 'o1').offers).toEqual([]);
  });

  it('end with their time, and the most urgent comes first', () => {
    const two = withOffer(desk, offer('o2', '2026-10-01T00:00:10Z'));
    const ids = (at: string): string[] => openOffers(two, Date.parse(at)).map((each) => each.offer_id);
    expect([ids('2026-10-01T00:00:00Z'), ids('2026-10-01T00:00:10Z'), ids('2026-10-01T00:00:30Z')]).toEqual([['o2', 'o1'], ['o1'], []]);
  });
});

describe('conversations', () => {
  it('take what is told of them', () => {
    expect(withConversation(desk, { conversation_id: 'c', epoch: 4, state: 'wrapping' }).conversations[0]).toMatchObject({ epoch: 4, state: 'wrapping' });
  });

  it('are not set back by a late event', () => {
    expect(withConversation(desk, { conversation_id: 'c', epoch: 2, state: 'bot' }).conversations[0]?.state).toBe('serving');
  });

  it('show the presence that is told', () => {
    expect(withPresence(desk, { presence: 'not_responding', since: 's' }).agent.presence).toBe('not_responding');
  });
});

describe('delivery', () => {
  const receipt = { delivered_seq: 5, seen_seq: 3 };

  it('says how far a message has come', () => {
    expect([3, 5, 6].map((seq) => deliveryOf(message(seq), receipt))).toEqual(['既読', '届きました', '送信済み']);
  });

  it('only goes forward', () => {
    expect(furthest(receipt, { delivered_seq: 4, seen_seq: 1 })).toBe(receipt);
    expect(furthest(receipt, { seen_seq: 5 })).toEqual({ delivered_seq: 5, seen_seq: 5 });
  });
});
