import { describe, expect, it } from 'vitest';
import { ApiError } from '../api';
import type { Message } from '../wire';
import { message, messages } from './fixtures';
import type { OutboxEntry } from './outbox';
import type { TalkPort } from './talkStore';
import { createTalks } from './talks';

/** A server with one conversation that stores a message once per `client_message_id`. */
function server(stored: Message[] = messages(1, 2, 3)) {
  const refusals: Error[] = [];
  const sent: OutboxEntry[] = [];
  const kept = new Map<string, unknown>();
  const clock = { now: '2026-10-01T00:00:00Z' };
  const port: TalkPort = {
    fetch: async (_, { after_seq = 0, before_seq = 1e9, limit = 200 }) => {
      const page = stored.filter(({ seq }) => seq > after_seq && seq < before_seq);
      return { messages: before_seq === 1e9 ? page.slice(0, limit) : page.slice(-limit), head_seq: stored.length, epoch: 1 };
    },
    send: async (_, entry) => {
      sent.push(entry);
      const refusal = refusals.shift();
      if (refusal && !(refusal instanceof Lost)) throw refusal;
      const known = stored.find((held) => held.client_message_id === entry.client_message_id);
      const own = known ?? message(stored.length + 1, { author_kind: 'agent', text: entry.text, client_message_id: entry.client_message_id });
      if (!known) stored.push(own);
      if (refusal) throw refusal;
      return { message_id: own.message_id, seq: own.seq };
    },
    onRefused: () => undefined,
    keep: (name, value) => void kept.set(name, value),
    kept: <T>(name: string) => (kept.get(name) ?? null) as T | null,
    now: () => clock.now,
    newId: () => `c${sent.length}-${kept.size}`,
    authorName: '担当',
  };
  return { talks: createTalks(port), stored, refusals, sent, kept, clock };
}

/** The server stored the message and its answer was lost. */
class Lost extends ApiError {
  constructor() {
    super(0, 'unreachable', 'つながりません');
  }
}

const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));
const words = (text: string) => ({ text, attachments: [], basedOnSeq: 3 });

describe('following', () => {
  it('catches up with what it did not hear', async () => {
    const { talks, stored } = server();
    await talks.open('c', 3);
    stored.push(...messages(4, 5, 6));
    talks.receive('c', message(6));
    await settled();
    expect(talks.get('c')?.timeline.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('hears nothing twice after a reconnection', async () => {
    const { talks, stored } = server();
    await talks.open('c', 3);
    stored.push(message(4));
    talks.receive('c', message(4));
    talks.resumeAll();
    await settled();
    expect(talks.get('c')?.timeline.messages).toHaveLength(4);
  });
});

describe('sending', () => {
  it('shows the message as sent once it is acknowledged', async () => {
    const { talks } = server();
    await talks.open('c', 3);
    talks.send('c', words('承知しました'));
    expect(talks.get('c')?.outbox).toHaveLength(1);
    await settled();
    expect(talks.get('c')?.outbox).toHaveLength(0);
    expect(talks.get('c')?.timeline.messages.at(-1)).toMatchObject({ seq: 4, text: '承知しました', author_kind: 'agent' });
  });

  it('makes one message of a message whose answer was lost', async () => {
    const { talks, refusals, sent, stored } = server();
    await talks.open('c', 3);
    refusals.push(new Lost());
    talks.send('c', words('一度だけ'));
    await settled();
    talks.resumeAll();
    await settled();
    expect(stored.filter(({ text }) => text === '一度だけ')).toHaveLength(1);
    expect(new Set(sent.map((each) => each.client_message_id)).size).toBe(1);
    expect(talks.get('c')?.outbox).toHaveLength(0);
  });

  it('leaves it to the agent whether words of a while ago are still meant', async () => {
    const { talks, refusals, sent, clock } = server();
    await talks.open('c', 3);
    refusals.push(new ApiError(0, 'unreachable', 'つながりません'));
    talks.send('c', words('さきほどの返事'));
    await settled();
    clock.now = '2026-10-01T00:10:00Z';
    talks.resumeAll();
    await settled();
    expect([sent.length, talks.get('c')?.outbox[0]?.state]).toEqual([1, 'failed']);
  });

  it('asks once when the customer has written since, then stands on what was read', async () => {
    const { talks, refusals, sent } = server();
    await talks.open('c', 3);
    refusals.push(new ApiError(409, 'customer_wrote_since', '新しいメッセージがあります'));
    talks.send('c', words('古い返事'));
    await settled();
    const [open] = talks.get('c')?.outbox ?? [];
    expect(open?.state).toBe('unsure');
    talks.sendAgain('c', open?.client_message_id ?? '', 4);
    await settled();
    expect(sent.map((each) => each.based_on_seq)).toEqual([3, 4]);
    expect(talks.get('c')?.outbox).toHaveLength(0);
  });

  it('does not send a refused message by itself', async () => {
    const { talks, refusals, sent } = server();
    await talks.open('c', 3);
    refusals.push(new ApiError(409, 'stale_epoch', '状況が変わりました'));
    talks.send('c', words('返事'));
    await settled();
    talks.resumeAll();
    await settled();
    expect([sent.length, talks.get('c')?.outbox[0]?.failure]).toEqual([1, '状況が変わりました']);
  });

  it('keeps what is not sent for the next page view', async () => {
    const { talks, refusals, kept } = server();
    await talks.open('c', 3);
    refusals.push(new ApiError(503, 'busy', '混み合っています'));
    talks.send('c', words('返事'));
    await settled();
    expect(kept.get('outbox:c')).toMatchObject([{ text: '返事', state: 'failed' }]);
    talks.takeBack('c', talks.get('c')?.outbox[0]?.client_message_id ?? '');
    expect(kept.get('outbox:c')).toBeNull();
  });
});
