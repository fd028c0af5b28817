/** Moments in words, by Japanese time whatever the clock of the desk says. */

const inJapan = (parts: Intl.DateTimeFormatOptions): ((at: string | null | undefined) => string) => {
  const format = new Intl.DateTimeFormat('ja-JP', { ...parts, hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });
  return (at) => (at && !Number.isNaN(Date.parse(at)) ? format.format(new Date(at)) : '－');
};

export const momentOf = inJapan({ year: 'numeric', month: '2-digit', day: '2-digit' });
export const timeOf = inJapan({});
/** A deadline is near: the year goes without saying. */
export const dueOf = inJapan({ month: 'numeric', day: 'numeric' });
