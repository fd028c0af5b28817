import { describe, expect, it } from 'vitest';
import type { Holding } from './wire';
import { agentOf, statusLine } from './wording';

describe('statusLine', () => {
  it.each<[string, Holding]>([
    ['自動応答がお答えしています', { holder: 'bot' }],
    [
      '担当者におつなぎしています。ただいま2番目です（5分ほどの見込み）',
      { holder: 'queue', queue_position: 2, estimated_wait_seconds: 290 },
    ],
    [
      '担当者におつなぎしています。ただいま1番目です（1分ほどの見込み）',
      { holder: 'queue', queue_position: 1, estimated_wait_seconds: 0 },
    ],
    ['担当者におつなぎしています。ただいま2番目です', { holder: 'queue', queue_position: 2 }],
    ['担当者におつなぎしています（2分ほどの見込み）', { holder: 'queue', estimated_wait_seconds: 61 }],
    ['担当者におつなぎしています', { holder: 'queue', queue_position: null, estimated_wait_seconds: null }],
    ['担当の佐藤がお答えしています', { holder: 'agent', agent_name: '佐藤 花' }],
    ['担当者がお答えしています', { holder: 'agent' }],
    ['ご対応は終了しました。続けてのご用件はこのままお書きください', { holder: 'none' }],
  ])('says 「%s」', (line, holding) => {
    expect(statusLine(holding)).toBe(line);
  });

  it('says nothing before it is known', () => {
    expect(statusLine(null)).toBeNull();
  });
});

describe('agentOf', () => {
  it.each([
    ['佐藤 花', '担当の佐藤'],
    ['髙橋　健', '担当の髙橋'],
    ['  伊藤', '担当の伊藤'],
    ['', '担当者'],
    [undefined, '担当者'],
  ])('names %j as %s', (name, shown) => {
    expect(agentOf(name)).toBe(shown);
  });
});
