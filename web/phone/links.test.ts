import { describe, expect, it } from 'vitest';
import { pieces } from './links';
import { e164, plainNumber, readable } from './owners';

describe('a text message', () => {
  it.each([
    ['承りました。', [['承りました。', false]]],
    ['こちらhttp://a.example/c/x_1-2からどうぞ', [['こちら', false], ['http://a.example/c/x_1-2', true], ['からどうぞ', false]]],
    ['(https://a.example/?a=1&b=2).', [['(', false], ['https://a.example/?a=1&b=2', true], [').', false]]],
    ['javascript:alert(1)', [['javascript:alert(1)', false]]],
  ])('%s', (body, expected) => {
    expect(pieces(body).map((piece) => [piece.text, piece.isLink])).toEqual(expected);
  });
});

describe('a number', () => {
  it.each([
    ['090-0000-0001', '09000000001'],
    ['０９０ー００００ー０００１', '09000000001'],
    ['+81 90 0000 0001', '+819000000001'],
    ['110', null],
    ['佐藤', null],
  ])('%s', (typed, plain) => {
    expect(plainNumber(typed)).toBe(plain);
  });

  it('is shown with the name of whose it is', () => {
    expect(readable(e164('090-0000-0001'))).toBe('佐藤 花子 090-0000-0001');
    expect(readable('+819000009999')).toBe('09000009999');
  });
});
