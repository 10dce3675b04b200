import { describe, expect, test } from 'vitest';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import { hasNoCalls, prepareRed, prepareRouteCharts, type SeriesWords } from './prepare-route-charts';

const range = { fromMs: 0, toMs: 100_000 };
const words: SeriesWords = {
  rate: 'requests',
  outcome: { ok: 'ok', client_error: '4xx', server_error: '5xx', timeout: 'timeout', unknown: 'unknown' },
  duration: { p50: 'p50', p90: 'p90', p95: 'p95', p99: 'p99', max: 'max', average: 'average' },
  request: 'in',
  response: 'out',
  exemplar: (durationUs, outcome) => `${durationUs} ${outcome}`,
};
const traceHref = (callId: string) => `/traces/${callId}`;

function metrics(over: Partial<RouteMetrics> = {}): RouteMetrics {
  return {
    times: [0, 50],
    stepS: 50,
    rate: [2, null],
    outcomes: {
      ok: [2, null],
      client_error: [0, null],
      server_error: [0, null],
      timeout: [0, null],
      unknown: [0, null],
    },
    duration: {
      p50: [10, null],
      p90: [15, null],
      p95: [20, null],
      p99: [30, null],
      max: [40, null],
      average: [12, null],
    },
    slowest: [{ id: '77', timeS: 0, durationUs: 40, outcome: 'server_error' }],
    bytes: { request: [1, null], response: [2, null] },
    totals: { calls: 100, perSecond: 1, errors: 3, p50Us: 10, p95Us: 20, p99Us: 30 },
    source: 'ebpf',
    attributed: { exact: 0, computed: 100, ambiguous: 0 },
    cut: null,
    keptFromS: null,
    completeToS: null,
    notices: [],
    ...over,
  };
}

describe('prepareRouteCharts', () => {
  test('gaps reach the chart as gaps, and the axis is the range that was asked for', () => {
    const charts = prepareRouteCharts(metrics(), range, words, traceHref);
    expect(charts.rate.series[0]?.values).toEqual([2, null]);
    expect([charts.rate.fromS, charts.rate.toS]).toEqual([0, 100]);
  });

  test('a bucket of which less than half lies in the range, or is complete, is a gap, except for durations', () => {
    const cut = prepareRouteCharts(metrics({ rate: [2, 90], times: [0, 80], stepS: 50 }), range, words, traceHref);
    expect(cut.rate.series[0]?.values).toEqual([2, null]);
    expect(cut.duration.series[0]?.values).toEqual(metrics().duration.average);
    const late = prepareRouteCharts(metrics({ rate: [2, 90], completeToS: 60 }), range, words, traceHref);
    expect(late.rate.series[0]?.values).toEqual([2, null]);
    const half = prepareRouteCharts(metrics({ rate: [2, 90], times: [0, 75], stepS: 50 }), range, words, traceHref);
    expect(half.rate.series[0]?.values).toEqual([2, 90]);
  });

  test('each class of failure has its own line; unknown only where it occurs', () => {
    const keys = (given: RouteMetrics) =>
      prepareRouteCharts(given, range, words, traceHref).errors.series.map(({ key }) => key);
    expect(keys(metrics())).toEqual(['server_error', 'client_error', 'timeout']);
    const { outcomes } = metrics();
    expect(keys(metrics({ outcomes: { ...outcomes, unknown: [0.5, null] } }))).toContain('unknown');
  });

  test('the slowest call of a bucket is a dot on the durations that leads to its trace', () => {
    expect(prepareRouteCharts(metrics(), range, words, traceHref).duration.exemplars).toEqual([
      { timeS: 0, value: 40, label: '40 server_error', href: '/traces/77' },
    ]);
  });

  test('no two lines of a chart look the same without their colour', () => {
    for (const chart of Object.values(prepareRouteCharts(metrics(), range, words, traceHref))) {
      const dashes = chart.series.map((one) => String(one.dash));
      expect(new Set(dashes).size).toBe(dashes.length);
    }
  });
});

describe('prepareRed', () => {
  test('is a rate and a share of the calls', () => {
    expect(prepareRed(metrics())).toMatchObject({ perSecond: 1, errorShare: 0.03, p95Us: 20 });
  });

  test('without calls nothing failed and nothing succeeded', () => {
    const none = metrics({ totals: { calls: 0, perSecond: 0, errors: 0, p50Us: null, p95Us: null, p99Us: null } });
    expect(prepareRed(none)).toMatchObject({ perSecond: 0, errorShare: null });
    expect(hasNoCalls(none)).toBe(true);
  });
});
