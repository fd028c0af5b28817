/** The server's time. Deadlines are set there; a desk whose clock is wrong must still count down rightly. */
const clock = { samples: [] as readonly number[], skewMs: 0 };

const KEPT = 20;
const TRUSTED_MS = 2_000;

/**
 * `Date` of an answer has whole seconds and is old when it arrives, never new: of the last answers the one furthest
 * ahead comes closest. A small difference is not believed.
 */
export function learnFrom(dateHeader: string | null, nowMs: number = Date.now()): void {
  const told = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (Number.isNaN(told)) return;
  clock.samples = [...clock.samples, told + 500 - nowMs].slice(-KEPT);
  const skew = Math.max(...clock.samples);
  clock.skewMs = Math.abs(skew) < TRUSTED_MS ? 0 : skew;
}

export const serverNow = (): number => Date.now() + clock.skewMs;
