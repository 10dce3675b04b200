import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MeteredCall, type MeterOptions, percentile, prepareMetrics, rateSeries, slowestCalls } from './series';

const fromMs = 1_771_000_000_000;
const options: MeterOptions = {
  range: { fromMs, toMs: fromMs + 60_000 },
  stepS: 10,
  coveredFromS: null,
  completeToS: null,
  isObserved: true,
};

function call(atMs: number, part: Partial<MeteredCall> = {}): MeteredCall {
  return {
    endUs: (fromMs + atMs) * 1000,
    durationUs: 1000,
    outcome: 'ok',
    requestBytes: null,
    responseBytes: null,
    ...part,
  };
}

test('a bucket without calls has rate 0 and no duration', () => {
  const series = prepareMetrics([call(0), call(100)], options);
  expect(series.rate).toEqual([0.2, 0, 0, 0, 0, 0]);
  expect(series.duration.p95).toEqual([1000, null, null, null, null, null]);
});

test('what was not read has gaps', () => {
  const calls = [call(26_000), call(45_000)];
  const series = prepareMetrics(calls, { ...options, coveredFromS: fromMs / 1000 + 25 });
  expect(series.rate).toEqual([null, null, null, 0, 0.1, 0]);
  expect(series.outcomes.ok).toEqual([null, null, null, 0, 0.1, 0]);
  expect(series.duration.p50).toEqual([null, null, null, null, 1000, null]);
});

describe('what DeepFlow need not have yet', () => {
  const late = { ...options, completeToS: fromMs / 1000 + 44 };
  const calls = [call(20_000), call(42_000), call(43_000), call(46_000, { durationUs: 9000 }), call(55_000)];

  test('is a gap, not a zero, and the bucket in which it begins is rated by what is complete of it', () => {
    const series = prepareMetrics(calls, late);
    expect(series.rate).toEqual([0, 0, 0.1, 0, 0.5, null]);
    expect(series.outcomes.timeout).toEqual([0, 0, 0, 0, 0, null]);
    expect(series.duration.max).toEqual([null, null, 1000, null, 1000, null]);
    expect(rateSeries(calls, late)).toEqual(series.rate);
  });

  test('is in no rate; calls that are there already are counted', () => {
    const { totals } = prepareMetrics(calls, late);
    expect(totals).toMatchObject({ calls: 5, perSecond: 3 / 44, p95Us: 9000 });
    expect(prepareMetrics(calls, { ...options, completeToS: fromMs / 1000 - 1 }).totals).toMatchObject({
      calls: 5,
      perSecond: null,
    });
  });

  test('has no call that stands for a bucket', () => {
    const named = calls.map((one, at) => ({ ...one, id: String(at) }));
    expect(slowestCalls(named, prepareMetrics(calls, late)).map(({ id }) => id)).toEqual(['0', '1']);
  });
});

test('a range that begins within a bucket rates it by the seconds in the range', () => {
  const series = prepareMetrics([call(5000)], { ...options, range: { fromMs: fromMs + 5000, toMs: fromMs + 60_000 } });
  expect(series.times[0]).toBe(fromMs / 1000);
  expect(series.rate[0]).toBe(0.2);
});

test('sizes that no call has are unknown in the whole range, not 0 where there were no calls', () => {
  const { bytes } = prepareMetrics([call(0), call(15_000, { requestBytes: 500 })], options);
  expect(bytes.response.every((value) => value === null)).toBe(true);
  expect(bytes.request).toContain(0);
});

test('sizes that were not captured are a gap, and no bytes where there were no calls are 0', () => {
  const series = prepareMetrics([call(0), call(15_000, { requestBytes: 500 })], options);
  expect(series.bytes.request.slice(0, 3)).toEqual([null, 50, 0]);
});

test('errors are client errors, server errors and timeouts', () => {
  const outcomes = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'] as const;
  const { totals } = prepareMetrics(
    outcomes.map((outcome) => call(0, { outcome })),
    options,
  );
  expect(totals).toMatchObject({ calls: 5, errors: 3 });
});

test('every call is in exactly one bucket and one outcome', () => {
  const anyCall = fc.record({
    atMs: fc.integer({ min: -5000, max: 65_000 }),
    outcome: fc.constantFrom('ok' as const, 'client_error' as const, 'timeout' as const, 'unknown' as const),
    durationUs: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  });
  fc.assert(
    fc.property(fc.array(anyCall), (list) => {
      const series = prepareMetrics(
        list.map(({ atMs, ...part }) => call(atMs, part)),
        options,
      );
      const sum = (rates: (number | null)[]) =>
        Math.round(rates.reduce<number>((all, rate) => all + (rate ?? 0), 0) * 10);
      expect(sum(series.rate)).toBe(list.length);
      expect(Object.values(series.outcomes).reduce((all, rates) => all + sum(rates), 0)).toBe(list.length);
      for (const values of [series.rate, series.duration.p50, series.bytes.request]) expect(values).toHaveLength(6);
    }),
  );
});

test('a percentile is one of the values, and that share of them is not larger', () => {
  expect(percentile([], 0.5)).toBeNull();
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(percentile([1, 2, 3, 4], 0.95)).toBe(4);
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const found = percentile(sorted, share);
        expect(sorted).toContain(found);
        expect(sorted.filter((value) => value <= (found ?? 0)).length / sorted.length).toBeGreaterThanOrEqual(
          share - 1e-9,
        );
      },
    ),
  );
});

test('of the durations of a bucket every figure is exact, and a call without an answer has none', () => {
  const durations = Array.from({ length: 100 }, (_one, at) => call(at, { durationUs: (100 - at) * 1000 }));
  const { duration } = prepareMetrics([...durations, call(50, { durationUs: null, outcome: 'timeout' })], options);
  const first = Object.fromEntries(Object.entries(duration).map(([name, values]) => [name, values[0]]));
  expect(first).toEqual({ p50: 50_000, p90: 90_000, p95: 95_000, p99: 99_000, max: 100_000, average: 50_500 });
});

test('the slowest call of each bucket stands for it; a bucket without durations or that was not read has none', () => {
  const calls = [
    { id: 'a', ...call(1000, { durationUs: 10 }) },
    { id: 'b', ...call(2000, { durationUs: 90, outcome: 'server_error' }) },
    { id: 'c', ...call(12_000, { durationUs: null, outcome: 'timeout' }) },
    { id: 'd', ...call(25_000, { durationUs: 5 }) },
  ];
  const startS = fromMs / 1000;
  expect(slowestCalls(calls, prepareMetrics(calls, options))).toEqual([
    { id: 'b', timeS: startS, durationUs: 90, outcome: 'server_error' },
    { id: 'd', timeS: startS + 20, durationUs: 5, outcome: 'ok' },
  ]);
  const cut = prepareMetrics(calls, { ...options, coveredFromS: startS + 20 });
  expect(slowestCalls(calls, cut).map(({ id }) => id)).toEqual(['d']);
});
