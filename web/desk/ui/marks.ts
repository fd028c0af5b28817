/** What happened between the messages, in words. Pure. */
import type { EndedBy, Mark } from '../wire';
import { signalLabel } from './signals';

const ENDED: Readonly<Record<EndedBy, string>> = {
  customer: 'お客さまが切断',
  agent: '担当者が切断',
  service: '自動応答が終了',
  carrier: 'つながりませんでした',
};
export const endedText = (by: string | null | undefined): string => ENDED[by as EndedBy] ?? '';

const PURPOSES: Readonly<Record<string, string>> = { continue: '続きの入力', photo: '写真', kanji: '漢字の入力' };

/** Ours by name, the carrier's by number. What is not known here is shown as it is. */
const LOST: Readonly<Record<string, string>> = {
  opted_out: '受信拒否',
  not_a_mobile: '携帯電話ではない番号',
  budget_exhausted: '送信数の上限',
  expired: '時間切れ',
  too_long: '文章が長すぎるため',
  empty: '本文なし',
  21610: '受信拒否',
  21614: '携帯電話ではない番号',
  30003: '電源が入っていないか、電波の届かない所',
  30004: '受信拒否',
  30005: '使われていない番号',
  30006: '携帯電話ではない番号',
  30007: '電話会社による規制',
  30008: '原因不明',
};
const lostText = (code: string | null | undefined): string => (code ? `（${LOST[code] ?? `コード ${code}`}）` : '');

const inBrackets = (...parts: readonly (string | null | undefined | false)[]): string => {
  const given = parts.filter(Boolean);
  return given.length ? `（${given.join('、')}）` : '';
};

/** 192 -> 3分12秒 */
const lengthText = (seconds: number | null | undefined): string =>
  seconds == null ? '' : seconds < 60 ? `${seconds}秒` : `${Math.floor(seconds / 60)}分${String(seconds % 60).padStart(2, '0')}秒`;

const WORDS: Readonly<Record<Mark['kind'], (mark: Mark) => string>> = {
  'call.started': ({ direction }) => (direction === 'outbound' ? '折り返しの通話開始' : '通話開始'),
  'call.connected': ({ agent_name }) => `担当者と接続${inBrackets(agent_name)}`,
  'call.ended': ({ by, seconds }) => `通話終了${inBrackets(endedText(by), lengthText(seconds))}`,
  'call.recorded': ({ seconds }) => `留守番電話${inBrackets(lengthText(seconds))}`,
  'recording.paused': ({ is_paused, agent_name }) => `${is_paused ? '録音一時停止' : '録音再開'}${inBrackets(agent_name)}`,
  'link.issued': ({ purpose }) => `リンクを送信${inBrackets(purpose && (PURPOSES[purpose] ?? purpose))}`,
  'link.redeemed': () => 'リンクから接続',
  'identity.lapsed': () => '別のお電話です。本人確認をやり直してください',
  'delivery.failed': ({ error_code }) => `SMSを送信できませんでした${lostText(error_code)}`,
  'delivery.unknown': () => 'SMSが届いたか確認できていません',
  'signal.noted': ({ signal, is_cleared, agent_name }) => `${is_cleared ? '印を外しました' : '印'}：${signalLabel(signal)}${inBrackets(agent_name)}`,
};

export const markText = (mark: Mark): string => WORDS[mark.kind]?.(mark) ?? mark.kind;

/** What somebody should look at. */
const ALARMING: ReadonlySet<Mark['kind']> = new Set<Mark['kind']>(['delivery.failed', 'delivery.unknown', 'identity.lapsed']);
export const isAlarming = (mark: Mark): boolean => ALARMING.has(mark.kind);
