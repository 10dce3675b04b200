import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { GatewayConfig } from '@/lib/server/config';
import { routeMetrics } from '@/lib/server/deepflow/metrics';
import { compareSources } from '@/lib/telemetry/compare-sources';
import { hasPrometheus } from '@/sandbox/contract/prometheus-server';
import {
  bucketOf,
  byCode,
  type Counted,
  close,
  codeOf,
  counted,
  courseOf,
  expectIn,
  latencies,
  latencyTypes,
  roundsAt,
  shares,
  wholeRange,
} from '@/test/known-counters';
import { byValue, mean, metricsOf, sum } from '@/test/known-numbers';
import { type KnownCall, type KnownTraffic, scrapeS, startKnownTraffic } from '@/test/known-traffic';
import { routeConsumers } from './consumers';
import { apisixMetrics } from './route-metrics';
import { dashboardTests } from './testing-known-dashboard';
import { realServer, writeSeries } from './testing-stores';

/*
 * What the pages say of APISIX's own counters, after known traffic: from the sandbox's DeepFlow, which the scrapes were
 * written to, and from a real Prometheus server that was given the same. Three equal rounds of calls are five minutes apart
 * on the scraper's clock: before the first a route has no series, so that the calls of the first round are what counters
 * began with, and those of the two others are their growth.
 */

let traffic: KnownTraffic;
beforeAll(async () => {
  traffic = await startKnownTraffic();
  // The last scrape may lie some seconds ahead of the calls, and of a range that ends now DeepFlow has not everything.
  vi.useFakeTimers({ toFake: ['Date'], now: traffic.scraped.toMs + 20_000 });
}, 120_000);
afterAll(() => {
  vi.useRealTimers();
  return traffic?.close();
});

const of = (route: Counted) => traffic.calls.filter((call) => call.route === route);
const round = (route: Counted, at: number) => of(route).filter((call) => call.round === at);
const grown = (route: Counted) => [...round(route, 1), ...round(route, 2)];
const whole = () => wholeRange(traffic);
const fromFirst = () => ({ ...whole(), fromMs: traffic.scraped.fromMs });

async function deepflow() {
  return { gateway: traffic.gateway, stop: async () => undefined };
}

async function prometheus() {
  const store = await realServer();
  await writeSeries(store.writeUrl, traffic.series);
  return { gateway: { ...traffic.gateway, prometheus: store.prometheus }, stop: store.close };
}

describe.each([
  ["the sandbox's DeepFlow", deepflow, true],
  ['a real Prometheus server', prometheus, hasPrometheus()],
])('%s', (name, start, isThere) => {
  if (!isThere) {
    test.skip(`${name}: skipped, there is no /usr/bin/prometheus (Debian: apt-get install prometheus)`);
    return;
  }
  let gateway: GatewayConfig;
  let stop = async () => undefined as unknown;
  beforeAll(async () => {
    ({ gateway, stop } = await start());
  }, 60_000);
  afterAll(() => stop(), 60_000);

  const metrics = (routeId: Counted, range = whole()) => apisixMetrics(gateway, { routeId, ...range });

  test.each(counted)('requests of the route %s by status code, over time and in all: each call once', async (route) => {
    const { status, times, stepS, windowS, scrapeS: told, notices, empty } = await metrics(route);
    expect({ stepS, windowS, told, notices, empty }).toEqual({
      ...{ stepS: scrapeS, windowS: 4 * scrapeS, told: scrapeS },
      ...{ notices: [], empty: null },
    });
    expect(status.data?.codes.map(({ code, count }) => ({ code, count }))).toEqual(byCode(grown(route)));
    expect(status.data).toMatchObject({ count: grown(route).length, first: [], resets: 0 });
    for (const { code, values } of status.data?.codes ?? []) {
      const ofCode = (calls: readonly KnownCall[]) =>
        calls.filter((call) => call.route === route && codeOf(call) === code).length;
      expect(values).toEqual(close(courseOf(traffic, times, ofCode)));
    }
  });

  test('what counters began with is told apart from their growth', async () => {
    const { status, notices } = await metrics('known', fromFirst());
    const [first, later] = [round('known', 0), grown('known').length];
    expect(status.data?.first).toEqual(byCode(first));
    expect(notices).toContainEqual({ kind: 'first', count: first.length });
    // Prometheus extrapolates growth to half a scrape before a series was seen first: of ten minutes' 44 that is half a call.
    expect(status.data?.count).toBeGreaterThanOrEqual(later - 1e-6);
    expect(status.data?.count).toBeLessThanOrEqual(later * (1 + scrapeS / 2 / 600) + 1e-6);
  });

  test.each(counted)('bytes from and to clients of the route %s', async (route) => {
    const { bandwidth, times } = await metrics(route);
    const both = [
      ['ingress', (call: KnownCall) => call.sentBytes],
      ['egress', (call: KnownCall) => call.receivedBytes],
    ] as const;
    for (const [type, bytesOf] of both) {
      expect(bandwidth.data?.[type].bytes).toBeCloseTo(sum(grown(route).map(bytesOf)), 6);
      const ofRoute = (calls: readonly KnownCall[]) => sum(calls.filter((call) => call.route === route).map(bytesOf));
      expect(bandwidth.data?.[type].values).toEqual(close(courseOf(traffic, times, ofRoute)));
    }
  });

  test.each(counted.flatMap((route) => latencyTypes.map((type) => [route, type] as const)))(
    'latency of the route %s, type %s: its mean, and quantiles in the bucket where they lie, over time and in all',
    async (route, type) => {
      const { latency, times } = await metrics(route);
      const found = latency.data?.[type];
      const tookMs = (calls: readonly KnownCall[]) => calls.map(latencies[type]);
      expect(found?.wholeMeanUs).toBeCloseTo((mean(tookMs(grown(route))) ?? 0) * 1000, 3);
      for (const name of Object.keys(shares) as (keyof typeof shares)[]) {
        const { us, ...bucket } = found?.whole[name] ?? {};
        expect(bucket).toEqual(bucketOf(tookMs(grown(route)), shares[name]));
        expectIn(bucketOf(tookMs(grown(route)), shares[name]), us);
        for (const [at, which] of roundsAt(traffic, times).entries()) {
          const value = found?.series[name][at] ?? null;
          if (which === null) expect(value).toBeNull();
          else expectIn(bucketOf(tookMs(round(route, which)), shares[name]), value);
        }
      }
      expect(found?.series.mean).toEqual(
        roundsAt(traffic, times).map((at) => at && expect.closeTo((mean(tookMs(round(route, at))) ?? 0) * 1000, 3)),
      );
    },
  );

  test.each(counted)('DeepFlow beside APISIX for the route %s: each number, and their difference', async (route) => {
    const range = fromFirst();
    const [deepflow, apisix] = await Promise.all([
      routeMetrics(gateway, { routeId: route, filter: {}, ...range }),
      metrics(route, range),
    ]);
    const calls = of(route);
    expect(deepflow.totals).toEqual(metricsOf(calls, { times: [], stepS: 1 }, range).totals);
    const rows = compareSources(deepflow, apisix);
    const row = (number: string) => rows.find((one) => one.number === number);
    const failed = (some: readonly KnownCall[], digit: string) =>
      some.filter((call) => codeOf(call)[0] === digit).length;
    const givenUp = calls.filter(({ status }) => status === null).length;
    // A call without an answer is a timeout to DeepFlow, and to APISIX an error of its client.
    const counts = {
      calls: [calls.length, calls.length],
      client_error: [failed(calls, '4') - givenUp, failed(calls, '4')],
      server_error: [failed(calls, '5'), failed(calls, '5')],
    };
    for (const [number, [seen = 0, counted = 0]] of Object.entries(counts))
      expect(row(number)).toMatchObject({ deepflow: seen, apisix: counted, difference: counted - seen });
    const { request } = apisix.latency.data ?? {};
    for (const number of ['p50', 'p95'] as const) {
      const { us = 0 } = request?.whole[number] ?? {};
      const exactUs = deepflow.totals[number === 'p50' ? 'p50Us' : 'p95Us'] ?? 0;
      expect(row(number)).toMatchObject({ deepflow: exactUs, apisix: us, difference: us - exactUs });
    }
    const bytes = { request: 'sentBytes', response: 'receivedBytes' } as const;
    for (const [number, of] of Object.entries(bytes)) {
      const { deepflow: seen, apisix: counted = 0 } = row(number) ?? {};
      expect(seen).toBe(sum(calls.map((call) => call[of])));
      // What counters began with no growth shows; extrapolated by half a scrape at most.
      const later = sum(grown(route).map((call) => call[of]));
      expect(counted).toBeGreaterThanOrEqual(Math.round(later));
      expect(counted).toBeLessThanOrEqual(Math.round(later * (1 + scrapeS / 2 / 600)));
    }
    expect(rows.map(({ verdict }) => verdict)).not.toContain('unexplained');
  });

  test('requests by consumer', async () => {
    const { totals, breakdown } = await routeConsumers(gateway, { routeId: 'known', ...whole() });
    expect(totals).toEqual({ calls: grown('known').length });
    expect(breakdown).toMatchObject({ others: null, unknown: null, several: 0 });
    const expected = byValue(grown('known'), ({ consumer }) => [consumer]);
    expect(breakdown.values.map(({ value, calls, errors }) => ({ value, calls, errors }))).toEqual(
      expected.map(({ value, calls, errors }) => ({ value, calls, errors })),
    );
    for (const { value, rates } of breakdown.values) {
      // A point a minute, each of four minutes, and the last one at the last scrape before a whole minute.
      const lastS = Math.floor(whole().toMs / 60_000) * 60;
      const times = rates.map((_rate, at) => lastS - (rates.length - 1 - at) * 60);
      const own = (calls: readonly KnownCall[]) =>
        calls.filter((call) => call.route === 'known' && call.consumer === value).length;
      expect(rates).toEqual(close(courseOf(traffic, times, own, 240)));
    }
  });

  dashboardTests(() => ({ traffic, gateway }));
});
