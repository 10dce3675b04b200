import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DashboardFilter, DashboardGroup } from '@/lib/prometheus/apisix-dashboard';
import type { GatewayConfig } from '@/lib/server/config';
import { fakeUpstream } from '@/lib/server/deepflow/testing';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { apisixDashboard } from './apisix-dashboard';
import { dashboardLabelValues } from './dashboard-labels';

const fromMs = Date.UTC(2026, 0, 1, 12);
const range = { fromMs, toMs: fromMs + 600_000 };

/** `alone`: what is answered of one moment, where that is not what a range has there; `refused`: nothing is. */
type Found = { metric: Record<string, string>; value: string | string[]; alone?: string };
type Answer = Found[] | { status: number };

let fixture: TestGateway;
let close: () => Promise<void> = async () => undefined;
beforeEach(async () => {
  fixture = await startTestGateway();
});
afterEach(async () => {
  await Promise.all([fixture.close(), close()]);
});

/** A Prometheus that has these series wherever the expression names the metric; the rest is empty, as DeepFlow says it. */
async function prometheusWith(answers: Record<string, Answer>, prefix = 'apisix_') {
  const asked: URLSearchParams[] = [];
  const upstream = await fakeUpstream(({ path, text }) => {
    if (path.startsWith('/api/v1/label/'))
      return { body: { status: '', data: [`${prefix}http_status`, `${prefix}node_info`] } };
    const params = new URLSearchParams(text);
    asked.push(params);
    const query = params.get('query') ?? '';
    const [, found = []] = Object.entries(answers).find(([part]) => query.includes(part)) ?? [];
    if (!Array.isArray(found)) return { status: found.status, body: { status: 'fail', error: 'no' } };
    // DeepFlow answers an unknown metric with an empty vector, to a range expression too.
    if (found.length === 0) return { body: { status: 'success', data: { resultType: 'vector', result: null } } };
    const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) => Number(params.get(name)));
    const times = params.has('step')
      ? Array.from({ length: (end - start) / step + 1 }, (_, at) => start + at * step)
      : [];
    const one = (value: string | string[], at: number) => (Array.isArray(value) ? (value[at] ?? 'NaN') : value);
    if (found.some(({ alone }) => alone === 'refused') && !path.endsWith('query_range'))
      return { status: 500, body: { status: 'fail', error: 'no' } };
    const result = path.endsWith('query_range')
      ? found.map(({ metric, value }) => ({ metric, values: times.map((time, at) => [time, one(value, at)]) }))
      : found.map(({ metric, value, alone = one(value, 0) }) => ({
          metric,
          value: [Number(params.get('time')), alone],
        }));
    return { body: { status: 'success', data: { resultType: 'vector', result } } };
  });
  close = upstream.close;
  const gateway: GatewayConfig = { ...fixture.gateway, prometheus: { url: upstream.url } };
  const show = (group: DashboardGroup, filter: DashboardFilter = {}) =>
    apisixDashboard(gateway, { group, range, filter });
  return { gateway, asked, show };
}

const samples = {
  'count_over_time(apisix_node_info[120s]': [{ metric: {}, value: '8' }],
  'count_over_time(apisix_node_info[600s]': [{ metric: {}, value: '40' }],
};
const scraped = { ...samples, 'count by () (apisix_node_info)': [{ metric: {}, value: '1' }] };

test('one expression a panel, on one grid of times, over four scrapes at least', async () => {
  const { asked, show } = await prometheusWith({
    ...samples,
    apisix_http_status: [{ metric: { code: '200' }, value: '2' }],
  });
  const answer = await show('requests');
  expect(answer).toMatchObject({ scrapeS: 15, windowS: 60 });
  expect(answer.panels.byCode).toMatchObject({ state: 'series', stepS: 15, others: null, isCut: false });
  const ranges = asked.filter((params) => params.has('step'));
  expect(ranges).toHaveLength(4);
  expect(new Set(ranges.map((params) => ['start', 'end', 'step'].map((name) => params.get(name)).join()))).toHaveLength(
    1,
  );
});

test('a scrape interval that is not known is taken for a minute', async () => {
  const { show } = await prometheusWith({});
  expect(await show('connections')).toMatchObject({ scrapeS: null, windowS: 240 });
});

test('of samples that DeepFlow left out the panel says so, and shows nothing that was made of a part of them', async () => {
  const late = [...new Array<string>(20).fill('NaN'), ...new Array<string>(21).fill('2')];
  const { gateway, asked } = await prometheusWith({
    ...samples,
    'by (code)': [{ metric: { code: '200' }, value: late, alone: '2' }],
    'by (route)': [{ metric: { route: 'r1' }, value: late, alone: 'NaN' }],
  });
  const url = gateway.prometheus?.url ?? '';
  const ofDeepflow = { ...gateway, deepflow: { ...gateway.deepflow, querierUrl: url } };
  const { panels, windowS } = await apisixDashboard(ofDeepflow, { group: 'requests', range, filter: {} });
  const beginsS = fromMs / 1000 + 20 * 15;
  expect(panels.byCode).toMatchObject({ cutBeforeS: beginsS + windowS });
  const values = panels.byCode?.state === 'series' ? (panels.byCode.series[0]?.values ?? []) : [];
  expect(values.findIndex((value) => value !== null)).toBe(20 + windowS / 15);
  // A series that began then has nothing before it.
  expect(panels.byRoute).toMatchObject({ cutBeforeS: null });
  // Prometheus refuses what is too much for it: nothing is asked twice.
  const before = asked.length;
  await apisixDashboard(gateway, { group: 'requests', range, filter: {} });
  expect(
    asked.slice(before).filter((params) => !params.has('step') && !params.get('query')?.includes('node_info')),
  ).toEqual([]);
});

test('where it cannot be asked whether samples were left out, the panel keeps what came', async () => {
  const late = [...new Array<string>(20).fill('NaN'), ...new Array<string>(21).fill('2')];
  const { gateway } = await prometheusWith({
    ...samples,
    'by (code)': [{ metric: { code: '200' }, value: late, alone: 'refused' }],
  });
  const url = gateway.prometheus?.url ?? '';
  const ofDeepflow = { ...gateway, deepflow: { ...gateway.deepflow, querierUrl: url } };
  const { byCode } = (await apisixDashboard(ofDeepflow, { group: 'requests', range, filter: {} })).panels;
  expect(byCode).toMatchObject({ state: 'series', cutBeforeS: null });
  expect(byCode?.state === 'series' ? byCode.series[0]?.values.findIndex((value) => value !== null) : null).toBe(20);
});

test('nothing is asked of the time ahead, and of a long range the newest is', async () => {
  const { gateway, asked } = await prometheusWith(samples);
  const nowMs = Date.now();
  const month = { fromMs: nowMs - 29 * 86_400_000, toMs: nowMs + 7_200_000 };
  await apisixDashboard(gateway, { group: 'requests', range: month, filter: {} });
  const ends = asked.flatMap((params) => params.get('end') ?? []).map(Number);
  expect(Math.max(...ends)).toBeLessThanOrEqual(Date.now() / 1000);
  expect(Math.min(...ends)).toBeGreaterThan(nowMs / 1000 - 61);
});

test('a panel that fails fails alone, with its problem', async () => {
  const { show } = await prometheusWith({
    ...scraped,
    'by (state)': { status: 500 },
    apisix_http_requests_total: [{ metric: {}, value: '7' }],
  });
  const { panels } = await show('connections');
  expect(panels.connections).toMatchObject({ state: 'problem', problem: { code: 'upstream_rejected' } });
  expect(panels.totalRequests).toMatchObject({ state: 'series' });
});

test('another prefix is asked for, and filters go in quoted', async () => {
  const { asked, show } = await prometheusWith(
    { edge_http_status: [{ metric: { code: '200' }, value: '1' }] },
    'edge_',
  );
  const { panels } = await show('requests', { route: 'it"s\\', instance: 'a:1' });
  expect(panels.byCode?.state).toBe('series');
  const queries = asked.map((params) => params.get('query') ?? '');
  expect(queries.filter((query) => query.includes('apisix_'))).toEqual([]);
  expect(queries).toContainEqual(expect.stringContaining('edge_http_status{route="it\\"s\\\\",instance="a:1"}'));
});

test('of 500 series the eight with most are shown, the others as one, and the cut is said', async () => {
  const many = Array.from({ length: 500 }, (_, at) => ({ metric: { route: `r${at}` }, value: String(at) }));
  const { show } = await prometheusWith({ ...samples, 'by (route)': many, 'by (code)': many });
  const { panels } = await show('requests');
  const panel = panels.byRoute;
  if (panel?.state !== 'series') throw new Error('no series');
  expect(panel.series.map(({ labels }) => labels.route)).toEqual(
    [499, 498, 497, 496, 495, 494, 493, 492].map((at) => `r${at}`),
  );
  expect(panel.others).toMatchObject({ count: 492 });
  expect(panel.isCut).toBe(true);
});

test('NaN and infinity are gaps, and a series of nothing else is a gap throughout', async () => {
  const { show } = await prometheusWith({
    ...samples,
    'by (state)': [
      { metric: { state: 'active' }, value: ['1', 'NaN', '+Inf', '2'] },
      { metric: { state: 'waiting' }, value: 'NaN' },
    ],
  });
  const { panels } = await show('connections');
  if (panels.connections?.state !== 'series') throw new Error('no series');
  const [active, waiting] = panels.connections.series;
  expect(active?.values.slice(0, 4)).toEqual([1, null, null, 2]);
  expect(active?.notNumbers?.slice(0, 2)).toEqual([1, 2]);
  expect(waiting?.values.every((value) => value === null)).toBe(true);
});

test('latencies are quantiles of the buckets of each type, in µs', async () => {
  const bucket = (type: string, le: string, value: string) => ({ metric: { type, le }, value });
  const { show } = await prometheusWith({
    ...samples,
    apisix_http_latency_bucket: [
      bucket('request', '10', '0'),
      bucket('request', '20', '4'),
      bucket('request', '+Inf', '4'),
      bucket('upstream', '10', '0'),
      bucket('upstream', '+Inf', '0'),
    ],
  });
  const { panels } = await show('latency');
  if (panels.latency?.state !== 'series') throw new Error('no series');
  const last = Object.fromEntries(
    panels.latency.series.map(({ labels, values }) => [`${labels.type} ${labels.quantile}`, values.at(-1)]),
  );
  expect(last).toEqual({
    'request 0.5': 15_000,
    'request 0.9': 19_000,
    'request 0.95': 19_500,
    'request 0.99': 19_900,
  });
});

test('space of a shared dict is the share that is taken, the fullest first', async () => {
  const { show } = await prometheusWith({
    ...samples,
    'apisix_shared_dict_free_space_bytes) /': [
      { metric: { name: 'a', instance: 'n' }, value: '0.9' },
      { metric: { name: 'b', instance: 'n' }, value: '0.25' },
    ],
  });
  const { panels } = await show('nodes');
  if (panels.sharedDictFree?.state !== 'series') throw new Error('no series');
  expect(panels.sharedDictFree.series.map(({ labels, values }) => [labels.name, values[0]])).toEqual([
    ['b', 0.75],
    ['a', expect.closeTo(0.1)],
  ]);
});

test('of many nodes those that lost etcd come first, and no state of nodes is added up', async () => {
  const nodes = Array.from({ length: 14 }, (_, at) => ({ metric: { instance: `n${at}` }, value: at < 12 ? '1' : '0' }));
  const keys = Array.from({ length: 14 }, (_, at) => ({ metric: { key: `k${at}` }, value: '100' }));
  const { show } = await prometheusWith({
    ...samples,
    apisix_etcd_reachable: nodes,
    apisix_etcd_modify_indexes: keys,
    apisix_shared_dict_free_space_bytes: [{ metric: { name: 'a', instance: 'n' }, value: '9' }],
  });
  const { etcdReachable, etcdIndexes, sharedDictSpace } = (await show('nodes')).panels;
  if (etcdReachable?.state !== 'series' || etcdIndexes?.state !== 'series') throw new Error('no series');
  expect(etcdReachable.series.slice(0, 2).map(({ labels }) => labels.instance)).toEqual(['n12', 'n13']);
  expect([etcdReachable.others, etcdIndexes.others]).toEqual(Array(2).fill({ count: 2, values: null }));
  expect(sharedDictSpace).toMatchObject({ state: 'samples', samples: [{ value: 9 }] });
});

test('nothing scraped, plugin off everywhere, no traffic and an unknown metric are told apart', async () => {
  const reasons = async (answers: Record<string, Answer>, filter: DashboardFilter = {}) => {
    await close();
    const { gateway } = await prometheusWith(answers);
    const groups: DashboardGroup[] = ['requests', 'nodes'];
    const shown = await Promise.all(groups.map((group) => apisixDashboard(gateway, { group, range, filter })));
    const panels = Object.assign({}, ...shown.map((one) => one.panels));
    return ['byRoute', 'upstreamStatus', 'sharedDictFree'].map((key) => panels[key].reason);
  };
  await fixture.admin('PUT', '/routes/r1', { uri: '/a', upstream: { nodes: {} } });
  expect(await reasons({})).toEqual(['not_scraped', 'not_scraped', 'not_scraped']);
  expect(await reasons(scraped)).toEqual(['plugin_off', 'no_health_checks', 'unknown_metric']);
  expect(await reasons(scraped, { route: 'x' })).toEqual(['filtered', 'no_health_checks', 'unknown_metric']);
  expect(await reasons(scraped, { instance: 'x' })).toEqual(['filtered', 'filtered', 'filtered']);
});

test('with the plugin in force somewhere, nothing counted means no traffic', async () => {
  await fixture.admin('PUT', '/routes/r1', { uri: '/a', plugins: { prometheus: {} }, upstream: { nodes: {} } });
  const { show } = await prometheusWith(scraped);
  expect((await show('latency')).panels.latency).toEqual({ state: 'empty', reason: 'no_traffic' });
});

test('a label that is a route’s id, or a name that one route alone has, names the route', async () => {
  const put = (id: string, name: string) =>
    fixture.admin('PUT', `/routes/${id}`, { name, uri: `/${id}`, upstream: { nodes: {} } });
  await Promise.all([put('r1', 'cart'), put('r2', 'twin'), put('r3', 'twin')]);
  const route = (name: string) => ({ metric: { route: name }, value: '1' });
  const { gateway, show } = await prometheusWith({
    ...samples,
    'by (route, service, consumer)': [route('r1'), { metric: { consumer: 'jack' }, value: '2' }],
    apisix_node_info: [{ metric: { instance: 'n:1' }, value: '1' }],
    'by (route)': [route('r1'), route('cart'), route('twin'), route('gone'), { metric: {}, value: '1' }],
  });
  const cart = { id: 'r1', name: 'cart' };
  expect((await show('requests')).routes).toEqual({ r1: cart, cart });
  expect(await dashboardLabelValues(gateway, range)).toEqual({
    values: { route: ['r1'], service: [], consumer: ['jack'], instance: ['n:1'] },
    isCut: false,
    routes: { r1: cart },
  });
});
