import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { anySpans, plainSpan } from '@/lib/telemetry/trace/testing-spans';
import { allRecordedSpans, openedOf, recordedSpans } from '@/test/opened-trace';
import { type AlignedRow, alignTraces } from './align';
import { countSides, serviceDifferences, timesOf } from './differences';
import { foldIds } from './span-key';

const opened = fc.tuple(anySpans, anySpans).map(([a, b]) => [openedOf(a), openedOf(b)] as const);

const pairs = (rows: readonly AlignedRow[]) => rows.map(({ a, b }) => `${a} ${b}`).sort();

describe('for any two traces', () => {
  test('every span of both is in exactly one row, below a row that stands before it', () => {
    fc.assert(
      fc.property(opened, ([a, b]) => {
        const rows = alignTraces(a, b);
        const seen = (side: 'a' | 'b') =>
          rows
            .map((row) => row[side])
            .filter((index) => index >= 0)
            .sort((x, y) => x - y);
        expect(seen('a')).toEqual(Array.from({ length: a.columns.count }, (_, at) => at));
        expect(seen('b')).toEqual(Array.from({ length: b.columns.count }, (_, at) => at));
        rows.forEach((row, at) => {
          expect(row.parent).toBeLessThan(at);
          expect(row.depth).toBe(row.parent < 0 ? 0 : (rows[row.parent]?.depth ?? -9) + 1);
          expect(row.last).toBeGreaterThanOrEqual(at);
        });
      }),
    );
  });

  test('a trace does not differ from itself', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const trace = openedOf(spans);
        const rows = alignTraces(trace, trace);
        expect(rows.every(({ a, b }) => a === b)).toBe(true);
        expect(rows.every((row) => (timesOf(trace, trace, row).deltaUs ?? 0) === 0)).toBe(true);
        expect(serviceDifferences(trace, trace).every(({ deltaUs }) => deltaUs === 0)).toBe(true);
      }),
    );
  });

  test('the order of the two does not matter', () => {
    fc.assert(
      fc.property(opened, ([a, b]) => {
        const swapped = alignTraces(b, a).map((row) => ({ ...row, a: row.b, b: row.a }));
        expect(pairs(swapped)).toEqual(pairs(alignTraces(a, b)));
      }),
    );
  });
});

test('no recorded trace differs from itself', () => {
  for (const spans of allRecordedSpans()) {
    const trace = openedOf(spans);
    expect(countSides(alignTraces(trace, trace))).toEqual({ both: spans.length, onlyA: 0, onlyB: 0 });
  }
});

const words = (a: OpenedTrace, b: OpenedTrace) =>
  alignTraces(a, b).map((row) => {
    const id = row.a >= 0 ? a.tables.ids[row.a] : b.tables.ids[row.b];
    return `${'  '.repeat(row.depth)}${row.a >= 0 ? 'A' : '-'}${row.b >= 0 ? 'B' : '-'} ${id}`;
  });

test('cards that were not watched in one trace are missing there, and nothing below them is', () => {
  const whole = openedOf(recordedSpans('otel_full_attributes'));
  const part = openedOf(recordedSpans('missing_nic_rows_on_gateway_host'));
  const rows = words(whole, part);
  expect(rows.filter((row) => row.includes('A-')).map((row) => row.trim())).toEqual([
    'A- in.s-nd',
    'A- in.s',
    'A- out.c',
    'A- out.c-nd',
  ]);
  expect(rows.some((row) => row.includes('-B'))).toBe(false);
});

test('a request that was tried twice has the second try alone', () => {
  const once = openedOf(recordedSpans('noise_rows'));
  const twice = openedOf(recordedSpans('retry_on_500_otel'));
  const { onlyA, onlyB } = countSides(alignTraces(once, twice));
  expect(onlyA).toBe(0);
  expect(onlyB).toBe(7);
});

test('ids in names do not tell spans apart, and another path of the same service at the top is the same request', () => {
  const trace = (path: string, call: string) =>
    openedOf([
      plainSpan({ id: 'gw', name: `GET ${path}`, endUs: 100 }),
      plainSpan({ id: 'db', parentId: 'gw', name: call, service: 'db', serviceId: 'db', startUs: 10, endUs: 60 }),
    ]);
  expect(words(trace('/orders/7', 'SELECT 7'), trace('/orders/812', 'SELECT 8'))).toEqual(['AB gw', '  AB db']);
  expect(words(trace('/orders', 'SELECT 7'), trace('/carts', 'SELECT 8'))[0]).toBe('AB gw');
});

test('a level that one trace lacks is stepped over', () => {
  const leaf = (parentId: string) =>
    plainSpan({ id: 'leaf', parentId, service: 'db', serviceId: 'db', name: 'query', startUs: 20, endUs: 30 });
  const deep = openedOf([
    plainSpan({ id: 'top', name: 'top', endUs: 100 }),
    plainSpan({ id: 'mid', parentId: 'top', name: 'mid', point: 'app', startUs: 10, endUs: 90 }),
    leaf('mid'),
  ]);
  const flat = openedOf([plainSpan({ id: 'top', name: 'top', endUs: 100 }), leaf('top')]);
  expect(words(deep, flat)).toEqual(['AB top', '  A- mid', '    AB leaf']);
});

test('a difference is that of the second against the first, in time and in share', () => {
  const of = (endUs: number) => openedOf([plainSpan({ id: 'a', endUs })]);
  const [row] = alignTraces(of(100), of(150));
  expect(row && timesOf(of(100), of(150), row)).toEqual({ aUs: 100, bUs: 150, deltaUs: 50, share: 0.5 });
  const [gone] = alignTraces(of(100), openedOf([]));
  expect(gone && timesOf(of(100), openedOf([]), gone)).toEqual({ aUs: 100, bUs: null, deltaUs: -100, share: null });
  expect(serviceDifferences(of(100), of(150))).toEqual([
    { name: 'shop', aUs: 100, bUs: 150, deltaUs: 50, aSpans: 1, bSpans: 1 },
  ]);
});

test.each([
  ['GET /orders/7?x=1', 'GET /orders/*'],
  ['GET /u/1b4e28ba-2fa1-11d2-883f-0016d3cca427/cart', 'GET /u/*/cart'],
  ['GET /s/deadbeef01/feedback', 'GET /s/*/feedback'],
  ['redis GET', 'redis GET'],
])('%s folds to %s', (name, folded) => expect(foldIds(name)).toBe(folded));

test('where nobody knows how long one of the two took, nobody knows the difference', () => {
  const known = openedOf([plainSpan({ id: 'a', endUs: 100 })]);
  const unfinished = openedOf([plainSpan({ id: 'a', endUs: 0, faults: ['no_end'] })]);
  const [row] = alignTraces(known, unfinished);
  expect(row && timesOf(known, unfinished, row)).toEqual({ aUs: 100, bUs: null, deltaUs: null, share: null });
});
