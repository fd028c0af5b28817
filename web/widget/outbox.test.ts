import { describe, expect, it } from 'vitest';
import { add, confirmed, fail, nextToSend, remove, restore, retry, unconfirmed } from './outbox';
import type { OutboxEntry } from './outbox';
import { memoryStorage, openStorage } from './storage';
import type { Message } from './wire';

function entry(id: string, over: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    client_message_id: id,
    text: 'はい',
    attachments: [],
    queued_at: '2026-10-01T00:00:00.000Z',
    after_seq: 4,
    state: 'sending',
    ...over,
  };
}

function own(seq: number, over: Partial<Message> = {}): Message {
  return { seq, message_id: `m${seq}`, author_kind: 'customer', text: 'はい', sent_at: '2026-10-01T00:00:01Z', ...over };
}

describe('outbox', () => {
  it('sends the oldest first and passes over what failed', () => {
    const outbox = [entry('a', { state: 'failed' }), entry('b'), entry('c')];
    expect(nextToSend(outbox)?.client_message_id).toBe('b');
  });

  it('sends again under the same id', () => {
    const [again] = retry(fail(add([], entry('a')), 'a', '混み合っています。'), 'a');
    expect(again).toEqual(entry('a'));
  });

  it('touches only the entry named', () => {
    const outbox = [entry('a'), entry('b')];
    expect(fail(outbox, 'a', 'x').map((kept) => kept.state)).toEqual(['failed', 'sending']);
    expect(remove(outbox, 'a').map((kept) => kept.client_message_id)).toEqual(['b']);
    expect(retry(fail(outbox, 'a', 'x'), 'b')[0]?.state).toBe('failed');
  });
});

describe('restore', () => {
  const now = new Date('2026-10-01T01:00:00.000Z');

  it('brings back the order of writing', () => {
    const late = entry('late', { queued_at: '2026-10-01T00:30:00.000Z' });
    expect(restore([late, entry('early')], now).map((kept) => kept.client_message_id)).toEqual(['early', 'late']);
  });

  it('asks before sending what was written days ago', () => {
    const [old] = restore([entry('a', { queued_at: '2026-09-28T00:00:00.000Z' })], now);
    expect(old?.state).toBe('failed');
    expect(old?.failure).toBeTruthy();
  });
});

describe('unconfirmed', () => {
  it('leaves out an entry whose message is already on the screen', () => {
    expect(unconfirmed([entry('a')], [own(5)])).toEqual([]);
  });

  it('keeps it when the same words were said before it was written', () => {
    expect(unconfirmed([entry('a')], [own(3)])).toHaveLength(1);
  });

  it('lets one message stand for one entry only', () => {
    expect(unconfirmed([entry('a'), entry('b')], [own(5)]).map((kept) => kept.client_message_id)).toEqual(['b']);
  });

  it('goes by the id where the server gives it', () => {
    expect(unconfirmed([entry('a')], [own(5, { client_message_id: 'other' })])).toHaveLength(1);
    expect(unconfirmed([entry('a', { state: 'failed' })], [own(5, { client_message_id: 'a' })])).toEqual([]);
  });

  it('never takes the words of somebody else for an echo', () => {
    expect(unconfirmed([entry('a')], [own(5, { author_kind: 'bot' })])).toHaveLength(1);
  });

  it('names the entries the server is known to hold', () => {
    expect(confirmed([entry('a'), entry('b')], [own(5, { client_message_id: 'b' })])).toEqual(['b']);
  });
});

describe('storage', () => {
  it('gives back after a reload what was put in', () => {
    const backing = memoryStorage();
    const before = openStorage('https://chat.example', backing);
    before.setToken('t1');
    before.setDraft('住所の');
    before.putEntry(entry('a', { state: 'failed', failure: '混み合っています。' }));
    const after = openStorage('https://chat.example', backing);
    expect([after.token(), after.draft()]).toEqual(['t1', '住所の']);
    expect(after.outbox()).toEqual([entry('a', { state: 'failed', failure: '混み合っています。' })]);
  });

  it('keeps apart what belongs to another server', () => {
    const backing = memoryStorage();
    openStorage('https://chat.example', backing).putEntry(entry('a'));
    expect(openStorage('https://other.example', backing).outbox()).toEqual([]);
  });

  it('passes over what it cannot read', () => {
    const backing = memoryStorage();
    backing.setItem('toritsugi.webchat:https://chat.example:outbox:x', '{"broken');
    expect(openStorage('https://chat.example', backing).outbox()).toEqual([]);
  });

  it('forgets what was dropped', () => {
    const storage = openStorage('https://chat.example', memoryStorage());
    storage.putEntry(entry('a'));
    storage.dropEntry('a');
    storage.setToken('t1');
    storage.setToken(null);
    expect([storage.outbox(), storage.token()]).toEqual([[], null]);
  });
});
