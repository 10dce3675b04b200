import { expect, test } from 'vitest';
import type { ApisixMetrics, LatencyNumbers } from '@/lib/prometheus/apisix-metrics';
import { prepareApisixSplit } from './prepare-split-charts';

const times = [0, 60, 120];
const none = { p50: null, p90: null, p95: null, p99: null };
const gap = times.map(() => null);

function ofMeans(means: Record<keyof LatencyNumbers, (number | null)[]>): ApisixMetrics {
  const of = (mean: (number | null)[]): LatencyNumbers['request'] => ({
    series: { p50: gap, p90: gap, p95: gap, p99: gap, mean },
    whole: none,
    wholeMeanUs: null,
  });
  const data = { request: of(means.request), upstream: of(means.upstream), apisix: of(means.apisix) };
  return {
    source: null,
    prefix: 'apisix_',
    times,
    stepS: 60,
    windowS: 60,
    scrapeS: 15,
    range: { fromS: 0, toS: 180 },
    status: { data: { codes: [], count: null, first: [], resets: 0 }, problem: null },
    latency: { data, problem: null },
    bandwidth: {
      data: { ingress: { values: gap, bytes: null }, egress: { values: gap, bytes: null } },
      problem: null,
    },
    notices: [],
    empty: null,
  };
}

const valuesOf = (metrics: ApisixMetrics) =>
  prepareApisixSplit(metrics, { fromMs: 0, toMs: 180_000 }, { upstream: 'upstream', apisix: 'gateway' })?.series.map(
    ({ key, values }) => [key, values],
  );

test('both parts of APISIX’s own split add up to a mean request, also with requests that it answered by itself', () => {
  // Half of the requests went on and took a second; then all did; then none.
  const mixed = ofMeans({
    request: [501_000, 1_001_000, 1000],
    upstream: [1_000_000, 1_000_000, null],
    apisix: [1000, 1000, 1000],
  });
  expect(valuesOf(mixed)).toEqual([
    ['apisix', [1000, 1000, 1000]],
    ['upstream', [500_000, 1_000_000, 0]],
  ]);
});

test('a gateway that answers everything by itself has no part of an upstream, and what is not known is a gap', () => {
  expect(valuesOf(ofMeans({ request: [2000, null, 2000], upstream: gap, apisix: [2000, null, 2000] }))).toEqual([
    ['apisix', [2000, null, 2000]],
  ]);
  expect(valuesOf(ofMeans({ request: [5, 5, null], upstream: [4, 4, 4], apisix: [null, 1, 1] }))?.[1]).toEqual([
    'upstream',
    [null, 4, null],
  ]);
  expect(valuesOf(ofMeans({ request: gap, upstream: gap, apisix: gap }))).toBeUndefined();
});
