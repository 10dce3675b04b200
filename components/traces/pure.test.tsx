import { describe, expect, test } from 'vitest';
import type { CallNotice } from '@/lib/deepflow/dto';
import { parseTimeRange } from '@/lib/telemetry/time-range';
import { widerPreset } from './call-empty';
import { nextRow } from './call-grid';
import { durationShare } from './duration-bar';
import { type EmptyReason, emptyReason } from './empty-reason';
import { isFiltered, noCallFilter, toCallFilter } from './search-params';

describe('emptyReason', () => {
  const cases: [
    EmptyReason,
    {
      isFiltered?: boolean;
      notices?: CallNotice[];
      otherRoutes?: number;
      ambiguous?: number;
      keptFromS?: number | null;
    },
  ][] = [
    ['no_traffic', {}],
    ['no_traffic', { notices: ['no_otel'], keptFromS: null }],
    ['kept_in_part', { keptFromS: 1 }],
    ['filtered', { isFiltered: true, keptFromS: 1 }],
    ['otel_only', { notices: ['no_ebpf'] }],
    ['blind', { notices: ['no_ebpf', 'no_otel'] }],
    ['not_kept', { isFiltered: true, notices: ['not_kept'] }],
    ['taken', { otherRoutes: 3 }],
    ['scan_limit', { notices: ['scan_limit'], otherRoutes: 20_000 }],
    ['filtered', { isFiltered: true, otherRoutes: 3 }],
    ['disabled', { isFiltered: true, notices: ['route_disabled'] }],
    ['ambiguous', { ambiguous: 4, notices: ['ambiguous'] }],
  ];
  test.each(cases)('%s', (reason, given) => {
    expect(emptyReason({ isFiltered: false, notices: [], otherRoutes: 0, ...given })).toBe(reason);
  });
});

describe('toCallFilter', () => {
  test('nothing chosen asks for everything', () => {
    expect(toCallFilter(noCallFilter)).toEqual({});
    expect(isFiltered(toCallFilter({ ...noCallFilter, path: '  ', min: 0 }))).toBe(false);
  });

  test('the same choice in another order is the same query', () => {
    const one = toCallFilter({ ...noCallFilter, outcome: ['timeout', 'ok'], method: ['PUT', 'GET', 'PUT'] });
    expect(one).toEqual(toCallFilter({ ...noCallFilter, outcome: ['ok', 'timeout'], method: ['GET', 'PUT'] }));
  });

  test('milliseconds of the address are microseconds of the API', () => {
    expect(toCallFilter({ ...noCallFilter, min: 250, path: ' /a ' })).toEqual({ minDurationUs: 250_000, path: '/a' });
  });
});

test('an empty range leads to the next longer one that is offered, and the longest to none', () => {
  expect(widerPreset(parseTimeRange('now-5m', 'now'))).toBe('now-15m');
  expect(widerPreset(parseTimeRange('now-2h', 'now'))).toBe('now-3h');
  expect(widerPreset(parseTimeRange('now-3d', 'now'))).toBeNull();
  expect(widerPreset(parseTimeRange('1700000000000', '1700000060000'))).toBe('now-3d');
});

test('ten times the duration is one fifth more bar', () => {
  expect([50, 100, 1000, 10_000, 10_000_000, 60_000_000].map(durationShare)).toEqual([0, 0, 0.2, 0.4, 1, 1]);
});

describe('keys of a list', () => {
  test('move by rows and pages within the list', () => {
    expect(nextRow('ArrowDown', -1, 10, 5)).toBe(0);
    expect(nextRow('ArrowUp', -1, 10, 5)).toBe(9);
    expect(nextRow('ArrowDown', 9, 10, 5)).toBe(9);
    expect(nextRow('PageDown', 2, 10, 5)).toBe(7);
    expect(nextRow('Home', 7, 10, 5)).toBe(0);
    expect(nextRow('End', 0, 10, 5)).toBe(9);
  });

  test('other keys and empty lists move nothing', () => {
    expect(nextRow('a', 3, 10, 5)).toBeNull();
    expect(nextRow('ArrowDown', -1, 0, 5)).toBeNull();
  });
});
