/**
 * From the address of the page to a visitor of the conversation.
 *
 * Invariant: a link is redeemed by this script alone, never by opening the page, and the link itself is not kept: the
 * tab remembers under a digest of it who it has become, so that a reload goes on.
 */
export type Purpose = 'continue' | 'photo' | 'kanji';

export interface Visitor {
  readonly name: string;
  readonly token: string;
  readonly purpose: Purpose;
}

export type Failure = 'used' | 'expired' | 'unknown' | 'offline';
export type Outcome = { readonly visitor: Visitor } | { readonly failure: Failure };

export interface Browser {
  readonly path: string;
  readonly held: Pick<Storage, 'getItem' | 'setItem'>;
  readonly redeem: (body: string) => Promise<Response>;
  readonly newSecret: () => string;
  readonly hideLink: () => void;
}

interface Kept {
  readonly attempt?: string;
  readonly token?: string;
  readonly purpose?: Purpose;
}

const PREFIX = 'toritsugi.continue:';
const LAST = `${PREFIX}last`;
const FAILURES: Record<string, Failure> = { link_used: 'used', link_expired: 'expired' };

export async function openLink(browser: Browser): Promise<Outcome> {
  const link = linkOf(browser.path);
  const name = link ? nameOf(link) : browser.held.getItem(LAST);
  if (name === null) return { failure: 'unknown' };
  const kept = keptUnder(browser, name);
  if (kept.token && kept.purpose) {
    if (link) browser.held.setItem(LAST, name);
    browser.hideLink();
    return { visitor: { name, token: kept.token, purpose: kept.purpose } };
  }
  return link ? redeem(browser, link, name, kept.attempt ?? browser.newSecret()) : { failure: 'unknown' };
}

/** The attempt is kept before it is made: if its answer is lost, only this tab can ask for it again. */
async function redeem(browser: Browser, link: string, name: string, attempt: string): Promise<Outcome> {
  keep(browser, name, { attempt });
  let answer: { visitor_token?: unknown; purpose?: unknown; error?: { code?: unknown } };
  let status: number;
  try {
    const response = await browser.redeem(JSON.stringify({ token: link, attempt }));
    status = response.status;
    answer = (await response.json()) as typeof answer;
  } catch {
    return { failure: 'offline' };
  }
  if (status === 429 || status >= 500) return { failure: 'offline' };
  if (typeof answer.visitor_token !== 'string') {
    return { failure: FAILURES[String(answer.error?.code)] ?? 'unknown' };
  }
  const token = answer.visitor_token;
  const purpose = purposeOf(answer.purpose);
  keep(browser, name, { token, purpose });
  browser.held.setItem(LAST, name);
  browser.hideLink();
  return { visitor: { name, token, purpose } };
}

function linkOf(path: string): string | null {
  return /^\/c\/([\w-]+)$/.exec(path)?.[1] ?? null;
}

function purposeOf(told: unknown): Purpose {
  return told === 'photo' || told === 'kanji' ? told : 'continue';
}

/** 52 of the link's 256 bits: enough to tell a tab's links apart, too few to find one again. */
export function nameOf(link: string): string {
  let [high, low] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < link.length; at += 1) {
    high = Math.imul(high ^ link.charCodeAt(at), 0x01000193);
    low = Math.imul(low ^ link.charCodeAt(at), 0x5bd1e995) ^ (low >>> 13);
  }
  const hex = (half: number): string => (half >>> 6).toString(16).padStart(7, '0');
  return hex(high) + hex(low);
}

function keptUnder(browser: Browser, name: string): Kept {
  try {
    return (JSON.parse(browser.held.getItem(PREFIX + name) ?? '{}') as Kept | null) ?? {};
  } catch {
    return {};
  }
}

function keep(browser: Browser, name: string, kept: Kept): void {
  try {
    browser.held.setItem(PREFIX + name, JSON.stringify(kept));
  } catch {
    // A full storage costs the reload, not the conversation.
  }
}
