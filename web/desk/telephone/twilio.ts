/**
 * A telephone in the browser by Twilio's Voice SDK, which is loaded when it is registered and not before.
 *
 * Only one call at a time: while one rings or is open, Twilio tells further callers that the agent is busy.
 */
import { holdStatus } from './telephone';
import type { Telephone } from './telephone';

/** The part of the SDK's `Call` and `Device` that is used. */
export interface SdkCall {
  on(event: string, listener: (...told: never[]) => void): unknown;
  accept(): void;
  disconnect(): void;
  mute(isMuted?: boolean): void;
}

export interface SdkDevice {
  on(event: string, listener: (told: never) => void): unknown;
  register(): Promise<void>;
  updateToken(token: string): void;
  destroy(): void;
}

export interface TwilioParts {
  readonly newToken: () => Promise<string>;
  readonly load: (token: string) => Promise<SdkDevice>;
}

const MICROPHONE = 'マイクを使えません。ブラウザの設定でマイクを許可し、機器の接続をお確かめください。';
const UNREGISTERED = '電話機を準備できませんでした。通信の状態を確かめ、ページを読み込み直してください。';
const BROKEN = '通話の音声が途切れました。お客さまに聞こえているかお確かめください。';
const MICROPHONE_CODES: readonly number[] = [31401, 31402, 31208];
const TOKEN_CODES: readonly number[] = [20101, 20104, 31204, 31205];

export const loadDevice = async (token: string): Promise<SdkDevice> => {
  const { Device } = await import('@twilio/voice-sdk');
  return new Device(token, { closeProtection: true }) as unknown as SdkDevice;
};

export function twilioTelephone({ newToken, load }: TwilioParts): Telephone {
  const { status, set, subscribe } = holdStatus();
  const ringing = new Set<() => void>();
  let device: SdkDevice | null = null;
  let call: SdkCall | null = null;
  let isClosed = false;

  const renew = (): void => void newToken().then((token) => device?.updateToken(token), () => set({ problem: UNREGISTERED }));

  function failed({ code }: { readonly code?: number }): void {
    if (TOKEN_CODES.includes(code ?? 0)) renew();
    else if (MICROPHONE_CODES.includes(code ?? 0)) set({ problem: MICROPHONE });
    else if (status().call === 'open') set({ problem: BROKEN });
    else set({ line: 'failed', problem: UNREGISTERED });
  }

  function rings(incoming: SdkCall): void {
    call = incoming;
    const over = (): void => {
      if (call !== incoming) return;
      call = null;
      set({ call: 'none', isMuted: false });
    };
    for (const event of ['cancel', 'disconnect', 'reject']) incoming.on(event, over);
    incoming.on('accept', () => set({ call: 'open', problem: null }));
    incoming.on('error', failed);
    set({ call: 'ringing' });
    for (const told of ringing) told();
  }

  async function register(): Promise<void> {
    isClosed = false;
    set({ line: 'registering', problem: null });
    try {
      const loaded = await load(await newToken());
      if (isClosed) return loaded.destroy();
      device = loaded;
      device.on('incoming', rings);
      device.on('error', failed);
      device.on('tokenWillExpire', renew);
      device.on('registered', () => set({ line: 'ready', problem: null }));
      device.on('unregistered', () => set({ line: 'off' }));
      await device.register();
    } catch {
      set({ line: 'failed', problem: UNREGISTERED });
    }
  }

  return {
    kind: 'twilio',
    status,
    subscribe,
    register,
    onIncoming: (listener) => {
      ringing.add(listener);
      return () => void ringing.delete(listener);
    },
    answer: () => call?.accept(),
    hangUp: () => call?.disconnect(),
    mute: (isMuted) => {
      call?.mute(isMuted);
      set({ isMuted: call !== null && isMuted });
    },
    close: () => {
      isClosed = true;
      device?.destroy();
      device = null;
    },
  };
}
