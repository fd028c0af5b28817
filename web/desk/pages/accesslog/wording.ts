/** What was done and what was read, in words. A code without a word stands for itself. */
import { fieldLabel } from '../../ui/labels';

const ACTIONS: Record<string, string> = {
  'customers.read': '顧客情報の閲覧',
  'customers.search': 'お客さまの検索',
  'contacts.search': 'コンタクトの検索',
  'contacts.read': 'コンタクトの閲覧',
  'contacts.reveal': '個人情報の表示',
  'contacts.export': 'コンタクトの書き出し',
  'cases.read': '案件の閲覧',
  'conversations.read': '会話の閲覧',
  'conversations.offer': '着信の提示',
  'conversations.accept': '着信の引き受け',
  'conversations.verify': '本人確認の記録',
  'agents.changed': '担当者の変更',
  'disaster.set': '広域災害モードの開始・変更',
  'disaster.ended': '広域災害モードの終了',
};
const PARTS: Record<string, string> = {
  attributes: '顧客属性',
  policies: '契約',
  claims: '事故・保険金',
  cases: '案件',
  contacts: 'コンタクト',
  complaints: '苦情',
  contact: 'コンタクト',
  transcript: '応対の内容',
  transcript_masked: '応対の内容（伏せ字）',
  attachments: '添付',
  packet: '引き継ぎ情報',
  disaster: '広域災害モード',
  name: 'お名前',
  name_kana: 'フリガナ',
  birth_date: '生年月日',
  postal_code: '郵便番号',
  address: '住所',
  phone: '電話番号',
  email: 'メール',
};
const MOST_PARTS = 6;

export const actionLabel = (action: string): string => ACTIONS[action] ?? action;

export function partsText(fields: readonly string[] | null | undefined): string {
  if (!fields?.length) return '－';
  const named = fields.slice(0, MOST_PARTS).map((field) => PARTS[field] ?? fieldLabel(field));
  const rest = fields.length - named.length;
  return rest > 0 ? `${named.join('、')}　ほか${rest}項目` : named.join('、');
}
