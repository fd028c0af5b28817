import { describe, expect, test } from 'vitest';
import type { Call, Mark } from '../../../wire';
import { isOpenCall, mayHangUp, recordingOf, standingOf } from './callWords';

const call = (over: Partial<Call> = {}): Call => ({ state: 'talking', started_at: '2026-10-01T00:00:00Z', is_recording_paused: false, direction: 'inbound', ...over });
const mark = (kind: Mark['kind'], at: string, over: Partial<Mark> = {}): Mark => ({ mark_id: at, after_seq: 1, at, kind, ...over });
const at = (time: string): number => Date.parse(`2026-10-01T${time}Z`);

describe('how a call stands', () => {
  test.each<[Partial<Call>, string]>([
    [{ state: 'listening' }, '自動応答が応対中'],
    [{ state: 'waiting' }, 'おつなぎしています'],
    [{ state: 'dialling' }, '呼び出し中'],
    [{ state: 'dialling', direction: 'outbound' }, '折り返し発信中'],
    [{ state: 'voicemail' }, '留守番電話に録音中'],
    [{ state: 'ended', ended_by: 'customer' }, '通話終了（お客さまが切断）'],
    [{ state: 'ended' }, '通話終了'],
  ])('%j', (over, label) => {
    expect(standingOf(call(over), [], at('00:00:00')).label).toBe(label);
  });

  test('the time they talk counts from when they could hear each other', () => {
    const connected = mark('call.connected', '2026-10-01T00:02:00Z');
    expect(standingOf(call(), [connected], at('00:03:05')).label).toBe('通話中 01:05');
  });

  test('an earlier call of the same conversation does not count', () => {
    const earlier = mark('call.connected', '2026-09-30T00:00:00Z');
    expect(standingOf(call(), [earlier], at('00:00:07')).label).toBe('通話中 00:07');
  });

  test('who hung up is known from the log where the call does not say it', () => {
    const ended = mark('call.ended', '2026-10-01T00:04:00Z', { by: 'agent' });
    expect(standingOf(call({ state: 'ended' }), [ended], at('00:05:00')).label).toBe('通話終了（担当者が切断）');
  });
});

test.each<[Partial<Call>, string]>([
  [{}, 'running'],
  [{ is_recording_paused: true }, 'paused'],
  [{ state: 'dialling' }, 'none'],
  [{ state: 'ended', is_recording_paused: true }, 'none'],
  [{ is_recorded: false }, 'none'],
])('the recording of %j', (over, recording) => {
  expect(recordingOf(call(over))).toBe(recording);
});

test('only what goes on with the agent can be hung up', () => {
  expect((['listening', 'waiting', 'dialling', 'talking', 'voicemail', 'ended'] as const).filter((state) => mayHangUp(call({ state })))).toEqual(['dialling', 'talking']);
});

test('no call is no open call', () => {
  expect([undefined, null, call({ state: 'ended' }), call()].map(isOpenCall)).toEqual([false, false, false, true]);
});
