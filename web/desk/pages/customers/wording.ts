/** How a customer's record is put into words. */

const LINES: Record<string, string> = {
  motor: '自動車保険',
  fire: '火災保険',
  earthquake: '地震保険',
  personal_accident: '傷害保険',
  liability: '賠償責任保険',
};
const POLICY_STATUSES: Record<string, string> = { in_force: '有効', expired: '満期', cancelled: '解約' };
const CLAIM_STATUSES: Record<string, string> = {
  reported: '受付済み',
  investigating: '調査中',
  settling: '協議中',
  closed: '終了',
};
const PAYMENT_MODES: Record<string, string> = { annual: '年払', monthly: '月払', single: '一括払', lump_sum: '一括払' };

const named =
  (labels: Readonly<Record<string, string>>) =>
  (code: string): string =>
    labels[code] ?? code;

export const lineLabel = named(LINES);
export const policyStatusLabel = named(POLICY_STATUSES);
export const claimStatusLabel = named(CLAIM_STATUSES);
export const paymentModeLabel = named(PAYMENT_MODES);

const yen = new Intl.NumberFormat('ja-JP');

export function yenText(amount: number | null | undefined): string {
  return amount === null || amount === undefined ? '－' : `${yen.format(amount)}円`;
}

export function postalText(code: string | null | undefined): string {
  return code && /^\d{7}$/.test(code) ? `〒${code.slice(0, 3)}-${code.slice(3)}` : code ? `〒${code}` : '';
}

const JAPAN = /^\+81(\d{9,10})$/;

/** As it is dialled in Japan; the grouping of the digits is not known, so there is none. */
export function phoneText(phone: string | null | undefined): string {
  return phone ? phone.replace(JAPAN, '0$1') : '－';
}
