import { describe, expect, test } from 'vitest';
import type { Call, CallNotice } from '@/lib/deepflow/dto';
import { parseTimeRange } from '@/lib/telemetry/time-range';
import { widerPreset } from './call-empty';
import { nextRow } from './call-grid';
import { durationShare } from './duration-bar';
import { type EmptyReason, emptyReason } from './empty-reason';
import { isFiltered, noCallFilter, toCallFilter } from './search-params';
import { testSpan } from './test-spans';
import { layoutTrace, visibleRows } from './trace-layout';
import { routeOfTrace, traceSummary } from './trace-summary';
import { treeMove } from './tree-keys';

describe('emptyReason', () => {
  const cases: [
    EmptyReason,
    { isFiltered?: boolean; notices?: CallNotice[]; otherRoutes?: number; ambiguous?: number },
  ][] = [
    ['no_traffic', {}],
    ['no_traffic', { notices: ['no_otel'] }],
    ['otel_only', { notices: ['no_ebpf'] }],
    ['blind', { notices: ['no_ebpf', 'no_otel'] }],
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

describe('keys of a tree', () => {
  const layout = layoutTrace({
    startUs: 0,
    endUs: 0,
    spans: [testSpan({ id: 'a' }), testSpan({ id: 'b', parentId: 'a' }), testSpan({ id: 'c', parentId: 'b' })],
  });
  const all = { kinds: ['A', 'S', 'N'] as const, errorsOnly: false };
  const rows = visibleRows(layout, all, new Set());

  test('right opens, then goes down; left folds, then goes up', () => {
    expect(treeMove('ArrowRight', 0, rows, true, 9)).toEqual({ kind: 'unfold' });
    expect(treeMove('ArrowRight', 0, rows, false, 9)).toEqual({ kind: 'to', row: 1 });
    expect(treeMove('ArrowLeft', 0, rows, false, 9)).toEqual({ kind: 'fold' });
    expect(treeMove('ArrowLeft', 2, rows, false, 9)).toEqual({ kind: 'to', row: 1 });
    expect(treeMove('ArrowLeft', 0, visibleRows(layout, all, new Set(['a'])), true, 9)).toBeNull();
    expect(treeMove('ArrowRight', 2, rows, false, 9)).toBeNull();
  });

  test('without a place the arrows start at the top', () => {
    expect(treeMove('ArrowDown', -1, rows, false, 9)).toEqual({ kind: 'to', row: 0 });
    expect(treeMove('Enter', -1, rows, false, 9)).toBeNull();
    expect(treeMove('Enter', 1, rows, false, 9)).toEqual({ kind: 'open' });
  });
});

describe('head of a trace', () => {
  const trace = {
    callId: '7',
    startUs: 10,
    endUs: 90,
    spans: [
      testSpan({ id: 'n', name: 'eth0', kind: 'N' }),
      testSpan({ id: 'a', name: 'GET /x', kind: 'S' }),
      testSpan({ id: 'b', routeId: '12' }),
    ],
    services: [],
    notices: [],
  };

  test('says what the call says; without it the first span of a process and the trace’s own length', () => {
    expect(traceSummary(trace, null)).toMatchObject({ path: 'GET /x', durationUs: 80, kinds: { A: 1, S: 1, N: 1 } });
    const call = {
      method: 'GET',
      host: 'h',
      path: '/x',
      outcome: 'timeout',
      status: null,
      startUs: 5,
      durationUs: null,
    };
    expect(traceSummary(trace, call as Call)).toMatchObject({ ...call, kinds: { A: 1, S: 1, N: 1 } });
  });

  test('the route is the one in the address, else the one that a span names', () => {
    expect(routeOfTrace(trace, '3')).toBe('3');
    expect(routeOfTrace(trace, null)).toBe('12');
    expect(routeOfTrace(undefined, null)).toBeNull();
  });
});
