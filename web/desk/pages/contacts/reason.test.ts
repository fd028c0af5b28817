import { expect, it } from 'vitest';
import { NO_REASON, OTHER, reasonText } from './reason';

it.each([
  [NO_REASON, ''],
  [{ chosen: '', detail: '調べもの' }, ''],
  [{ chosen: '監査', detail: ' ' }, '監査'],
  [{ chosen: '監査', detail: ' 11月分 ' }, '監査：11月分'],
  [{ chosen: OTHER, detail: '  ' }, ''],
  [{ chosen: OTHER, detail: ' 代理店からの照会 ' }, '代理店からの照会'],
])('words %o for the access log', (reason, text) => {
  expect(reasonText(reason)).toBe(text);
});
