import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetricName } from '@/lib/instrumentation/metrics';
import type { ApisixMetrics } from '@/lib/prometheus/apisix-metrics';
import type { GatewayConfig } from '@/lib/server/config';
import { hasPrometheus } from '@/sandbox/contract/prometheus-server';
import { contractWrites, lastSecond } from '@/sandbox/contract/promql-samples';
import type { WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { apisixDashboard } from './apisix-dashboard';
import { queryInstant, queryRange } from './client';
import { promqlLabels } from './explore-names';
import { listMetricNames } from './metric-names';
import { defaultSource, namesOf } from './metric-prefix';
import { routeSeriesOf, sampleExpressions } from './promql';
import { statusRates, statusTotals } from './route-expressions';
import { apisixMetrics } from './route-metrics';
import { listSeries } from './series';
import { bySeries, oddName, scrapes, testSeries, timeOf } from './testing-samples';
import { realServer, type Store, sandboxDeepflow, writeSeries } from './testing-stores';

const routes = ['plain', 'extra', 'restarted', 'holed', 'broken', 'late', 'crowd', 'quiet'];
/** A recorded export, scraped from two nodes that count on. */
const recorded = bySeries(contractWrites());
let fixture: TestGateway;

beforeAll(async () => {
  fixture = await startTestGateway();
  const upstream = { nodes: { '127.0.0.1:80': 1 } };
  for (const id of routes)
    await fixture.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream, plugins: { prometheus: {} } });
  await fixture.admin('PUT', '/routes/named', {
    name: oddName,
    uri: '/named',
    upstream,
    plugins: { prometheus: { prefer_name: true } },
  });
  await fixture.admin('PUT', '/routes/off', { uri: '/off', upstream });
});
afterAll(() => fixture.close());

describe.each([
  ['a real Prometheus server', realServer, hasPrometheus()],
  ["the sandbox's DeepFlow", sandboxDeepflow, true],
])('%s', (name, start, isThere) => {
  if (!isThere) {
    test.skip(`${name}: skipped, there is no /usr/bin/prometheus (Debian: apt-get install prometheus)`);
    return;
  }
  let store: Store;
  let gateway: GatewayConfig;

  beforeAll(async () => {
    store = await start();
    const { prometheus, querierUrl, writeUrl } = store;
    gateway = { ...fixture.gateway, prometheus, deepflow: { querierUrl, appUrl: null, tags: {} }, timeoutMs: 60_000 };
    for (const series of [recorded, testSeries()]) await writeSeries(writeUrl, series);
  }, 120_000);
  afterAll(() => store?.close(), 60_000);

  /** Both ends are scrapes, so that growth is not extrapolated. */
  const numbers = (routeId: string, from = 20, to = scrapes) =>
    apisixMetrics(gateway, { routeId, fromMs: timeOf(from) * 1000, toMs: timeOf(to) * 1000 });
  const total = ({ status }: ApisixMetrics) => status.data?.count;
  const only = (values: readonly (number | null)[] | undefined) => [...new Set(values)];

  // Names by labels: DeepFlow lists names without a selector only, and is not asked with one.
  const isDeepflow = start === sandboxDeepflow;
  const names = isDeepflow ? [] : [namesOf({ cluster: 'it\'s "edge"' })];
  const asked = [...sampleExpressions(), ...names];

  test.each(asked.map((expression) => [expression.name, expression] as const))(
    'accepts %s',
    async (_name, { kind, query }) => {
      const form =
        kind === 'range'
          ? { query, start: String(lastSecond - 600), end: String(lastSecond), step: '15' }
          : kind === 'instant'
            ? { query, time: String(lastSecond) }
            : { 'match[]': query, start: String(lastSecond - 600), end: String(lastSecond) };
      const path = { range: 'query_range', instant: 'query', series: 'series' }[kind];
      const answer = await fetch(`${store.prometheus.url}/api/v1/${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      expect({ status: answer.status, body: await answer.json() }).toMatchObject({
        status: 200,
        body: { status: 'success' },
      });
    },
  );

  test('requests, latencies and bytes are what was put in', async () => {
    const { status, latency, bandwidth, ...metrics } = await numbers('plain');
    expect(metrics).toMatchObject({ scrapeS: 15, stepS: 15, windowS: 60, empty: null });
    expect(metrics.notices).toEqual([{ kind: 'first', count: 3 }]);
    expect(metrics.times).toHaveLength(101);
    const [ok, notFound, failed] = status.data?.codes ?? [];
    expect(ok).toMatchObject({ code: '200', count: 200 });
    expect(ok?.values.every((value) => Math.abs((value ?? 0) - 2 / 15) < 1e-9)).toBe(true);
    expect(notFound).toMatchObject({ code: '404', count: 0 });
    expect(only(notFound?.values)).toEqual([0]);
    // It grew by 6; half a scrape is extrapolated before its first sample.
    expect(failed?.code).toBe('500');
    expect(failed?.count).toBeCloseTo(6 * (907.5 / 900), 9);
    expect(failed?.values[0]).toBeNull();
    expect(status.data).toMatchObject({ first: [{ code: '500', count: 3 }], resets: 0 });
    const { request, upstream, apisix } = latency.data ?? {};
    expect(request?.whole).toMatchObject({ p50: { us: 20_000 }, p95: { us: 470_000, fromUs: 200_000, toUs: 500_000 } });
    expect(request?.wholeMeanUs).toBe(182_500);
    expect(only(request?.series.p50.map((value) => Math.round(value ?? 0)))).toEqual([20_000]);
    expect(only(request?.series.p95.map((value) => Math.round(value ?? 0)))).toEqual([470_000]);
    expect(only(upstream?.series.mean.map((value) => Math.round(value ?? 0)))).toEqual([172_500]);
    expect(apisix?.whole.p99?.us).toBeCloseTo(19_800, 3);
    expect([bandwidth.data?.ingress.bytes, bandwidth.data?.egress.bytes]).toEqual([50_000, 1_200_000]);
    expect(only(bandwidth.data?.egress.values.map((value) => Math.round(value ?? 0)))).toEqual([800]);
  });

  test('quantiles are those that the server itself estimates', async () => {
    const { latency, times, stepS, windowS } = await numbers('plain');
    const query = `histogram_quantile(0.9, sum by (le) (rate(apisix_http_latency_bucket{route="plain",type="upstream"}[${windowS}s])))`;
    const own = await queryRange(
      gateway,
      { name: null, query },
      { fromS: times[0] ?? 0, toS: times.at(-1) ?? 0, stepS },
    );
    const wanted = own.series[0]?.values.map((value) => Math.round((value ?? 0) * 1000));
    expect(latency.data?.upstream.series.p90.map((value) => Math.round(value ?? 0))).toEqual(wanted);
  });

  test('a route whose name holds every special sign is found by it, and no other beside', async () => {
    const named = await numbers('named');
    expect(total(named)).toBe(300);
    expect(named.notices).toEqual([]);
  });

  test('extra labels are added up', async () => {
    expect(total(await numbers('extra'))).toBe(200);
  });

  test('a counter that begins anew is counted on, and said', async () => {
    const restarted = await numbers('restarted');
    // Node a: 400. Node b: 59 scrapes of 4, then 1 from zero, then 40.
    expect(total(restarted)).toBe(400 + 236 + 1 + 40);
    expect(restarted.notices).toEqual([{ kind: 'resets', count: 1 }]);
  });

  test('a stretch without samples is a gap, not a zero, and what happened in it is counted', async () => {
    const holed = await numbers('holed');
    expect(total(holed)).toBe(100);
    const at = (scrape: number) => holed.status.data?.codes[0]?.values[holed.times.indexOf(timeOf(scrape))];
    expect([at(60), at(30)]).toEqual([null, 1 / 15]);
    expect(holed.notices).toMatchObject([{ kind: 'holes', count: 1 }]);
  });

  test('a sample that is no number spoils its surroundings alone', async () => {
    const values = (await numbers('broken')).status.data?.codes[0]?.values ?? [];
    const known = values.filter((value) => value !== null);
    expect(known.length).toBeGreaterThan(90);
    expect(known.every((value) => Math.abs(value - 1 / 15) < 1e-9)).toBe(true);
  });

  test('a series that begins within the range says when, with what nobody saw it grow by', async () => {
    const late = await numbers('late');
    expect(late.notices).toEqual([
      { kind: 'first', count: 7 },
      { kind: 'begins', atS: timeOf(81) },
    ]);
    expect(late.status.data?.first).toEqual([{ code: '200', count: 7 }]);
  });

  test('5,000 series become one', async () => {
    const crowd = await numbers('crowd', scrapes - 4);
    expect(crowd.status.data?.codes).toHaveLength(1);
    expect(total(crowd)).toBe(20_000);
  }, 120_000);

  test('of two gateways in one source each sees its own series alone', async () => {
    await fixture.admin('PUT', '/routes/shared', { uri: '/s', upstream: { nodes: {} }, plugins: { prometheus: {} } });
    const range = { fromMs: timeOf(20) * 1000, toMs: timeOf(scrapes) * 1000 };
    const countOf = async (labels: Record<string, string>) =>
      total(await apisixMetrics({ ...gateway, metricsLabels: labels }, { routeId: 'shared', ...range }));
    const passed = scrapes - 20;
    expect(await countOf({ cluster: 'a' })).toBe(passed);
    expect(await countOf({ cluster: 'b' })).toBe(9 * passed);
    expect(await countOf({})).toBe(10 * passed);
  });

  test('metrics of another prefix are another gateway’s', async () => {
    const labels = { source: { prefix: 'edge_', labels: {} }, routes: ['plain'] };
    const times = { fromS: timeOf(scrapes), toS: timeOf(scrapes), stepS: 15 };
    const { series } = await queryRange(gateway, statusRates(labels, 60), times);
    expect(series).toEqual([{ labels: { code: '200', route: 'plain' }, values: [expect.closeTo(6 / 15, 9)] }]);
    const totals = await queryInstant(gateway, statusTotals(labels, 600), timeOf(scrapes));
    expect(totals.find(({ labels: found }) => found.code === '200')?.value).toBe(240);
  });

  test('without a series it is said why', async () => {
    expect((await numbers('quiet')).empty).toEqual({ reason: 'no_requests' });
    expect((await numbers('off')).empty).toEqual({ reason: 'off', offReason: 'absent' });
    expect((await numbers('plain', -800, -700)).empty).toEqual({ reason: 'not_scraped', prefix: 'apisix_' });
  });

  test('the health of upstreams is what a real gateway exported of it', async () => {
    const range = { fromMs: (lastSecond - 600) * 1000, toMs: lastSecond * 1000 };
    const { panels } = await apisixDashboard(gateway, { group: 'nodes', range, filter: {} });
    const health = panels.upstreamStatus;
    if (health?.state !== 'samples') throw new Error(JSON.stringify(health));
    const told = ({ labels: { name, ip, port, instance } = {}, value }: (typeof health.samples)[number]) =>
      [name, ip, port, instance, value].join();
    const wanted = lastOf('apisix_upstream_status').map(({ labels, value = null }) => told({ labels, value }));
    expect(wanted.length).toBeGreaterThan(0);
    expect(health.samples.map(told).sort()).toEqual(wanted.sort());
  });

  test('the series of a route, the labels of a metric and the names of a gateway’s metrics are those that were put in', async () => {
    const times = { fromMs: timeOf(20) * 1000, toMs: timeOf(scrapes) * 1000 };
    const valuesOf = async (metric: MetricName, label: string) => {
      const { series } = await listSeries(gateway, routeSeriesOf(defaultSource, metric, 'plain'), {
        ...times,
        most: 100,
      });
      return series.map((labels) => labels[label]).sort();
    };
    expect(await valuesOf('http_status', 'code')).toEqual(['200', '404', '500']);
    expect(await valuesOf('http_latency', 'type')).toEqual(['apisix', 'request', 'upstream']);
    expect(await valuesOf('bandwidth', 'type')).toEqual(['egress', 'ingress']);
    const crowd = routeSeriesOf(defaultSource, 'http_status', 'crowd');
    const listed = await listSeries(gateway, crowd, { ...times, most: 20_000 });
    expect([listed.series.length, listed.isCut]).toEqual(isDeepflow ? [500, true] : [5000, false]);
    const { labels } = await promqlLabels(gateway, {
      metric: 'edge_http_status',
      from: times.fromMs,
      to: times.toMs,
    });
    expect(labels.filter(({ name }) => !name.startsWith('df_'))).toEqual([
      { name: 'code', values: ['200'] },
      { name: 'instance', values: ['a:9091'] },
      { name: 'job', values: ['apisix'] },
      { name: 'route', values: ['plain'] },
    ]);
    if (isDeepflow) return;
    const names = await listMetricNames(store.prometheus.url, 60_000, { match: namesOf({ cluster: 'b' }) });
    expect(names).toEqual(['apisix_http_status']);
  });

  test('the recorded export of a real gateway is counted as its samples grow', async () => {
    await fixture.admin('PUT', '/routes/r1', { uri: '/r1', upstream: { nodes: {} }, plugins: { prometheus: {} } });
    const spanS = 600;
    const range = { fromMs: (lastSecond - spanS) * 1000, toMs: lastSecond * 1000 };
    const { status } = await apisixMetrics(gateway, { routeId: 'r1', ...range });
    expect(status.data?.codes.map(({ code }) => code)).toEqual(['200', '404', '500']);
    for (const { code, count } of status.data?.codes ?? [])
      expect(count).toBeCloseTo(grownBy({ __name__: 'apisix_http_status', route: 'r1', code }, spanS), 6);
  });
});

/** The recorded series of a metric with what each had last. */
function lastOf(metric: string): { labels: Record<string, string>; value: number | undefined }[] {
  return recorded
    .map(({ labels, samples }) => ({
      labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
      value: samples.at(-1)?.value,
    }))
    .filter(({ labels }) => labels.__name__ === metric);
}

/** What the recorded series with these labels grew by in so many seconds, resets counted on. */
function grownBy(labels: Record<string, string>, spanS: number): number {
  const isMeant = ({ labels: own }: WrittenSeries) =>
    Object.entries(labels).every(([name, value]) => own.some((one) => one.name === name && one.value === value));
  return recorded.filter(isMeant).reduce((sum, { samples }) => {
    const late = samples.filter(({ timestampMs }) => timestampMs >= (lastSecond - spanS) * 1000);
    return late.slice(1).reduce((grown, { value }, at) => {
      const last = late[at]?.value ?? 0;
      return grown + (value >= last ? value - last : value);
    }, sum);
  }, 0);
}
