/**
 * Filters as they stand in the address, so that a search can be shared and the back button works.
 *
 * A kind of filters is given by its empty form: its names, in the order they are written. `from` and `to` are days.
 */

export type Filters = Readonly<Record<string, string>>;

export const NO_FILTERS = {
  channel: '',
  contact_reason: '',
  disposition: '',
  customer_id: '',
  agent_id: '',
  from: '',
  to: '',
  q: '',
};

export type ContactFilters = Readonly<typeof NO_FILTERS>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAYS: readonly string[] = ['from', 'to'];

/** Only what can be asked; an unreadable day is as good as none. */
export function readFilters<Kind extends Filters>(empty: Kind, search: URLSearchParams): Kind {
  const given = Object.keys(empty).map((name): [string, string] => {
    const value = (search.get(name) ?? '').trim();
    return [name, DAYS.includes(name) ? dayOrNothing(value) : value];
  });
  return Object.fromEntries(given) as Kind;
}

/** The same filters always give the same text, which makes it a key as well. */
export function writeFilters(filters: Filters): URLSearchParams {
  const given = Object.entries(filters).map(([name, value]): [string, string] => [name, value.trim()]);
  return new URLSearchParams(given.filter(([, value]) => value !== ''));
}

export function isFiltered(filters: Filters): boolean {
  return writeFilters(filters).size > 0;
}

/** Whether the period is upside down, which would be answered with nothing at all. */
export function isReversed({ from, to }: { readonly from: string; readonly to: string }): boolean {
  return from !== '' && to !== '' && from > to;
}

function dayOrNothing(text: string): string {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00+09:00`)) ? text : '';
}
