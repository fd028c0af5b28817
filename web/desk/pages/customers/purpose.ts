/** Why a customer is looked up (照会の目的). It goes into the access log, and stays with this entry of the browser's history. */

export const USUAL_PURPOSES = [
  'お客さまからの照会への回答',
  '手続きの確認',
  '折り返し・約束の対応',
  '苦情・ご意見の調査',
  '応対の振り返り',
];

export interface PurposeOfLookUp {
  readonly why: string;
  readonly conversationId: string;
}

/** Coming from a contact or a conversation says why already. */
export function purposeFromAddress(search: URLSearchParams): PurposeOfLookUp | null {
  const [contactId, conversationId] = [search.get('contact_id'), search.get('conversation_id')];
  if (conversationId) return { why: '応対中の会話の確認', conversationId };
  return contactId ? { why: `コンタクトの確認（${contactId}）`, conversationId: '' } : null;
}

/** What was said before going on from this page and coming back to it. */
export function purposeFromHistory(state: unknown): PurposeOfLookUp | null {
  const why = (state as { why?: unknown } | null)?.why;
  return typeof why === 'string' && why ? { why, conversationId: '' } : null;
}
