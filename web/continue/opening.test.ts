import { expect, test } from 'vitest';
import { memoryStorage } from '../widget/storage';
import { nameOf, openLink } from './opening';
import type { Browser } from './opening';

const LINK = 'kJ8s_3Qm-x7Zt0aVb2Yc4WdEfGhIjKlMnOpQrStUvWx';
const ADMITTED = { visitor_token: 'visitor', conversation_id: 'c', purpose: 'photo' };

interface Scene {
  readonly browser: (path: string) => Browser;
  readonly bodies: string[];
  readonly hidden: string[];
  readonly held: Storage;
}

function scene(...answers: readonly (Response | Error)[]): Scene {
  const [held, bodies, hidden, left] = [memoryStorage(), [] as string[], [] as string[], [...answers]];
  return {
    bodies,
    hidden,
    held,
    browser: (path) => ({
      path,
      held,
      newSecret: () => 'secret-of-this-tab-000',
      hideLink: () => void hidden.push(path),
      redeem: (body) => {
        bodies.push(body);
        const answer = left.shift();
        return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer ?? new Error('unasked'));
      },
    }),
  };
}

function refusal(status: number, code: string): Response {
  return Response.json({ error: { code, message: 'いけません。' } }, { status });
}

test('a link is redeemed once, and a reload goes on without it', async () => {
  const { browser, bodies, hidden, held } = scene(Response.json(ADMITTED));
  const first = await openLink(browser(`/c/${LINK}`));
  const again = await openLink(browser('/c/'));
  expect(first).toEqual({ visitor: { name: nameOf(LINK), token: 'visitor', purpose: 'photo' } });
  expect(again).toEqual(first);
  expect(await openLink(browser(`/c/${LINK}`))).toEqual(first);
  expect(bodies).toEqual([JSON.stringify({ token: LINK, attempt: 'secret-of-this-tab-000' })]);
  expect(hidden[0]).toBe(`/c/${LINK}`);
  expect(Array.from({ length: held.length }, (_, at) => held.getItem(held.key(at) ?? '')).join()).not.toContain(LINK);
});

test.each([
  [410, 'link_used', 'used'],
  [410, 'link_expired', 'expired'],
  [404, 'link_unknown', 'unknown'],
  [422, 'invalid_request', 'unknown'],
  [429, 'too_many_connections', 'offline'],
  [503, 'temporarily_unavailable', 'offline'],
])('an answer %i %s is shown as %s', async (status, code, failure) => {
  const { browser, hidden } = scene(refusal(status, code));
  expect(await openLink(browser(`/c/${LINK}`))).toEqual({ failure });
  expect(hidden).toEqual([]);
});

test('after a lost answer the same attempt is made again', async () => {
  const { browser, bodies } = scene(new Error('connection lost'), Response.json(ADMITTED));
  expect(await openLink(browser(`/c/${LINK}`))).toEqual({ failure: 'offline' });
  expect(await openLink(browser(`/c/${LINK}`))).toHaveProperty('visitor');
  expect(bodies[1]).toBe(bodies[0]);
});

test.each(['/c/', '/c/a/b', '/c/%20', '/'])('without a link at %s nothing is asked', async (path) => {
  const { browser, bodies } = scene();
  expect(await openLink(browser(path))).toEqual({ failure: 'unknown' });
  expect(bodies).toEqual([]);
});

test('what others have left in the storage is passed over', async () => {
  const { browser, held } = scene(Response.json({ ...ADMITTED, purpose: 'of a later day' }));
  held.setItem(`toritsugi.continue:${nameOf(LINK)}`, '{');
  expect(await openLink(browser(`/c/${LINK}`))).toMatchObject({ visitor: { purpose: 'continue' } });
});
