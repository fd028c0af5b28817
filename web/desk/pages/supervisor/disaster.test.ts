import { describe, expect, it } from 'vitest';
import { disasterBody, emptyDisaster } from './disaster';

describe('the form of the disaster mode', () => {
  it('means Japanese time and takes areas however they are separated', () => {
    const words = { name: ' 台風23号 ', until: '2026-12-20T18:00', areas: '東京都、千葉県 26', reason: '' };
    expect(disasterBody(words)).toEqual({
      name: '台風23号',
      ends_at: '2026-12-20T18:00+09:00',
      areas: ['東京都', '千葉県', '26'],
      reason: '',
    });
  });

  it('has no areas for the whole country', () => {
    expect(disasterBody({ name: '地震', until: '2026-12-20T18:00', areas: '', reason: '' })).toMatchObject({ areas: [] });
  });

  it('begins with what is on', () => {
    const known = { is_on: true, name: '台風23号', areas: ['東京都'], ends_at: '2026-12-20T09:00:00Z' };
    expect(emptyDisaster(known)).toEqual({ name: '台風23号', until: '2026-12-20T18:00', areas: '東京都', reason: '' });
  });
});
