/** Requests to the staff API. Every failure becomes a `Refused` with a sentence that can be shown. */
import type { Case, Codes, Contact, Page, SignedIn } from './wire';

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface ContactFilter {
  readonly channel: string;
  readonly contactReason: string;
  readonly q: string;
}

export function signIn(email: string, password: string, totp: string): Promise<SignedIn> {
  const credentials = { email, password, ...(totp ? { totp } : {}) };
  return request('POST', '/api/session', { body: credentials });
}

export async function signOut(csrfToken: string): Promise<void> {
  await request('DELETE', '/api/session', { csrfToken });
}

export function codes(): Promise<Codes> {
  return request('GET', '/api/codes');
}

export function contacts(filter: ContactFilter, cursor: string | null): Promise<Page<Contact>> {
  const { channel, contactReason, q } = filter;
  return request('GET', `/api/contacts${query({ channel, contact_reason: contactReason, q, limit: '30', cursor })}`);
}

export function contact(contactId: string): Promise<Contact> {
  return request('GET', `/api/contacts/${encodeURIComponent(contactId)}`);
}

export function cases(filter: Readonly<Record<string, string>>, cursor: string | null): Promise<Page<Case>> {
  return request('GET', `/api/cases${query({ ...filter, limit: '30', cursor })}`);
}

export function caseByNo(caseNo: string): Promise<Case> {
  return request('GET', `/api/cases/${encodeURIComponent(caseNo)}`);
}

function query(parameters: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

interface RequestParts {
  readonly body?: object;
  readonly csrfToken?: string;
}

async function request<Answer>(method: string, path: string, { body, csrfToken }: RequestParts = {}): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(csrfToken ? { 'X-CSRF-Token': csrfToken } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    throw new Refused(0, 'unreachable', 'サーバーにつながりません。通信の状態をお確かめください。');
  }
  const answer = (await response.json().catch(() => null)) as Answer | null;
  if (!response.ok) throw refusal(response.status, answer);
  return answer as Answer;
}

function refusal(status: number, answer: unknown): Refused {
  const error = (answer as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  const message = typeof error?.message === 'string' ? error.message : 'うまくいきませんでした。もう一度お試しください。';
  return new Refused(status, typeof error?.code === 'string' ? error.code : `http_${status}`, message);
}
