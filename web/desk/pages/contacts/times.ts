/** Times as they are read in Japan, whatever zone the browser is in. */

const NONE = '－';
const parts = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

type Part = 'year' | 'month' | 'day' | 'weekday' | 'hour' | 'minute' | 'second';

/** 2026/11/23（月） 10:05:03 */
export function momentText(at: string | number | null | undefined): string {
  return worded(
    at,
    ({ year, month, day, weekday, hour, minute, second }) =>
      `${year}/${month}/${day}（${weekday}） ${hour}:${minute}:${second}`,
  );
}

/** 10:05:03 */
export function clockText(at: string | number | null | undefined): string {
  return worded(at, ({ hour, minute, second }) => `${hour}:${minute}:${second}`);
}

/** 2026/11/23（月） */
export function dayText(at: string | number | null | undefined): string {
  return worded(at, ({ year, month, day, weekday }) => `${year}/${month}/${day}（${weekday}）`);
}

/** The day without a time that records carry, such as an inception date. */
export function plainDayText(day: string | null | undefined): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  return found ? `${found[1]}/${found[2]}/${found[3]}` : day || NONE;
}

export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (hours > 0) return `${hours}時間${two(minutes)}分`;
  return minutes > 0 ? `${minutes}分${two(rest)}秒` : `${rest}秒`;
}

/** How long something lasted; what has not ended lasts until `now`. */
export function secondsBetween(from: string, to: string | null | undefined, now: number): number {
  const [start, end] = [Date.parse(from), to ? Date.parse(to) : now];
  return Number.isNaN(end - start) ? 0 : Math.max(0, Math.round((end - start) / 1000));
}

function worded(at: string | number | null | undefined, wording: (parts: Record<Part, string>) => string): string {
  const moment = new Date(at ?? Number.NaN);
  if (Number.isNaN(moment.getTime())) return NONE;
  const found = Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
  return wording(found as Record<Part, string>);
}

const two = (number: number): string => String(number).padStart(2, '0');
