import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { ApisixMetrics, ApisixNotice, LatencyNumbers, Quantile } from '@/lib/prometheus/apisix-metrics';
import { compareSources } from './compare-sources';
import { inRange } from './in-range';

const range = { fromS: 0, toS: 600 };
const flat = (value: number | null) => Array.from({ length: 10 }, () => value);

function deepflow(over: Partial<RouteMetrics> = {}, calls = 600): RouteMetrics {
  return {
    times: Array.from({ length: 10 }, (_, at) => at * 60),
    stepS: 60,
    rate: flat(calls / 600),
    outcomes: {
      ok: flat(calls / 600),
      client_error: flat(0),
      server_error: flat(0),
      timeout: flat(0),
      unknown: flat(0),
    },
    duration: { p50: flat(1), p90: flat(1), p95: flat(1), p99: flat(1), max: flat(1), average: flat(1) },
    slowest: [],
    bytes: { request: flat(null), response: flat(1000) },
    totals: { calls, perSecond: calls / 300, errors: 0, p50Us: 15_000, p95Us: 300_000, p99Us: 1 },
    source: 'ebpf',
    attributed: { exact: 0, computed: calls, ambiguous: 0 },
    cut: null,
    keptFromS: null,
    completeToS: null,
    notices: [],
    ...over,
  };
}

function apisix(codes: Record<string, number>, over: Partial<ApisixMetrics> = {}): ApisixMetrics {
  const estimate = (us: number, fromUs: number, toUs: number | null) => ({ us, fromUs, toUs });
  const whole: Record<Quantile, ReturnType<typeof estimate>> = {
    p50: estimate(17_000, 10_000, 20_000),
    p90: estimate(210_000, 200_000, 500_000),
    p95: estimate(470_000, 200_000, 500_000),
    p99: estimate(480_000, 200_000, 500_000),
  };
  const type = { series: { p50: [], p90: [], p95: [], p99: [], mean: [] }, whole, wholeMeanUs: 1 };
  const latency: LatencyNumbers = { request: type, upstream: type, apisix: type };
  return {
    source: { kind: 'prometheus', host: 'prometheus:9090' },
    prefix: 'apisix_',
    times: [],
    stepS: 15,
    windowS: 60,
    scrapeS: 15,
    range,
    status: {
      data: {
        codes: Object.entries(codes).map(([code, count]) => ({ code, values: [], count })),
        count: Object.values(codes).reduce((a, b) => a + b, 0),
        first: [],
        resets: 0,
      },
      problem: null,
    },
    latency: { data: latency, problem: null },
    bandwidth: {
      data: { ingress: { values: [], bytes: 300_000 }, egress: { values: [], bytes: 700_000 } },
      problem: null,
    },
    notices: [],
    empty: null,
    ...over,
  };
}

const row = (metrics: RouteMetrics, counted: ApisixMetrics, number = 'calls') =>
  compareSources(metrics, counted).find((one) => one.number === number);

test('calls are compared also where a long range has no whole bucket to draw them in', () => {
  const [calls] = compareSources(deepflow({ rate: flat(null) }), apisix({ 200: 600 }));
  expect(calls).toMatchObject({ number: 'calls', deepflow: 600, apisix: 600, verdict: 'agree' });
});

describe('a count', () => {
  test.each([
    [600, 'agree'],
    // A scrape is 15 s: at either end that much may be missing.
    [575, 'agree'],
    [631, 'agree'],
    [560, 'unexplained'],
    [700, 'unexplained'],
  ])('of 600 calls beside %i requests: %s', (requests, verdict) => {
    expect(row(deepflow(), apisix({ 200: requests }))).toMatchObject({
      deepflow: 600,
      apisix: requests,
      difference: requests - 600,
      verdict,
      reasons: [],
    });
  });

  test('has what was counted before a series was seen for the first time', () => {
    const counted = apisix({ 200: 600, 500: 0 });
    counted.status.data?.first.push({ code: '500', count: 3 });
    const failed = deepflow({ outcomes: { ...deepflow().outcomes, server_error: [...flat(0).slice(1), 3 / 60] } });
    expect(row(failed, counted, 'server_error')).toMatchObject({ deepflow: 3, apisix: 3, verdict: 'agree' });
  });

  const cases: [string, Partial<RouteMetrics>, ApisixNotice[], number, string, string[]][] = [
    [
      'ambiguous calls',
      { attributed: { exact: 0, computed: 600, ambiguous: 120 } },
      [],
      720,
      'explained',
      ['ambiguous'],
    ],
    [
      'too few ambiguous calls',
      { attributed: { exact: 0, computed: 600, ambiguous: 9 } },
      [],
      720,
      'unexplained',
      ['ambiguous'],
    ],
    [
      'ambiguous calls the other way',
      { attributed: { exact: 0, computed: 600, ambiguous: 120 } },
      [],
      400,
      'unexplained',
      [],
    ],
    ['a cut of DeepFlow’s range', { cut: { counted: 600, sinceS: 300 } }, [], 1200, 'explained', ['deepflow_cut']],
    ['a range that DeepFlow keeps in part', { keptFromS: 300 }, [], 1200, 'explained', ['deepflow_kept']],
    [
      'a DeepFlow that lags behind',
      { completeToS: 285, notices: ['lagging'] },
      [],
      660,
      'explained',
      ['deepflow_lags'],
    ],
    ['a DeepFlow as late as usual', { completeToS: 585 }, [], 660, 'unexplained', []],
    ['spans alone', { source: 'otel' }, [], 1200, 'explained', ['sampled']],
    ['series that begin late', {}, [{ kind: 'begins', atS: 360 }], 300, 'explained', ['begins']],
    ['series that begin too early for it', {}, [{ kind: 'begins', atS: 120 }], 300, 'unexplained', ['begins']],
    ['series that end', {}, [{ kind: 'ends', atS: 300 }], 300, 'explained', ['ends']],
    ['a reset', {}, [{ kind: 'resets', count: 1 }], 400, 'explained', ['resets']],
    ['a filter of the plugin', {}, [{ kind: 'limited' }], 400, 'explained', ['limited']],
    ['two copies', {}, [{ kind: 'twice' }], 1200, 'explained', ['twice']],
    ['consumers', {}, [{ kind: 'consumers', count: 2, effect: 'silenced' }], 400, 'explained', ['consumers']],
    ['a disabled label', {}, [{ kind: 'label_disabled' }], 400, 'explained', ['label_disabled']],
    [
      'a shared name',
      {},
      [{ kind: 'shared_label', label: 'cart', routes: [{ id: 'r2', name: 'cart' }] }],
      900,
      'explained',
      ['shared_label'],
    ],
    ['a plugin that is off now', {}, [{ kind: 'off_now', reason: 'absent' }], 400, 'explained', ['off_now']],
    ['a clock ahead', {}, [{ kind: 'clock_ahead', seconds: 240 }], 400, 'explained', ['clock']],
    ['another label in former times', {}, [{ kind: 'id_and_name' }], 400, 'unexplained', []],
  ];
  test.each(cases)('that differs by %s', (_name, over, notices, requests, verdict, kinds) => {
    const found = row(deepflow(over), apisix({ 200: requests }, { notices }));
    expect({ verdict: found?.verdict, kinds: found?.reasons.map(({ kind }) => kind) }).toEqual({ verdict, kinds });
  });

  test('of failures differs by calls that DeepFlow files as timeouts', () => {
    const waiting = deepflow({ outcomes: { ...deepflow().outcomes, timeout: flat(0.1) } });
    expect(row(waiting, apisix({ 504: 60 }), 'server_error')).toMatchObject({
      difference: 60,
      verdict: 'explained',
      reasons: [{ kind: 'timeouts', count: 60 }],
    });
  });

  test('of timeouts is told as it was counted, also where a bucket lies in the range by a part', () => {
    const timeout = [...flat(0).slice(1), 1 / 3];
    const waiting = deepflow({ outcomes: { ...deepflow().outcomes, timeout } });
    const counted = apisix({ 499: 30 }, { range: { fromS: 0, toS: 543 } });
    expect(row(waiting, counted, 'client_error')?.reasons).toMatchObject([{ kind: 'timeouts', count: 1 }]);
  });

  test('of bytes lacks what was counted before a series was seen, and so do durations; requests have it', () => {
    const counted = apisix({ 200: 500 }, { notices: [{ kind: 'first', count: 100 }] });
    counted.status.data?.first.push({ code: '200', count: 100 });
    const other = deepflow({ bytes: { request: flat(600), response: flat(1300) } });
    other.totals.p50Us = 60_000;
    const kinds = (number: string) => row(other, counted, number)?.reasons.map(({ kind }) => kind);
    expect(row(other, counted)).toMatchObject({ difference: 0, verdict: 'agree', reasons: [] });
    expect(kinds('response')).toEqual(['bytes_counted', 'first']);
    expect(kinds('p50')).toEqual(['first', 'measured_elsewhere']);
  });

  test('of bytes is another one on the wire than in the body', () => {
    expect(row(deepflow(), apisix({ 200: 600 }), 'response')).toMatchObject({
      deepflow: 600_000,
      apisix: 700_000,
      verdict: 'explained',
      reasons: [{ kind: 'bytes_counted' }],
    });
  });

  test('that one of them does not know is not compared', () => {
    const blind = deepflow({ rate: flat(null), totals: { ...deepflow().totals, calls: 0 } });
    expect(row(blind, apisix({ 200: 600 }))).toMatchObject({ deepflow: null, apisix: 600, verdict: null });
    expect(row(deepflow(), apisix({ 200: 600 }), 'request')).toMatchObject({ deepflow: null, verdict: null });
    const problem = { type: 'about:blank', title: 'x', status: 504, code: 'upstream_timeout' as const };
    expect(row(deepflow(), apisix({}, { status: { data: null, problem } }))).toMatchObject({
      apisix: null,
      verdict: null,
    });
  });
});

describe('a quantile', () => {
  test('agrees within its bucket, and says how wide that is', () => {
    expect(row(deepflow(), apisix({ 200: 600 }), 'p95')).toMatchObject({
      deepflow: 300_000,
      apisix: 470_000,
      verdict: 'agree',
      reasons: [{ kind: 'buckets', fromUs: 200_000, toUs: 500_000 }],
    });
  });

  test('outside of it is measured elsewhere, or of other calls', () => {
    const slow = { ...deepflow().totals, p50Us: 60_000 };
    expect(row(deepflow({ totals: slow }), apisix({ 200: 600 }), 'p50')).toMatchObject({
      verdict: 'explained',
      reasons: [{ kind: 'measured_elsewhere' }],
    });
    const sampled = row(deepflow({ totals: slow, source: 'otel' }), apisix({ 200: 600 }), 'p50');
    expect(sampled?.reasons.map(({ kind }) => kind)).toEqual(['sampled', 'measured_elsewhere']);
  });
});

test('what a rate came to is the count that it was made of', () => {
  const part = { times: [0, 60], stepS: 60, cut: null, completeToS: null };
  expect(inRange([0.5, 1], part, { fromS: 30, toS: 90 })).toBe(45);
  expect(inRange([null, 1], { ...part, cut: { counted: 1, sinceS: 70 } }, { fromS: 30, toS: 90 })).toBe(20);
  expect(inRange([null, 1], { ...part, completeToS: 80 }, { fromS: 30, toS: 90 })).toBe(20);
  expect(inRange([null, null], part, { fromS: 30, toS: 90 })).toBeNull();
});

test('the same number agrees, and the farther apart two are the less they do', () => {
  const count = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(count, count, count, (calls, one, other) => {
      const verdict = (requests: number) => row(deepflow({}, calls), apisix({ 200: requests }))?.verdict;
      expect(verdict(calls)).toBe('agree');
      const [near, far] = [one, other].sort((a, b) => a - b) as [number, number];
      if (verdict(calls + far) === 'agree') expect(verdict(calls + near)).toBe('agree');
    }),
    { numRuns: 50 },
  );
});
