import { describe, expect, it } from 'vitest';
import { online, opened, said, scene, shownSeqs } from './sessionScene';

describe('connecting', () => {
  it('keeps the visitor token and presents it next time', async () => {
    const first = await online(scene());
    const second = scene(first.storage);
    second.session.connect();
    expect([first.connections, second.connections]).toEqual([[null], ['t1']]);
  });

  it('fills from the last seq it holds after every reconnection', async () => {
    const at = await online(scene());
    at.server.message(said(1));
    at.server.disconnected();
    expect(at.session.state().connection).toBe('reconnecting');
    at.server.session({ ...opened, head_seq: 3 });
    const since = at.take('messages.since');
    expect(since.payload).toEqual({ after_seq: 1 });
    await since.answer({ messages: [said(2), said(3)], head_seq: 3 });
    expect(shownSeqs(at)).toEqual([1, 2, 3]);
  });

  it('asks page after page until the head is reached', async () => {
    const at = scene();
    at.session.connect();
    at.server.session({ ...opened, head_seq: 3 });
    await at.take('messages.since').answer({ messages: [said(1), said(2)], head_seq: 3 });
    const next = at.take('messages.since');
    expect(next.payload).toEqual({ after_seq: 2 });
    await next.answer({ messages: [said(3)], head_seq: 3 });
    expect(at.asked).toEqual([]);
    expect(shownSeqs(at)).toEqual([1, 2, 3]);
  });

  it('begins anew when the server no longer knows the token', async () => {
    const at = await online(scene());
    at.server.refused({ code: 'visitor_token_unknown', message: '不明です。' });
    expect(at.storage.token()).toBeNull();
    expect(at.connections).toEqual([null, null]);
    expect(at.session.state().notice).toContain('新しい会話');
  });

  it('keeps the token when it is turned down for another reason, and tries again', async () => {
    const at = await online(scene());
    at.server.refused({ code: 'too_many_connections', message: '混み合っています。' });
    expect([at.storage.token(), at.session.state().connection]).toEqual(['t1', 'refused']);
    expect(at.session.state().notice).toBe('混み合っています。');
    at.elapse(15_000);
    expect(at.connections).toEqual([null, 't1']);
  });

  it('forgets the old timeline when the conversation is another', async () => {
    const at = await online(scene());
    at.server.message(said(1));
    at.server.session({ ...opened, conversation_id: 'v2' });
    expect(shownSeqs(at)).toEqual([]);
  });
});

describe('news', () => {
  it('fills the gap before a message that came too early', async () => {
    const at = await online(scene());
    at.server.message(said(1));
    at.server.message(said(3));
    const since = at.take('messages.since');
    expect(since.payload).toEqual({ after_seq: 1 });
    await since.answer({ messages: [said(2), said(3)], head_seq: 3 });
    expect(shownSeqs(at)).toEqual([1, 2, 3]);
  });

  it('asks once more when news came while it was asking', async () => {
    const at = await online(scene());
    at.server.message(said(2));
    at.server.message(said(4));
    await at.take('messages.since').answer({ messages: [said(1), said(2)], head_seq: 2 });
    const again = at.take('messages.since');
    expect(again.payload).toEqual({ after_seq: 2 });
    await again.answer({ messages: [said(3), said(4)], head_seq: 4 });
    expect(shownSeqs(at)).toEqual([1, 2, 3, 4]);
    expect(at.asked).toEqual([]);
  });

  it('shows typing until the message comes or time passes', async () => {
    const at = await online(scene());
    at.server.typing('bot');
    expect(at.session.state().typing?.author).toBe('bot');
    at.server.message(said(1));
    expect(at.session.state().typing).toBeNull();
    at.server.typing('agent');
    at.elapse(3_000);
    at.server.typing('agent');
    at.elapse(3_000);
    expect(at.session.state().typing?.author).toBe('agent');
    at.elapse(2_000);
    expect(at.session.state().typing).toBeNull();
  });

  it('shows no more of the bot that thinks along once an agent has taken over', async () => {
    const at = await online(scene());
    at.server.typing('bot');
    at.server.conversation({ holder: 'agent', agent_name: '佐藤 花' });
    at.server.typing('bot');
    expect(at.session.state().typing).toBeNull();
  });

  it('knows again who answers after a reconnection', async () => {
    const at = await online(scene());
    at.server.conversation({ holder: 'queue', queue_position: 2 });
    at.server.disconnected();
    at.server.session(opened);
    at.server.conversation({ holder: 'agent', agent_name: '佐藤 花' });
    expect(at.session.state().holding?.holder).toBe('agent');
  });

  it('looks for what was missed when the page wakes', async () => {
    const at = await online(scene());
    at.session.wake();
    await at.take('messages.since').answer({ messages: [said(1)], head_seq: 1 });
    expect(shownSeqs(at)).toEqual([1]);
  });
});

describe('sending', () => {
  it('moves a message from the outbox to the timeline when it is acknowledged', async () => {
    const at = await online(scene());
    at.session.say('住所を変えたい', []);
    const send = at.take('message.send');
    expect(send.payload).toEqual({ client_message_id: 'c1', text: '住所を変えたい' });
    expect(at.storage.outbox()).toHaveLength(1);
    await send.answer({ ok: true, message_id: 'm1', seq: 1 });
    expect([at.session.state().outbox, at.storage.outbox(), shownSeqs(at)]).toEqual([[], [], [1]]);
  });

  it('names the files that go with it', async () => {
    const at = await online(scene());
    at.session.say('', [{ attachment_id: 'f1', file_name: '証券.pdf', content_type: 'application/pdf', size: 9 }]);
    expect(at.take('message.send').payload).toEqual({ client_message_id: 'c1', text: '', attachment_ids: ['f1'] });
  });

  it('keeps the order: the second waits for the first', async () => {
    const at = await online(scene());
    at.session.say('一', []);
    at.session.say('二', []);
    const first = at.take('message.send');
    expect(at.asked).toEqual([]);
    await first.answer({ ok: true, message_id: 'm1', seq: 1 });
    expect(at.take('message.send').payload['text']).toBe('二');
  });

  it('sends again under the same id after the connection was lost', async () => {
    const at = await online(scene());
    at.session.say('はい', []);
    at.server.disconnected();
    await at.take('message.send').lose('offline');
    at.server.session(opened);
    expect(at.take('message.send').payload['client_message_id']).toBe('c1');
  });

  it('sends after a reload what was never acknowledged', async () => {
    const before = await online(scene());
    before.session.say('はい', []);
    const after = scene(before.storage);
    after.session.connect();
    after.server.session(opened);
    expect(after.take('message.send').payload).toEqual({ client_message_id: 'c1', text: 'はい' });
  });

  it('asks twice, then lets the customer decide', async () => {
    const at = await online(scene());
    at.session.say('はい', []);
    await at.take('message.send').lose('timeout');
    await at.take('message.send').lose('timeout');
    expect(at.session.state().outbox[0]?.state).toBe('failed');
    at.session.resend('c1');
    await at.take('message.send').answer({ ok: true, message_id: 'm1', seq: 1 });
    expect([at.session.state().outbox, shownSeqs(at)]).toEqual([[], [1]]);
  });

  it('shows why the server turned a message down and goes on with the next', async () => {
    const at = await online(scene());
    at.session.say('長い文', []);
    at.session.say('短い文', []);
    await at.take('message.send').answer({ ok: false, error: { code: 'text_too_long', message: '長すぎます。' } });
    expect(at.session.state().outbox[0]).toMatchObject({ state: 'failed', failure: '長すぎます。' });
    expect(at.take('message.send').payload['text']).toBe('短い文');
  });

  it('gives the text back to be rewritten', async () => {
    const at = await online(scene());
    at.session.say('長い文', []);
    await at.take('message.send').answer({ ok: false, error: { code: 'text_too_long', message: '長すぎます。' } });
    expect(at.session.takeBack('c1')).toBe('長い文');
    expect([at.session.state().outbox, at.storage.outbox()]).toEqual([[], []]);
  });

  it('drops an entry whose message turns up although its acknowledgement was lost', async () => {
    const at = await online(scene());
    at.session.say('はい', []);
    await at.take('message.send').lose('timeout');
    await at.take('message.send').lose('timeout');
    at.server.message(said(1, { author_kind: 'customer', text: 'はい', client_message_id: 'c1' }));
    expect([at.session.state().outbox, at.storage.outbox(), shownSeqs(at)]).toEqual([[], [], [1]]);
  });

  it('tells of typing at most every few seconds', async () => {
    const at = await online(scene());
    at.session.typed();
    at.session.typed();
    at.elapse(3_000);
    at.session.typed();
    expect(at.hints).toEqual(['typing', 'typing']);
  });
});
