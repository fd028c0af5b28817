/** What is written into the form of the disaster mode, and what the server is asked for. */
import type { Disaster } from '../../wire';

export interface DisasterWords {
  readonly name: string;
  /** As the browser writes a local time; it is meant as Japanese time. */
  readonly until: string;
  readonly areas: string;
  readonly reason: string;
}

const JAPAN_MS = 9 * 3_600_000;

export function emptyDisaster(known: Disaster): DisasterWords {
  const until = known.ends_at ? new Date(Date.parse(known.ends_at) + JAPAN_MS).toISOString().slice(0, 16) : '';
  return { name: known.name ?? '', until, areas: known.areas.join('、'), reason: known.reason ?? '' };
}

export function disasterBody(words: DisasterWords): object {
  return {
    name: words.name.trim(),
    ends_at: `${words.until}+09:00`,
    areas: words.areas.split(/[、,，\s]+/).filter(Boolean),
    reason: words.reason.trim(),
  };
}
