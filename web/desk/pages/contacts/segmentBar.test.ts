import { describe, expect, it } from 'vitest';
import { segmentBar } from './segmentBar';

const NOW = Date.parse('2026-11-23T10:20:00+09:00');
const segment = (kind: string, from: string, to?: string) => ({
  kind,
  started_at: `2026-11-23T${from}+09:00`,
  ended_at: to ? `2026-11-23T${to}+09:00` : null,
});

describe('the time line of a contact', () => {
  it('shares the whole length among the segments', () => {
    const { bars, lanes } = segmentBar(
      [
        segment('bot', '10:00:00', '10:05:00'),
        segment('queue', '10:05:00', '10:10:00'),
        segment('agent', '10:10:00', '10:20:00'),
      ],
      NOW,
    );
    expect(bars.map(({ left, width }) => [left, width])).toEqual([
      [0, 25],
      [25, 25],
      [50, 50],
    ]);
    expect(bars.map(({ seconds }) => seconds)).toEqual([300, 300, 600]);
    expect(lanes).toBe(1);
  });

  it('lets an open segment last until now', () => {
    const { bars } = segmentBar([segment('bot', '10:00:00', '10:10:00'), segment('agent', '10:10:00')], NOW);
    expect(bars[1]).toMatchObject({ left: 50, width: 50, seconds: 600 });
  });

  it('puts segments that run at the same time into lanes of their own', () => {
    const { bars, lanes } = segmentBar(
      [
        segment('agent', '10:00:00', '10:10:00'),
        segment('hold', '10:02:00', '10:04:00'),
        segment('hold', '10:05:00', '10:06:00'),
      ],
      NOW,
    );
    expect(bars.map(({ lane }) => lane)).toEqual([0, 1, 1]);
    expect(lanes).toBe(2);
  });

  it('puts them in the order of time', () => {
    const { bars } = segmentBar(
      [segment('agent', '10:10:00', '10:20:00'), segment('bot', '10:00:00', '10:10:00')],
      NOW,
    );
    expect(bars.map((bar) => bar.segment.kind)).toEqual(['bot', 'agent']);
  });

  it('survives no segments, segments without length and times nobody can read', () => {
    expect(segmentBar([], NOW)).toEqual({ bars: [], lanes: 0, ticks: [] });
    expect(segmentBar([segment('bot', '10:00:00', '10:00:00')], NOW).bars[0]).toMatchObject({ left: 0, width: 0 });
    expect(segmentBar([{ kind: 'bot', started_at: 'soon' }], NOW).bars).toEqual([]);
  });

  it('never runs backwards when a clock did', () => {
    expect(segmentBar([segment('bot', '10:05:00', '10:04:00')], NOW).bars[0]).toMatchObject({ width: 0, seconds: 0 });
  });
});

describe('the marks below it', () => {
  it('stand at round moments within the line', () => {
    const { ticks } = segmentBar([segment('bot', '10:00:20', '10:05:20')], NOW);
    expect(ticks.map(({ at }) => new Date(at).toISOString().slice(14, 19))).toEqual([
      '01:00',
      '02:00',
      '03:00',
      '04:00',
      '05:00',
    ]);
    expect(ticks.every(({ left }) => left >= 0 && left <= 100)).toBe(true);
  });

  it.each([5, 60, 3_601, 90_000, 2_000_000])('are few for a contact of %i seconds', (seconds) => {
    const from = Date.parse('2026-11-23T10:00:07+09:00');
    const whole = {
      kind: 'bot',
      started_at: new Date(from).toISOString(),
      ended_at: new Date(from + seconds * 1000).toISOString(),
    };
    const { ticks } = segmentBar([whole], NOW);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(8);
  });
});
