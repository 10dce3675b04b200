import { expect, test } from 'vitest';
import { type FailureKind, failureKinds } from '@/lib/deepflow/network';
import { type ConnectionRow, connectionNumbers, networkGrid, observedTime } from './connection-numbers';

const hour = 3_600_000;
const nowMs = 1_771_200_000_000;
const none = Object.fromEntries(failureKinds.map((kind) => [kind, 0])) as Record<FailureKind, number>;

function row(timeS: number, part: Partial<ConnectionRow> = {}): ConnectionRow {
  return {
    timeS,
    sent: 0,
    received: 0,
    packets: 0,
    opened: 0,
    retransmissions: 0,
    zeroWindows: 0,
    failures: none,
    rttMeanUs: null,
    rttMaxUs: null,
    ...part,
  };
}

test('sums of seconds are read for a short range of the last day, sums of minutes for any other; never over 300 points', () => {
  const grid = (fromMs: number, toMs: number) => networkGrid({ fromMs, toMs }, nowMs);
  expect(grid(nowMs - hour, nowMs)).toMatchObject({ precision: '1s', stepS: 15 });
  expect(grid(nowMs - 12 * hour, nowMs)).toMatchObject({ precision: '1m', stepS: 300 });
  expect(grid(nowMs - 30 * hour, nowMs - 29 * hour)).toMatchObject({ precision: '1m', stepS: 60 });
  for (const days of [0.01, 0.5, 1, 3, 7, 20, 31]) {
    const { times, stepS, precision, fromS } = grid(nowMs - days * 24 * hour, nowMs);
    expect(times.length).toBeLessThanOrEqual(300);
    if (precision === '1m') expect([stepS % 60, fromS % 60]).toEqual([0, 0]);
    // The querier begins its buckets in UTC+8.
    expect((8 * 3600) % stepS).toBe(0);
  }
});

test('within the time that was watched nothing counted is 0, outside of it a gap, and delays are never 0', () => {
  const fromS = nowMs / 1000 - 6000;
  const grid = {
    precision: '1m' as const,
    stepS: 60,
    times: [0, 60, 120, 180, 240].map((at) => fromS + at),
    fromS,
    toS: fromS + 299,
    completeToS: fromS + 240,
  };
  const rows = [
    row(fromS + 60, {
      sent: 600,
      received: 1200,
      packets: 40,
      opened: 2,
      retransmissions: 1,
      rttMeanUs: 300,
      rttMaxUs: 500,
      failures: { ...none, server_reset: 2 },
    }),
    row(fromS + 180, { sent: 60, packets: 10, zeroWindows: 3 }),
    row(fromS + 240, { sent: 9, packets: 1 }),
  ];
  const numbers = connectionNumbers(rows, grid, observedTime(rows, grid));
  expect(numbers).toEqual({
    sent: [null, 10, 0, 1, null],
    received: [null, 20, 0, 0, null],
    opened: [null, 2, 0, 0, null],
    retransmissions: [null, 1, 0, 0, null],
    retransmittedShare: [null, 1 / 40, null, 0, null],
    zeroWindows: [null, 0, 0, 3, null],
    failures: { server_reset: [null, 2, 0, 0, null] },
    rttMean: [null, 300, null, null, null],
    rttMax: [null, 500, null, null, null],
    totals: { bytes: 1869, packets: 51, retransmissions: 1, zeroWindows: 3, opened: 2, failed: 2, rttMaxUs: 500 },
  });
});

test('of a step that is not complete, rates are those of its complete part, and counts a gap', () => {
  const day = 24 * hour;
  const grid = networkGrid({ fromMs: nowMs - 7 * day, toMs: nowMs }, nowMs);
  const last = grid.times.at(-1) ?? 0;
  const watchedS = grid.completeToS - last;
  expect(watchedS).toBeGreaterThan(0);
  expect(watchedS).toBeLessThan(grid.stepS);
  expect(grid.completeToS % 60).toBe(0);
  // What is not complete is not read.
  expect(grid.toS).toBe(grid.completeToS - 1);
  const rows = [row(last, { sent: 10 * watchedS, packets: 200, retransmissions: 3, opened: 7 })];
  const numbers = connectionNumbers(rows, grid, observedTime(rows, grid));
  expect([numbers.sent, numbers.retransmittedShare].map((values) => values.at(-1))).toEqual([10, 3 / 200]);
  expect([numbers.retransmissions, numbers.opened].map((values) => values.at(-1))).toEqual([null, null]);
});

test('a range of which nothing is complete yet is asked for one sum, and has no number', () => {
  const grid = networkGrid({ fromMs: nowMs - 5000, toMs: nowMs }, nowMs);
  expect(grid.toS).toBe(grid.fromS);
  const rows = [row(grid.times[0] ?? 0, { sent: 10, packets: 2 })];
  expect(new Set(connectionNumbers(rows, grid, observedTime(rows, grid)).sent)).toEqual(new Set([null]));
});

test('where nothing was watched all is a gap', () => {
  const grid = networkGrid({ fromMs: nowMs - hour, toMs: nowMs }, nowMs);
  const { sent, zeroWindows, totals } = connectionNumbers([], grid, observedTime([], grid));
  expect(new Set([...sent, ...zeroWindows])).toEqual(new Set([null]));
  expect(totals).toMatchObject({ packets: 0, rttMaxUs: null });
});
