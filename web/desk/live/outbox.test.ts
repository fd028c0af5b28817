import { describe, expect, it } from 'vitest';
import { entry, message } from './fixtures';
import { added, doubted, failed, nextToSend, removed, restored, retried, unconfirmed } from './outbox';

const two = added(added([], entry('a')), entry('b'));

describe('order', () => {
  it('sends the oldest first', () => {
    expect(nextToSend(two)?.client_message_id).toBe('a');
  });

  it('holds back what stands behind one that did not get through', () => {
    expect(nextToSend(failed(two, 'a', '届きません'))).toBeUndefined();
    expect(nextToSend(doubted(two, 'a'))).toBeUndefined();
    expect(nextToSend(removed(two, 'a'))?.client_message_id).toBe('b');
  });
});

describe('sending again', () => {
  it('keeps the id and the text', () => {
    const again = nextToSend(retried(failed(two, 'a', '届きません', true), 'a'));
    expect(again).toMatchObject({ client_message_id: 'a', text: 'a', based_on_seq: 1, state: 'sending', isCutOff: false });
    expect(again?.failure).toBeUndefined();
  });

  it('stands on what the agent has read by now, once they confirmed it', () => {
    expect(nextToSend(retried(doubted(two, 'a'), 'a', 9))?.based_on_seq).toBe(9);
  });

  it('waits for the agent after a reload', () => {
    expect(restored(two).map(({ state, isCutOff }) => [state, isCutOff])).toEqual([['failed', false], ['failed', false]]);
  });
});

describe('confirmation', () => {
  it('drops what the server holds, whatever became of the acknowledgement', () => {
    const held = [message(4, { author_kind: 'agent', client_message_id: 'a' })];
    expect(unconfirmed(two, held).map((open) => open.client_message_id)).toEqual(['b']);
  });

  it('is the same list when nothing fell away', () => {
    expect(unconfirmed(two, [message(4)])).toBe(two);
  });
});
