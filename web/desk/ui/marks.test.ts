import { expect, test } from 'vitest';
import type { Mark } from '../wire';
import { isAlarming, markText } from './marks';

const mark = (kind: Mark['kind'], over: Partial<Mark> = {}): Mark => ({ mark_id: 'k', after_seq: 1, at: '2026-10-01T00:00:00Z', kind, ...over });

test.each<[Mark, string]>([
  [mark('call.started', { direction: 'inbound' }), '通話開始'],
  [mark('call.started', { direction: 'outbound' }), '折り返しの通話開始'],
  [mark('call.connected', { agent_name: '田中' }), '担当者と接続（田中）'],
  [mark('call.ended', { by: 'customer', seconds: 192 }), '通話終了（お客さまが切断、3分12秒）'],
  [mark('call.ended', { by: 'agent' }), '通話終了（担当者が切断）'],
  [mark('call.ended', { by: 'service', seconds: 9 }), '通話終了（自動応答が終了、9秒）'],
  [mark('call.recorded', { seconds: 31 }), '留守番電話（31秒）'],
  [mark('recording.paused', { is_paused: true }), '録音一時停止'],
  [mark('recording.paused', { is_paused: false, agent_name: '田中' }), '録音再開（田中）'],
  [mark('link.issued', { purpose: 'photo' }), 'リンクを送信（写真）'],
  [mark('link.redeemed'), 'リンクから接続'],
  [mark('identity.lapsed'), '別のお電話です。本人確認をやり直してください'],
  [mark('delivery.failed', { error_code: '21610' }), 'SMSを送信できませんでした（受信拒否）'],
  [mark('delivery.failed', { error_code: '21614' }), 'SMSを送信できませんでした（携帯電話ではない番号）'],
  [mark('delivery.failed', { error_code: 'budget_exhausted' }), 'SMSを送信できませんでした（送信数の上限）'],
  [mark('delivery.failed', { error_code: '39999' }), 'SMSを送信できませんでした（コード 39999）'],
  [mark('delivery.failed'), 'SMSを送信できませんでした'],
  [mark('delivery.unknown'), 'SMSが届いたか確認できていません'],
  [mark('signal.noted', { signal: 'harassment', is_cleared: false }), '印：カスハラの疑い'],
  [mark('signal.noted', { signal: 'angry', is_cleared: true, agent_name: '田中' }), '印を外しました：ご立腹（田中）'],
])('says what happened: %#', (happened, text) => {
  expect(markText(happened)).toBe(text);
});

test('a mark of a later version is shown by its code', () => {
  expect(markText(mark('call.parked' as Mark['kind']))).toBe('call.parked');
});

test('what did not reach the customer and a lapsed identity are alarms', () => {
  const marks = [mark('delivery.failed'), mark('delivery.unknown'), mark('identity.lapsed'), mark('call.ended')];
  expect(marks.map(isAlarming)).toEqual([true, true, true, false]);
});
