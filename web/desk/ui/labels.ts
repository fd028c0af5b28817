/** Japanese labels for codes that `/api/codes` does not name, and the wording of values. */
import { momentOf } from './moments';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const CHANNELS: Record<string, string> = { webchat: 'チャット', sms: 'SMS', voice: '電話', email: 'メール' };
const DIRECTIONS: Record<string, string> = { inbound: '受信', outbound: '発信' };
const PRIORITIES: Record<string, string> = { urgent: '緊急', high: '高', normal: '通常' };
const SEGMENTS: Record<string, string> = {
  bot: '自動応答',
  queue: '待ち',
  agent: 'オペレーター',
  hold: '保留',
  wrap_up: '後処理',
};
const AUTHORS: Record<string, string> = { customer: 'お客さま', bot: '自動応答', agent: 'オペレーター', system: 'システム' };
const LEVELS = ['L0 未確認', 'L1 申告のみ', 'L2 項目一致', 'L3 確認コード', 'L4 書類'];
const STATUSES: Record<string, string> = {
  open: '対応中',
  submitted: '受付済み',
  in_review: '担当者が確認中',
  in_progress: '対応中',
  waiting: '確認待ち',
  referred: '取次済み',
  completed: '完了',
  closed: '完了',
  cancelled: '取消',
};
const STEPS: Record<string, string> = {
  accepted: '受け付けました',
  done: '済み',
  change_address: '登録住所の変更',
  assign_review: '担当部署への引き継ぎ',
};
const PROCEDURES: Record<string, string> = {
  address_change: '住所変更',
  name_change: '改姓・改名',
  accident_report: '事故受付',
  policy_reissue: '証券再発行',
  deduction_certificate: '控除証明書',
  vehicle_change: '車両入替',
  coverage_change: '補償内容の変更',
  payment_change: '払込方法の変更',
  cancellation: '解約',
  policyholder_transfer: '名義変更',
  renewal: '更改',
  complaint: '苦情',
  document_request: '書類請求',
  callback: '折り返し',
  roadside_assistance: 'ロードサービス',
  disaster_damage: '災害の被害',
  annual_notice: 'ご契約内容のお知らせ',
};
const FIELDS: Record<string, string> = {
  policy_nos: '証券番号',
  policy_no: '証券番号',
  new_postal_code: '新しい郵便番号',
  new_address: '新しい住所',
  moved_on: '転居日',
  risk_location_changes: '保険の対象の所在地も変わる',
  garage_changes: 'お車の主な使用場所も変わる',
  new_phone: '新しい電話番号',
  new_name: '新しいお名前',
  new_name_kana: '新しいお名前（カナ）',
  changed_on: '変更日',
  reason: '理由',
  delivery: '受け取り方法',
  phone: '電話番号',
  time_window: '折り返しの時間帯',
  about: '用件',
  statement: 'お申し出',
  desired_outcome: 'ご希望',
  reply_by: '回答期限',
  reply: 'お返事の方法',
  severity: '重大な申し出',
  third: '三度目以上の申し出',
  repeated: '繰り返しの申し出',
  adr_informed: 'そんぽADRセンターのご案内',
  documents: '書類',
  tax_year: '対象年',
  kind: '種類',
  line: '種目',
  occurred_at: '事故日時',
  location: '場所',
  accident_kind: '事故の種類',
  circumstances: '事故の状況',
  injured: 'けが人',
  police_reported: '警察への届け出',
  drivable: '自走できる',
  counterparty: '相手方',
  reporter_name: '連絡者',
  reporter_phone: '連絡先',
  at: '日時',
  by: '行った人',
  actor: '行った人',
  event: 'できごと',
  step: 'できごと',
  outcome: '結果',
  status: '状態',
  note: 'メモ',
  name: '名称',
};

const named =
  (labels: Readonly<Record<string, string>>) =>
  (code: string): string =>
    labels[code] ?? code;

export const channelLabel = named(CHANNELS);
export const directionLabel = named(DIRECTIONS);
export const priorityLabel = named(PRIORITIES);
export const segmentLabel = named(SEGMENTS);
export const authorLabel = named(AUTHORS);
export const statusLabel = named(STATUSES);
export const stepLabel = named({ ...STATUSES, ...STEPS });
export const procedureLabel = named(PROCEDURES);
export const fieldLabel = named(FIELDS);
export const channelCodes = Object.keys(CHANNELS);
export const procedureCodes = Object.keys(PROCEDURES);

export function levelLabel(level: string | number): string {
  return LEVELS[Number(String(level).replace(/^L/i, ''))] ?? String(level);
}

const ISO_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

export function valueText(value: Json): string {
  if (value === null || value === '') return '－';
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ';
  if (typeof value === 'string') return ISO_MOMENT.test(value) ? momentOf(value) : value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length ? value.map(valueText).join('、') : '－';
  return Object.entries(value)
    .map(([name, inner]) => `${fieldLabel(name)}：${valueText(inner)}`)
    .join('、');
}
