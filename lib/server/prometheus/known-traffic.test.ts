import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DashboardGroup, DashboardPanelKey } from '@/lib/prometheus/apisix-dashboard';
import { routeMetrics } from '@/lib/server/deepflow/metrics';
import { compareSources } from '@/lib/telemetry/compare-sources';
import { byValue, mean, metricsOf, rank, sum, tryUs } from '@/test/known-numbers';
import { type KnownCall, type KnownTraffic, scrapeS, scrapesOfLook, startKnownTraffic } from '@/test/known-traffic';
import { apisixDashboard } from './apisix-dashboard';
import { routeConsumers } from './consumers';
import { apisixMetrics } from './route-metrics';

/*
 * What the page of a route says of APISIX's own counters, after known traffic. Three equal rounds of calls are five
 * minutes apart on the scraper's clock: before the first a route has no series, so that the calls of the first round
 * are what counters began with, and those of the two others are their growth.
 */

const lookMs = scrapesOfLook * scrapeS * 1000;
/** Of each route with the plugin: calls of every class, and calls that were tried at several services. */
const routes = ['known', 'tried'] as const;
type Route = (typeof routes)[number];

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

const of = (route: Route) => traffic.calls.filter((call) => call.route === route);
const round = (route: Route, at: number) => of(route).filter((call) => call.round === at);
const grown = (route: Route) => [...round(route, 1), ...round(route, 2)];
/** Both ends are scrapes, and the series are there at the first: growth is not extrapolated. */
const whole = () => ({ fromMs: traffic.scraped.fromMs + 2 * lookMs, toMs: traffic.scraped.toMs });
const metrics = (routeId: Route, range = whole()) => apisixMetrics(traffic.gateway, { routeId, ...range });
/** nginx notes a client that went away before its answer as 499. */
const codeOf = ({ status }: KnownCall) => String(status ?? 499);
const byCode = (calls: readonly KnownCall[]) =>
  byValue(calls, (call) => [codeOf(call)])
    .map(({ value, calls }) => ({ code: value, count: calls }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));

/** A window of four scrapes has a round in it at the four points after the round; null: it has none. */
function roundsAt(times: readonly number[]): (1 | 2 | null)[] {
  const startS = whole().fromMs / 1000;
  return times.map((timeS) => {
    const behind = Math.ceil((timeS - startS) / scrapeS) - 1;
    if (behind < 0 || behind % scrapesOfLook >= 4) return null;
    return behind < scrapesOfLook ? 1 : 2;
  });
}

function courseOf(route: Route, times: readonly number[], ofRound: (calls: readonly KnownCall[]) => number): number[] {
  return roundsAt(times).map((at) => (at === null ? 0 : ofRound(round(route, at)) / (4 * scrapeS)));
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

test.each(routes)('requests of the route %s by status code, over time and in all: each call once', async (route) => {
  const { status, times, stepS, windowS, scrapeS: told, notices, empty } = await metrics(route);
  expect({ stepS, windowS, told, notices, empty }).toEqual({
    ...{ stepS: scrapeS, windowS: 4 * scrapeS, told: scrapeS },
    ...{ notices: [], empty: null },
  });
  expect(status.data?.codes.map(({ code, count }) => ({ code, count }))).toEqual(byCode(grown(route)));
  expect(status.data).toMatchObject({ count: grown(route).length, first: [], resets: 0 });
  for (const { code, values } of status.data?.codes ?? []) {
    const ofCode = (calls: readonly KnownCall[]) => calls.filter((call) => codeOf(call) === code).length;
    expect(values).toEqual(close(courseOf(route, times, ofCode)));
  }
});

const fromFirst = () => ({ ...whole(), fromMs: traffic.scraped.fromMs });

test('what counters began with is told apart from their growth', async () => {
  const { status, notices } = await metrics('known', fromFirst());
  const [first, later] = [round('known', 0), grown('known').length];
  expect(status.data?.first).toEqual(byCode(first));
  expect(notices).toContainEqual({ kind: 'first', count: first.length });
  // Prometheus extrapolates growth to half a scrape before a series was seen first: of ten minutes' 44 that is half a call.
  expect(status.data?.count).toBeGreaterThanOrEqual(later - 1e-6);
  expect(status.data?.count).toBeLessThanOrEqual(later * (1 + scrapeS / 2 / 600) + 1e-6);
});

test.each(routes)('bytes from and to clients of the route %s', async (route) => {
  const { bandwidth, times } = await metrics(route);
  const both = [
    ['ingress', (call: KnownCall) => call.sentBytes],
    ['egress', (call: KnownCall) => call.receivedBytes],
  ] as const;
  for (const [type, bytesOf] of both) {
    expect(bandwidth.data?.[type].bytes).toBeCloseTo(sum(grown(route).map(bytesOf)), 6);
    expect(bandwidth.data?.[type].values).toEqual(close(courseOf(route, times, (calls) => sum(calls.map(bytesOf)))));
  }
});

/** APISIX's clock ticks in milliseconds, and it counts how long it was busy with a call that it did not answer, too. */
const ms = (us: number) => Math.round(us / 1000);
const requestMs = ({ inbound: { startUs, endUs, clientEndUs = Number.NaN } }: KnownCall) =>
  ms((endUs ?? clientEndUs) - startUs);
const latencies = {
  request: requestMs,
  upstream: ({ outbound }: KnownCall) => sum(outbound.map((sent) => ms(tryUs(sent)))),
  apisix: (call: KnownCall) => Math.max(0, requestMs(call) - latencies.upstream(call)),
};

const shares = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;
const bucketEndsUs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((end) => end * 1000);

describe.each(routes)('latency of the route %s', (route) => {
  test.each(['request', 'upstream', 'apisix'] as const)(
    'of type %s: its mean, and quantiles in the bucket where they lie, over time and in all',
    async (type) => {
      const { latency, times } = await metrics(route);
      const found = latency.data?.[type];
      const tookMs = (calls: readonly KnownCall[]) => calls.map(latencies[type]);
      expect(found?.wholeMeanUs).toBeCloseTo((mean(tookMs(grown(route))) ?? 0) * 1000, 3);
      const isInBucketOf = (us: number, exactUs: number) => {
        // The lowest bucket begins at nothing and has what took no whole millisecond.
        const toUs = bucketEndsUs.find((end) => exactUs <= end) ?? Number.NaN;
        const fromUs = bucketEndsUs.findLast((end) => end < toUs) ?? 0;
        expect(us).toBeGreaterThanOrEqual(fromUs);
        expect(us).toBeLessThanOrEqual(toUs);
        return { fromUs, toUs };
      };
      for (const [name, share] of shares) {
        const exactUs = (calls: readonly KnownCall[]) => (rank(tookMs(calls), share) ?? Number.NaN) * 1000;
        const { us = Number.NaN, ...bucket } = found?.whole[name] ?? {};
        expect(bucket).toEqual(isInBucketOf(us, exactUs(grown(route))));
        for (const [at, which] of roundsAt(times).entries()) {
          const value = found?.series[name][at] ?? null;
          if (which === null) expect(value).toBeNull();
          else isInBucketOf(value ?? Number.NaN, exactUs(round(route, which)));
        }
      }
      expect(found?.series.mean).toEqual(
        roundsAt(times).map((at) => at && expect.closeTo((mean(tookMs(round(route, at))) ?? 0) * 1000, 3)),
      );
    },
  );
});

test.each(routes)('DeepFlow beside APISIX for the route %s: each number, and their difference', async (route) => {
  const range = fromFirst();
  const [deepflow, apisix] = await Promise.all([
    routeMetrics(traffic.gateway, { routeId: route, filter: {}, ...range }),
    metrics(route, range),
  ]);
  const calls = of(route);
  expect(deepflow.totals).toEqual(metricsOf(calls, { times: [], stepS: 1 }, range).totals);
  const rows = compareSources(deepflow, apisix);
  const row = (number: string) => rows.find((one) => one.number === number);
  const failed = (some: readonly KnownCall[], digit: string) => some.filter((call) => codeOf(call)[0] === digit).length;
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
  const { totals, breakdown } = await routeConsumers(traffic.gateway, { routeId: 'known', ...whole() });
  expect(totals).toEqual({ calls: grown('known').length });
  expect(breakdown).toMatchObject({ others: null, unknown: null, several: 0 });
  const expected = byValue(grown('known'), ({ consumer }) => [consumer]);
  expect(breakdown.values.map(({ value, calls, errors }) => ({ value, calls, errors }))).toEqual(
    expected.map(({ value, calls, errors }) => ({ value, calls, errors })),
  );
  for (const { value, rates } of breakdown.values) {
    // Each window of four minutes that has a round in it has all of the consumer's calls of the round.
    const ofRound = round('known', 1).filter(({ consumer }) => consumer === value).length;
    expect(Math.max(...rates.map((rate) => rate ?? 0))).toBeCloseTo(ofRound / 240, 6);
  }
});

/** Of a panel drawn over time each line with the labels that tell it apart. */
async function linesOf(group: DashboardGroup, key: DashboardPanelKey) {
  const { panels } = await apisixDashboard(traffic.gateway, { group, range: whole(), filter: {} });
  const panel = panels[key];
  if (panel?.state !== 'series') throw new Error(`${key}: ${JSON.stringify(panel)}`);
  expect(panel).toMatchObject({ others: null, isCut: false, cutBeforeS: null });
  return { times: panel.times, lines: panel.series };
}

describe('the dashboard page', () => {
  type Panel = [DashboardGroup, DashboardPanelKey, string, (call: KnownCall) => string, (call: KnownCall) => number];
  test.each<Panel>([
    ['requests', 'byCode', 'code', codeOf, () => 1],
    ['requests', 'byRoute', 'route', ({ route }) => route ?? '', () => 1],
    ['requests', 'byConsumer', 'consumer', ({ consumer }) => consumer, () => 1],
    ['bandwidth', 'ingressByRoute', 'route', ({ route }) => route ?? '', ({ sentBytes }) => sentBytes],
    ['bandwidth', 'egressByRoute', 'route', ({ route }) => route ?? '', ({ receivedBytes }) => receivedBytes],
  ])('%s: %s is what was sent', async (group, key, label, nameOf, amountOf) => {
    const { times, lines } = await linesOf(group, key);
    const values = [...new Set(routes.flatMap(grown).map(nameOf))].sort();
    expect(lines.map(({ labels }) => labels[label] ?? '').sort()).toEqual(values);
    for (const { labels, values: course } of lines) {
      const own = (calls: readonly KnownCall[]) =>
        sum(calls.filter((call) => nameOf(call) === (labels[label] ?? '')).map(amountOf));
      const each = routes.map((route) => courseOf(route, times, own));
      expect(course).toEqual(close(times.map((_, at) => sum(each.map((of) => of[at] ?? 0)))));
    }
  });

  test('latency: each quantile lies where the calls of its window do', async () => {
    const { lines } = await linesOf('latency', 'latency');
    const tookMs = routes.flatMap(grown).map(latencies.request);
    const highestUs = Math.max(...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
    // Above it only the end of the bucket that has the slowest call.
    expect(highestUs).toBeGreaterThan(0);
    expect(highestUs).toBeLessThanOrEqual(2.5 * Math.max(...tookMs) * 1000);
  });

  test('requests of all time, nodes, etcd and shared dicts are there', async () => {
    const all = await linesOf('connections', 'totalRequests');
    expect(all.lines[0]?.values.at(-1)).toBeGreaterThanOrEqual(traffic.calls.length);
    const { panels } = await apisixDashboard(traffic.gateway, { group: 'nodes', range: whole(), filter: {} });
    const states = Object.fromEntries(Object.entries(panels).map(([key, panel]) => [key, panel.state]));
    expect(states).toEqual({
      ...{ nodeInfo: 'samples', etcdReachable: 'series', etcdIndexes: 'series', metricErrors: 'series' },
      ...{ sharedDictFree: 'series', sharedDictSpace: 'samples', sharedDictCapacity: 'samples' },
      // No upstream of these routes has health checks.
      upstreamStatus: 'empty',
    });
    expect(panels.upstreamStatus).toMatchObject({ reason: 'no_health_checks' });
    const capacity = panels.sharedDictCapacity?.state === 'samples' ? panels.sharedDictCapacity.samples : [];
    expect(capacity.find(({ labels }) => labels.name === 'prometheus-metrics')?.value).toBe(128 * 1024 * 1024);
  });
});
