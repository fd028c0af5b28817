import { describe, expect, test } from 'vitest';
import { expectCall, takeExpected } from './expecting';
import { trialTelephone } from './trial';
import { twilioTelephone } from './twilio';
import type { SdkDevice } from './twilio';

type Listener = (told?: unknown) => void;

function emitter() {
  const listeners = new Map<string, Listener[]>();
  return {
    on: (event: string, listener: Listener) => void listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    tell: (event: string, told?: unknown) => listeners.get(event)?.forEach((listener) => listener(told)),
  };
}

/** Twilio's device and a call of it, as far as they are used. */
function anSdk() {
  const done: string[] = [];
  const device = { ...emitter(), register: async () => void done.push('register'), updateToken: (token: string) => void done.push(`token ${token}`), destroy: () => void done.push('destroy') };
  const call = { ...emitter(), accept: () => void done.push('accept'), disconnect: () => void done.push('disconnect'), mute: (isMuted: boolean) => void done.push(`mute ${isMuted}`) };
  let count = 0;
  const newToken = async (): Promise<string> => `t${(count += 1)}`;
  const load = async (token: string): Promise<SdkDevice> => {
    done.push(`load ${token}`);
    return device as unknown as SdkDevice;
  };
  return { device, call, done, telephone: twilioTelephone({ newToken, load }) };
}

describe("Twilio's telephone", () => {
  test('is loaded when it is registered', async () => {
    const { telephone, device, done } = anSdk();
    expect(done).toEqual([]);
    await telephone.register();
    device.tell('registered');
    expect([done, telephone.status().line]).toEqual([['load t1', 'register'], 'ready']);
  });

  test('rings, is answered, is muted and hung up', async () => {
    const { telephone, device, call, done } = anSdk();
    await telephone.register();
    const seen: string[] = [];
    telephone.subscribe(() => seen.push(`${telephone.status().call}${telephone.status().isMuted ? ' muted' : ''}`));
    telephone.onIncoming(() => seen.push('told'));
    device.tell('incoming', call);
    telephone.answer();
    call.tell('accept');
    telephone.mute(true);
    telephone.hangUp();
    call.tell('disconnect');
    expect(seen).toEqual(['ringing', 'told', 'open', 'open muted', 'none']);
    expect(done.slice(2)).toEqual(['accept', 'mute true', 'disconnect']);
  });

  test('a caller who gives up stops the ringing', async () => {
    const { telephone, device, call } = anSdk();
    await telephone.register();
    device.tell('incoming', call);
    call.tell('cancel');
    expect(telephone.status().call).toBe('none');
  });

  test.each(['tokenWillExpire', 'error'])('gets a new token on %s', async (event) => {
    const { telephone, device, done } = anSdk();
    await telephone.register();
    device.tell(event, { code: 20104 });
    await Promise.resolve();
    await Promise.resolve();
    expect(done).toContain('token t2');
  });

  test('says what to do without a microphone', async () => {
    const { telephone, device, call } = anSdk();
    await telephone.register();
    device.tell('incoming', call);
    call.tell('error', { code: 31401 });
    expect(telephone.status().problem).toContain('マイクを許可');
  });

  test('says that it could not be made ready', async () => {
    const telephone = twilioTelephone({ newToken: () => Promise.reject(new Error('no')), load: () => Promise.reject(new Error('no')) });
    await telephone.register();
    expect([telephone.status().line, telephone.status().problem]).toEqual(['failed', expect.stringContaining('準備できませんでした')]);
  });

  test('closed before it was loaded, it is not kept', async () => {
    const { telephone, done } = anSdk();
    const ready = telephone.register();
    telephone.close();
    await ready;
    expect(done).toEqual(['load t1', 'destroy']);
  });
});

test("the trial's telephone is ready and never rings", async () => {
  const telephone = trialTelephone();
  await telephone.register();
  telephone.answer();
  expect(telephone.status()).toEqual({ line: 'ready', call: 'none', isMuted: false, problem: null });
});

test('an accepted call is answered by itself once, and for a minute', () => {
  expectCall(1_000);
  expect([takeExpected(60_999), takeExpected(61_000)]).toEqual([true, false]);
  expectCall(1_000);
  expect(takeExpected(61_001)).toBe(false);
});
