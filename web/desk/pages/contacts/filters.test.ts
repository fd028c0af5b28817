import { describe, expect, it } from 'vitest';
import { NO_FILTERS, isFiltered, isReversed, readFilters, writeFilters } from './filters';

const EVERYTHING = {
  channel: 'webchat',
  contact_reason: 'address_change',
  disposition: 'case_opened',
  customer_id: 'C0000012',
  agent_id: '0190-aa',
  from: '2026-11-01',
  to: '2026-11-23',
  q: '引越し 住所&=#%',
};

describe('filters in the address', () => {
  it('come back as they went', () => {
    expect(readFilters(NO_FILTERS, new URLSearchParams(writeFilters(EVERYTHING).toString()))).toEqual(EVERYTHING);
  });

  it('leave out what is not filtered', () => {
    expect(writeFilters({ ...NO_FILTERS, q: ' 解約 ' }).toString()).toBe(`q=${encodeURIComponent('解約')}`);
    expect(writeFilters(NO_FILTERS).toString()).toBe('');
  });

  it('ignore names the log does not know and days that are none', () => {
    const search = new URLSearchParams('colour=red&from=yesterday&to=2026-13-45&channel=sms');
    expect(readFilters(NO_FILTERS, search)).toEqual({ ...NO_FILTERS, channel: 'sms' });
  });

  it('do not depend on the order of the address', () => {
    const [one, other] = [new URLSearchParams('q=a&channel=sms'), new URLSearchParams('channel=sms&q=a')];
    expect(writeFilters(readFilters(NO_FILTERS, one)).toString()).toBe(
      writeFilters(readFilters(NO_FILTERS, other)).toString(),
    );
  });
});

it('says whether anything is filtered', () => {
  expect(isFiltered(NO_FILTERS)).toBe(false);
  expect(isFiltered({ ...NO_FILTERS, q: '   ' })).toBe(false);
  expect(isFiltered({ ...NO_FILTERS, agent_id: 'a' })).toBe(true);
});

it('notices a period that ends before it begins', () => {
  expect(isReversed({ ...NO_FILTERS, from: '2026-11-02', to: '2026-11-01' })).toBe(true);
  expect(isReversed({ ...NO_FILTERS, from: '2026-11-01', to: '2026-11-01' })).toBe(false);
  expect(isReversed({ ...NO_FILTERS, from: '2026-11-02' })).toBe(false);
});
