import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  durationEdges,
  isSelected,
  type Measured,
  mostColumns,
  mostRows,
  prepareCells,
  quantilesOf,
  slowerThan,
} from './distribution';

const fromMs = Date.UTC(2026, 0, 1, 10, 17, 23, 456);
const outcomes = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'] as const;
const duration = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 3_000_000 }),
  fc.double({ min: 0, max: 10.9, noNaN: true }).map((power) => Math.floor(10 ** power)),
);
const ranges = fc.integer({ min: 1, max: 31 * 86_400_000 }).map((long) => ({ fromMs, toMs: fromMs + long }));
const callsIn = (range: { fromMs: number; toMs: number }) =>
  fc.array(
    fc.record({
      endUs: fc.integer({ min: range.fromMs * 1000, max: range.toMs * 1000 - 1 }),
      durationUs: fc.option(duration),
      outcome: fc.constantFrom(...outcomes),
    }),
    { maxLength: 60 },
  );
const pictures = ranges.chain((range) => callsIn(range).map((calls) => ({ range, calls })));

test('every call is counted once: in one cell, or as one without an answer', () => {
  fc.assert(
    fc.property(pictures, ({ range, calls }) => {
      const { cells, columns } = prepareCells(calls, range);
      const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
      expect(sum(columns.calls)).toBe(calls.length);
      expect(sum(cells.map(([, , count]) => count)) + sum(columns.unanswered)).toBe(calls.length);
      expect(sum(columns.errors)).toBe(calls.filter(({ outcome }) => /error|timeout/.test(outcome)).length);
      expect(new Set(cells.map(([column, row]) => `${column} ${row}`)).size).toBe(cells.length);
    }),
  );
});

test('the calls of a cell are those that selecting it gives', () => {
  fc.assert(
    fc.property(pictures, ({ range, calls }) => {
      const { cells, startMs, stepMs, edgesUs } = prepareCells(calls, range);
      for (const [column, row, count, errors] of cells) {
        const t0 = startMs + column * stepMs;
        const within = { t0, t1: t0 + stepMs, d0: edgesUs[row] ?? 0, d1: edgesUs[row + 1] ?? 0 };
        const selected = calls.filter((call) => isSelected(call, within));
        expect(selected.length).toBe(count);
        expect(selected.filter(({ outcome }) => /error|timeout/.test(outcome)).length).toBe(errors);
      }
    }),
  );
});

test('columns and rows stay within their bounds and cover everything', () => {
  fc.assert(
    fc.property(pictures, ({ range, calls }) => {
      const { columns, startMs, stepMs, edgesUs } = prepareCells(calls, range);
      expect(columns.calls.length).toBeLessThanOrEqual(mostColumns);
      expect(startMs).toBeLessThanOrEqual(range.fromMs);
      expect(startMs + columns.calls.length * stepMs).toBeGreaterThanOrEqual(range.toMs);
      expect(edgesUs.length).toBeLessThanOrEqual(mostRows + 1);
      for (const [at, edge] of edgesUs.entries()) if (at > 0) expect(edge).toBeGreaterThan(edgesUs[at - 1] ?? 0);
      for (const { durationUs } of calls)
        if (durationUs !== null) {
          expect(edgesUs[0]).toBeLessThanOrEqual(durationUs);
          expect(edgesUs.at(-1)).toBeGreaterThan(durationUs);
        }
    }),
  );
});

test('an hour has columns of forty seconds, and what one call took has a row around it', () => {
  const call: Measured = { endUs: (fromMs + 1) * 1000, durationUs: 20_000, outcome: 'ok' };
  expect(prepareCells([call], { fromMs, toMs: fromMs + 3_600_000 })).toMatchObject({ stepMs: 40_000 });
  expect(durationEdges([call])).toHaveLength(2);
  expect(durationEdges([])).toEqual([]);
});

test('few calls lie in broad rows, many in finer ones', () => {
  const spread = (count: number) => Array.from({ length: count }, (_, at) => ({ durationUs: 1000 + at * 10_000 }));
  expect(durationEdges(spread(400)).length).toBeLessThanOrEqual(21);
  expect(durationEdges(spread(4000)).length).toBeGreaterThan(21);
});

test('a share that is said of a call is never more than the true one, and no more than a step of the table less', () => {
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), duration, (peers, us) => {
      const said = slowerThan(quantilesOf(peers), us) ?? Number.NaN;
      const faster = peers.filter((peer) => peer < us).length / peers.length;
      expect(said).toBeLessThanOrEqual(faster + 1e-12);
      expect(said).toBeGreaterThanOrEqual(faster - 0.01 - 1e-12);
    }),
  );
});

test('slower calls are never said to be faster than others', () => {
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1 }), duration, duration, (peers, one, other) => {
      const table = quantilesOf(peers);
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      expect(slowerThan(table, low)).toBeLessThanOrEqual(slowerThan(table, high) ?? 0);
    }),
  );
});

test('without peers nothing is said', () => {
  expect(slowerThan(quantilesOf([]), 5)).toBeNull();
});
