/**
 * How many SMS parts a text takes: GSM-7 septets or UCS-2 code units, and what a part cannot cut apart. Pure.
 *
 * The same rules as the service's own `gateway/channels/sms/segments.py`, which is asked when it is sent.
 */

export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Counted as the encoding does. */
  readonly characters: number;
  readonly parts: number;
  /** How many more the last part holds. */
  readonly leftInLast: number;
}

const GSM_7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_7_EXTENSION = new Set('\f^{}\\[~]|€');

/** An empty text takes one part. */
export function countSegments(text: string): Segments {
  const characters = [...text];
  if (characters.every((each) => GSM_7.has(each) || GSM_7_EXTENSION.has(each))) {
    return counted('GSM-7', characters.map((each) => (GSM_7_EXTENSION.has(each) ? 2 : 1)), 160, 153);
  }
  return counted('UCS-2', characters.map((each) => each.length), 70, 67);
}

/** Parts are filled in order; a character of two units is never cut, which may leave one unit empty. */
function counted(encoding: Segments['encoding'], sizes: readonly number[], single: number, part: number): Segments {
  let [total, parts, used] = [0, 1, 0];
  for (const size of sizes) {
    if (used + size > part) [parts, used] = [parts + 1, 0];
    total += size;
    used += size;
  }
  if (total <= single) return { encoding, characters: total, parts: 1, leftInLast: single - total };
  return { encoding, characters: total, parts, leftInLast: part - used };
}
