/** Whose telephone this is: the demonstration's people, somebody's own number, or a caller who withholds theirs. */

export interface Owner {
  readonly name: string;
  readonly number: string;
}

export const OWNERS: readonly Owner[] = [
  { name: '佐藤 花子', number: '090-0000-0001' },
  { name: '鈴木 一郎', number: '090-0000-0002' },
  { name: '髙橋 トメ（固定電話）', number: '03-0000-0003' },
  { name: '株式会社みなと商店（固定電話）', number: '03-0000-0004' },
  { name: '山田 太郎', number: '080-0000-0005' },
  { name: '山田 美咲', number: '080-0000-0006' },
];

export const OTHER = 'other';
export const WITHHELD = 'withheld';

/** The number without what people write between the digits; null when it cannot be one. */
export function plainNumber(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s()\u2010-\u2015\u2212\u30fc-]/g, '');
  return /^(0\d{9,10}|\+[1-9]\d{7,14})$/.test(digits) ? digits : null;
}

/** The carrier's form of a number, as people in Japan write it. */
export function readable(number: string): string {
  const known = OWNERS.find((owner) => e164(owner.number) === number);
  return known ? `${known.name} ${known.number}` : number.replace(/^\+81/, '0');
}

export function e164(number: string): string {
  return (plainNumber(number) ?? number).replace(/^0/, '+81');
}
