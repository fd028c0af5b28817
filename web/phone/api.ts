/** What the page asks of the carrier. A failure is an answer of status 0 or null, never an exception. */
import type { Params } from './callState';

const ROOT = '/demo/api/phone';

export interface Answer {
  readonly status: number;
  readonly twiml: string;
  readonly url: string;
}

export type Placed = Answer & { readonly call_sid: string };

export interface CallLook {
  readonly status: string;
  readonly redirect_url: string | null;
  readonly seq: number;
  readonly agent_lines: readonly { readonly seq: number; readonly text: string; readonly name: string }[];
}

export interface Text {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly body: string;
  readonly sent_at: string;
}

export type Caller = { readonly number: string } | { readonly withheld: true };

export const placeCall = (caller: Caller): Promise<Placed | null> => post('/calls', caller);
export const answerCall = (sid: string): Promise<Placed | null> => post(`/calls/${sid}/answer`, {});
export const lookAtCall = (sid: string, after: number): Promise<CallLook | null> => get(`/calls/${sid}?after=${after}`);
export const speakTo = (sid: string, text: string, url: string): Promise<boolean> => told(`/calls/${sid}/speech`, { text, url });
export const hangUp = (sid: string): Promise<boolean> => told(`/calls/${sid}/hang-up`, {});
export const sendText = (number: string, body: string): Promise<boolean> => told('/messages', { number, body });

export async function takeStep(sid: string, url: string, params: Params): Promise<Answer> {
  return (await post<Answer>(`/calls/${sid}/steps`, { url, params })) ?? { status: 0, twiml: '', url };
}

export async function listTexts(number: string): Promise<readonly Text[] | null> {
  return (await get<{ items: readonly Text[] }>(`/messages?number=${encodeURIComponent(number)}`))?.items ?? null;
}

export async function listIncoming(number: string): Promise<readonly string[]> {
  const found = await get<{ items: readonly { call_sid: string }[] }>(`/incoming?number=${encodeURIComponent(number)}`);
  return found?.items.map((call) => call.call_sid) ?? [];
}

/** Whose telephones got a text lately, newest first. */
export async function listRecipients(): Promise<readonly string[]> {
  const found = await ask<{ items: readonly { to: string }[] }>('/demo/api/sms', {});
  return [...new Set(found?.items.map((text) => text.to) ?? [])];
}

function get<T>(path: string): Promise<T | null> {
  return ask<T>(ROOT + path, {});
}

function post<T>(path: string, body: unknown): Promise<T | null> {
  return ask<T>(ROOT + path, sent(body));
}

async function told(path: string, body: unknown): Promise<boolean> {
  try {
    return (await fetch(ROOT + path, sent(body))).ok;
  } catch {
    return false;
  }
}

async function ask<T>(path: string, request: RequestInit): Promise<T | null> {
  try {
    const response = await fetch(path, request);
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

function sent(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
