/**
 * What an agent has written but not sent, kept for this tab over a reload and a new sign-in.
 *
 * Only sessionStorage, only what the agent typed, and only under the agent's own id: the tab forgets it at sign-out.
 */
const PREFIX = 'toritsugi.desk:';

export function keep(agentId: string, name: string, value: unknown): void {
  try {
    const key = keyOf(agentId, name);
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage the text lives as long as the page.
  }
}

export function kept<T>(agentId: string, name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(agentId, name)) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function forgetEverything(): void {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index));
    for (const key of keys) if (key?.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

const keyOf = (agentId: string, name: string): string => `${PREFIX}${agentId}:${name}`;
