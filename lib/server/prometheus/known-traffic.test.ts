import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DashboardGroup, DashboardPanelKey } from '@/lib/prometheus/apisix-dashboard';
import { byValue, mean, rank, sum, tookUs, waitedUs } from '@/test/known-numbers';
import { type KnownCall, type KnownTraffic, scrapeS, scrapesOfLook, startKnownTraffic } from '@/test/known-traffic';
import { apisixDashboard } from './apisix-dashboard';
import { routeConsumers } from './consumers';
import { apisixMetrics } from './route-metrics';

/*
 * What the page of a route says of APISIX's own counters, after known traffic. Three rounds of twenty calls are five
 * minutes apart on the scraper's clock: before the first the route has no series, so that the calls of the first round
 * are what counters began with, and those of the two others are their growth.
 */

const lookMs = scrapesOfLook * scrapeS * 1000;
let traffic: KnownTraffic;
beforeAll(async () => {
  traffic = await startKnownTraffic();
}, 120_000);
afterAll(() => traffic?.close());

const round = (at: number) => traffic.calls.filter((call) => call.route === 'known' && call.round === at);
const grown = () => [...round(1), ...round(2)];
/** Both ends are scrapes, and the series are there at the first: growth is not extrapolated. */
const whole = () => ({ fromMs: traffic.scraped.fromMs + 2 * lookMs, toMs: traffic.scraped.toMs });
const metrics = (range = whole()) => apisixMetrics(traffic.gateway, { routeId: 'known', ...range });
const byCode = (calls: readonly KnownCall[]) =>
  byValue(calls, ({ status }) => String(status))
    .map(({ value, calls }) => ({ code: value, count: calls }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));

/** A window of four scrapes has a round in it at the four points after the round. */
function courseOf(times: readonly number[], ofRound: (calls: readonly KnownCall[]) => number): number[] {
  const startS = whole().fromMs / 1000;
  return times.map((timeS) => {
    const behind = Math.ceil((timeS - startS) / scrapeS) - 1;
    const isRecent = behind >= 0 && behind % scrapesOfLook < 4;
    return isRecent ? ofRound(round(1 + Math.floor(behind / scrapesOfLook))) / (4 * scrapeS) : 0;
  });
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

test('requests by status code, over time and in all', async () => {
  const { status, times, stepS, windowS, scrapeS: told, notices, empty } = await metrics();
  expect({ stepS, windowS, told, notices, empty }).toEqual({
    ...{ stepS: scrapeS, windowS: 4 * scrapeS, told: scrapeS },
    ...{ notices: [], empty: null },
  });
  expect(status.data?.codes.map(({ code, count }) => ({ code, count }))).toEqual(byCode(grown()));
  expect(status.data).toMatchObject({ count: 40, first: [], resets: 0 });
  for (const { code, values } of status.data?.codes ?? []) {
    const ofCode = (calls: readonly KnownCall[]) => calls.filter((call) => String(call.status) === code).length;
    expect(values).toEqual(close(courseOf(times, ofCode)));
  }
});

test('what counters began with is told apart from their growth', async () => {
  const { status, notices } = await metrics({ ...whole(), fromMs: traffic.scraped.fromMs });
  expect(status.data?.first).toEqual(byCode(round(0)));
  expect(notices).toContainEqual({ kind: 'first', count: 20 });
  // Prometheus extrapolates growth to half a scrape before a series was seen first: of ten minutes' 40 that is half a call.
  expect(status.data?.count).toBeGreaterThanOrEqual(40 - 1e-6);
  expect(status.data?.count).toBeLessThanOrEqual(40 * (1 + scrapeS / 2 / 600) + 1e-6);
});

test('bytes from and to clients', async () => {
  const { bandwidth, times } = await metrics();
  const both = [
    ['ingress', (call: KnownCall) => call.sentBytes],
    ['egress', (call: KnownCall) => call.receivedBytes],
  ] as const;
  for (const [type, bytesOf] of both) {
    expect(bandwidth.data?.[type].bytes).toBeCloseTo(sum(grown().map(bytesOf)), 6);
    expect(bandwidth.data?.[type].values).toEqual(close(courseOf(times, (calls) => sum(calls.map(bytesOf)))));
  }
});

/** APISIX's clock ticks in milliseconds. */
const ms = (us: number) => Math.round(us / 1000);
const latencies = {
  request: (call: KnownCall) => ms(tookUs(call)),
  upstream: (call: KnownCall) => ms(waitedUs(call)),
  apisix: (call: KnownCall) => Math.max(0, ms(tookUs(call)) - ms(waitedUs(call))),
};

test.each(['request', 'upstream', 'apisix'] as const)(
  'latency of type %s: its mean, and quantiles in the bucket where they lie',
  async (type) => {
    const { latency } = await metrics();
    const found = latency.data?.[type];
    const tookMs = grown().map(latencies[type]);
    expect(found?.wholeMeanUs).toBeCloseTo((mean(tookMs) ?? 0) * 1000, 3);
    for (const [name, share] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const) {
      const exactUs = (rank(tookMs, share) ?? 0) * 1000;
      const { us = 0, fromUs = 0, toUs = null } = found?.whole[name] ?? {};
      // The lowest bucket begins at nothing and has what took no whole millisecond.
      expect(exactUs === 0 ? fromUs : exactUs).toBeGreaterThanOrEqual(fromUs);
      expect(exactUs).toBeLessThanOrEqual(toUs ?? Number.POSITIVE_INFINITY);
      expect(us).toBeGreaterThanOrEqual(fromUs);
      expect(us).toBeLessThanOrEqual(toUs ?? us);
    }
  },
);

test('requests by consumer', async () => {
  const { totals, breakdown } = await routeConsumers(traffic.gateway, { routeId: 'known', ...whole() });
  expect(totals).toEqual({ calls: grown().length });
  expect(breakdown).toMatchObject({ others: null, unknown: null, several: 0 });
  const expected = byValue(grown(), ({ consumer }) => consumer);
  expect(breakdown.values.map(({ value, calls, errors }) => ({ value, calls, errors }))).toEqual(
    expected.map(({ value, calls, errors }) => ({ value, calls, errors })),
  );
  // Ten calls of a round lie in each window of four minutes that has the round in it.
  for (const { rates } of breakdown.values)
    expect(Math.max(...rates.map((rate) => rate ?? 0))).toBeCloseTo(10 / 240, 6);
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
  const isCounted = (call: KnownCall) => call.route === 'known';

  test.each<[DashboardGroup, DashboardPanelKey, string, (call: KnownCall) => string, (call: KnownCall) => number]>([
    ['requests', 'byCode', 'code', ({ status }) => String(status), () => 1],
    ['requests', 'byRoute', 'route', () => 'known', () => 1],
    ['requests', 'byConsumer', 'consumer', ({ consumer }) => consumer, () => 1],
    ['bandwidth', 'ingressByRoute', 'route', () => 'known', ({ sentBytes }) => sentBytes],
    ['bandwidth', 'egressByRoute', 'route', () => 'known', ({ receivedBytes }) => receivedBytes],
  ])('%s: %s is what was sent', async (group, key, label, nameOf, amountOf) => {
    const { times, lines } = await linesOf(group, key);
    const values = [...new Set(grown().filter(isCounted).map(nameOf))].sort();
    expect(lines.map(({ labels }) => labels[label]).sort()).toEqual(values);
    for (const { labels, values: course } of lines) {
      const own = (calls: readonly KnownCall[]) =>
        sum(calls.filter((call) => nameOf(call) === labels[label]).map(amountOf));
      expect(course).toEqual(close(courseOf(times, own)));
    }
  });

  test('latency: each quantile lies where the calls of its window do', async () => {
    const { lines } = await linesOf('latency', 'latency');
    const tookMs = grown().map(latencies.request);
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
      // The sandbox checks no upstream's health.
      upstreamStatus: 'empty',
    });
    expect(panels.upstreamStatus).toMatchObject({ reason: 'no_health_checks' });
    const capacity = panels.sharedDictCapacity?.state === 'samples' ? panels.sharedDictCapacity.samples : [];
    expect(capacity.find(({ labels }) => labels.name === 'prometheus-metrics')?.value).toBe(128 * 1024 * 1024);
  });
});
