/** A session for tests: the server is played by the test, and time passes only when it says so. */
import { expect } from 'vitest';
import { createSession } from './session';
import type { ChatSession } from './session';
import { memoryStorage, openStorage } from './storage';
import type { ChatStorage } from './storage';
import { RequestLost } from './transport';
import type { TransportEvents } from './transport';
import type { Message } from './wire';

export interface Asked {
  readonly event: string;
  readonly payload: Record<string, unknown>;
  readonly answer: (value: unknown) => Promise<void>;
  readonly lose: (code: 'offline' | 'timeout') => Promise<void>;
}

export interface Scene {
  readonly session: ChatSession;
  readonly storage: ChatStorage;
  readonly server: TransportEvents;
  readonly asked: Asked[];
  readonly hints: string[];
  readonly connections: (string | null)[];
  readonly take: (event: string) => Asked;
  readonly elapse: (milliseconds: number) => void;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export function scene(storage = openStorage('https://chat.example', memoryStorage(), () => () => undefined)): Scene {
  const asked: Asked[] = [];
  const hints: string[] = [];
  const connections: (string | null)[] = [];
  const handlers: TransportEvents[] = [];
  let timers: { readonly due: number; readonly run: () => void }[] = [];
  let clock = Date.parse('2026-10-01T00:00:00Z');
  let ids = 0;
  const session = createSession({
    storage,
    now: () => new Date(clock),
    newId: () => `c${(ids += 1)}`,
    after: (milliseconds, run) => {
      const timer = { due: clock + milliseconds, run };
      timers.push(timer);
      return () => void (timers = timers.filter((kept) => kept !== timer));
    },
    alone: (start) => start(() => undefined),
    open: (token, on) => {
      handlers.push(on);
      return {
        connect: () => void connections.push(token()),
        disconnect: () => undefined,
        reconnect: () => void connections.push(token()),
        hint: (event) => void hints.push(event),
        request: (event, payload) =>
          new Promise((resolve, reject) => {
            asked.push({
              event,
              payload: payload as Record<string, unknown>,
              answer: (value) => (resolve(value), settle()),
              lose: (code) => (reject(new RequestLost(code)), settle()),
            });
          }),
      };
    },
  });
  const [server] = handlers as [TransportEvents];
  const take = (event: string): Asked => {
    const at = asked.findIndex((request) => request.event === event);
    const [request] = asked.splice(at, at === -1 ? 0 : 1);
    expect(request, `${event} was asked`).toBeDefined();
    return request as Asked;
  };
  const elapse = (milliseconds: number): void => {
    clock += milliseconds;
    const due = timers.filter((timer) => timer.due <= clock);
    timers = timers.filter((timer) => timer.due > clock);
    due.forEach((timer) => timer.run());
  };
  return { session, storage, server, asked, hints, connections, take, elapse };
}

export const opened = { visitor_token: 't1', conversation_id: 'v1', head_seq: 0 };
const nothing = { messages: [], head_seq: 0 };

export function said(seq: number, over: Partial<Message> = {}): Message {
  return { seq, message_id: `m${seq}`, author_kind: 'bot', text: `文${seq}`, sent_at: '2026-10-01T00:00:00Z', ...over };
}

export function shownSeqs({ session }: Scene): number[] {
  return session.state().timeline.messages.map((message) => message.seq);
}

export async function online(at: Scene): Promise<Scene> {
  at.session.connect();
  at.server.session(opened);
  await at.take('messages.since').answer(nothing);
  return at;
}
