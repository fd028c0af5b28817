/** Why somebody looks at personal data: one of the usual reasons, an own one, and what is to be added. */

export interface Reason {
  readonly chosen: string;
  readonly detail: string;
}

export const OTHER = 'その他';
export const NO_REASON: Reason = { chosen: '', detail: '' };
export const LONGEST_DETAIL = 150;

/** The sentence for the access log; empty while it does not say enough. */
export function reasonText({ chosen, detail }: Reason): string {
  const more = detail.trim();
  if (!chosen || (chosen === OTHER && !more)) return '';
  if (chosen === OTHER) return more;
  return more ? `${chosen}：${more}` : chosen;
}
