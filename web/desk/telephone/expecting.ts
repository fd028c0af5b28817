/** A call that this tab has accepted at the desk is answered by itself when it rings; others wait for the agent's hand. */

const ACCEPTED_MS = 60_000;
const accepted = { untilMs: 0 };

export function expectCall(nowMs = Date.now()): void {
  accepted.untilMs = nowMs + ACCEPTED_MS;
}

/** Once: the next call that rings is another one. */
export function takeExpected(nowMs = Date.now()): boolean {
  const isExpected = nowMs < accepted.untilMs;
  accepted.untilMs = 0;
  return isExpected;
}
