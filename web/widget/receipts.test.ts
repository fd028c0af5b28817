import { describe, expect, it } from 'vitest';
import { seenSeq } from './receipts';
import type { Sight } from './receipts';
import { online, opened, said, scene } from './sessionScene';
import type { Scene } from './sessionScene';

const sight: Sight = { showsEnd: true, online: true, coveredSeq: 7 };

describe('seenSeq', () => {
  it('is the newest message the screen shows', () => {
    expect(seenSeq(sight, 5)).toBe(7);
  });

  it.each<[string, Partial<Sight>, number]>([
    ['the panel is closed, the page hidden or the end scrolled away', { showsEnd: false }, 0],
    ['there is no connection', { online: false }, 0],
    ['it was told', {}, 7],
    ['the screen holds less than was told', { coveredSeq: 3 }, 7],
    ['there is no message', { coveredSeq: 0 }, 0],
  ])('is nothing when %s', (_, over, toldSeq) => {
    expect(seenSeq({ ...sight, ...over }, toldSeq)).toBeNull();
  });
});

describe('telling what was seen', () => {
  const told = (at: Scene): unknown[] =>
    at.asked.filter((request) => request.event === 'seen').map((request) => request.payload['seq']);

  async function reading(): Promise<Scene> {
    const at = await online(scene());
    at.session.showsEnd(true);
    at.server.message(said(1));
    return at;
  }

  it('waits until the messages have settled and tells only the newest', async () => {
    const at = await reading();
    at.elapse(499);
    at.server.message(said(2));
    at.elapse(499);
    expect(told(at)).toEqual([]);
    at.elapse(1);
    expect(told(at)).toEqual([2]);
  });

  it('tells nothing twice, but once more after a reconnection', async () => {
    const at = await reading();
    at.elapse(500);
    await at.take('seen').answer({ ok: true });
    at.session.showsEnd(false);
    at.session.showsEnd(true);
    at.elapse(500);
    expect(told(at)).toEqual([]);
    at.server.disconnected();
    at.server.session(opened);
    at.elapse(500);
    expect(told(at)).toEqual([1]);
  });

  it('tells nothing when the end went out of sight before it settled', async () => {
    const at = await reading();
    at.session.showsEnd(false);
    at.elapse(500);
    expect(told(at)).toEqual([]);
  });

  it('does not tell beyond a gap', async () => {
    const at = await reading();
    at.server.message(said(3));
    at.elapse(500);
    expect(told(at)).toEqual([1]);
  });

  it('tells it again with the next news when the server did not take it', async () => {
    const at = await reading();
    at.elapse(500);
    await at.take('seen').answer({ ok: false, error: { code: 'unavailable', message: '' } });
    at.server.conversation({ holder: 'bot' });
    at.elapse(500);
    expect(told(at)).toEqual([1]);
  });
});
