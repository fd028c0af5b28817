/**
 * Requests to the staff API. Every failure becomes an `ApiError` whose message is a sentence that can be shown.
 *
 * Paths are below `/api`. The session itself is the server's cookie; only the CSRF token is held here, in memory.
 */
import { learnFrom } from './time/clock';

export class ApiError extends Error {
  constructor(
    /** 0 when no answer came. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

const UNREACHABLE = 'サーバーにつながりません。通信の状態をお確かめください。';
const FAILED = 'うまくいきませんでした。もう一度お試しください。';

const session = { csrfToken: '', onSignedOut: (): void => undefined };

export function setCsrfToken(token: string): void {
  session.csrfToken = token;
}

/** Called when the server no longer knows the session. */
export function whenSignedOut(listener: () => void): void {
  session.onSignedOut = listener;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  request<T>('GET', path + queryOf(query), { signal });
export const post = <T>(path: string, body: object = {}): Promise<T> => request<T>('POST', path, { body });
export const put = <T>(path: string, body: object = {}): Promise<T> => request<T>('PUT', path, { body });
export const patch = <T>(path: string, body: object = {}): Promise<T> => request<T>('PATCH', path, { body });
export const del = <T>(path: string): Promise<T> => request<T>('DELETE', path, {});

export function upload<T>(path: string, file: File): Promise<T> {
  const form = new FormData();
  form.append('file', file);
  return request<T>('POST', path, { form });
}

/** A link for the browser itself, such as a download. */
export const linkTo = (path: string, query?: Query): string => `/api${path}${queryOf(query)}`;

/** The sentence to show for whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof ApiError ? error.message : FAILED);

export const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof ApiError && codes.includes(error.code);

export function queryOf(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
}

interface Parts {
  readonly body?: object;
  readonly form?: FormData;
  readonly signal?: AbortSignal | undefined;
}

async function request<T>(method: string, path: string, { body, form, signal }: Parts): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && session.csrfToken) headers['X-CSRF-Token'] = session.csrfToken;
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      body: body ? JSON.stringify(body) : (form ?? null),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', UNREACHABLE);
  }
  learnFrom(response.headers.get('Date'));
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const refusal = refusalOf(response.status, answer);
  if (response.status === 401 && path !== '/session') session.onSignedOut();
  throw refusal;
}

export function refusalOf(status: number, answer: unknown): ApiError {
  const error = (answer as { error?: { code?: unknown; message?: unknown; fields?: unknown } } | null)?.error;
  const message = typeof error?.message === 'string' && error.message ? error.message : FAILED;
  return new ApiError(status, typeof error?.code === 'string' ? error.code : `http_${status}`, message, fieldsOf(error?.fields));
}

/** `fields` names what was refused: an object with sentences, or a list of names. */
function fieldsOf(fields: unknown): Record<string, string> {
  if (Array.isArray(fields)) return Object.fromEntries(fields.map((name) => [String(name), '']));
  if (typeof fields !== 'object' || fields === null) return {};
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
