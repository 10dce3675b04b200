import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import type { CallFilter, CallPage } from '@/lib/deepflow/dto';
import { listCalls } from './calls';
import { routeMetrics } from './metrics';
import { type FakeRequest, fakeGateway, fakeUpstream, recordedTraces, toFakeRow } from './testing';
import { served, spanOf, startS } from './testing-calls';
import { answerFromRows, type FakeRow } from './testing-querier';

let routes: RouterRoute[];
let younger: RouterRoute[] = [];
vi.mock('@/lib/server/apisix/route-index', () => ({
  routeIndex: () => ({
    refresh: async () => {
      routes = [...routes, ...younger];
      younger = [];
    },
    table: async () => ({
      routes,
      services: [],
      routerIndex: buildRouterIndex(routes, []),
      summaryOf: (id: string) => {
        const route = routes.find((candidate) => candidate.id === id);
        return (
          route && {
            id,
            name: `name of ${id}`,
            hosts: route.hosts ?? [],
            paths: route.uris ?? [route.uri],
            methods: route.methods ?? [],
            priority: route.priority ?? 0,
            enabled: route.status !== 0,
          }
        );
      },
    }),
  }),
}));

const fromMs = startS * 1000;
const toMs = (startS + 600) * 1000;
let rows: FakeRow[] = [];
let asked: string[] = [];
let upstreamTakesMs = 0;
let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  upstream = await fakeUpstream((request: FakeRequest) => {
    asked.push(new URLSearchParams(request.text).get('sql') ?? '');
    if (upstreamTakesMs > 0) vi.setSystemTime(Date.now() + upstreamTakesMs);
    return answerFromRows(rows)(request);
  });
});
afterAll(() => upstream.close());
beforeEach(() => {
  routes = [{ id: 'r-orders', uri: '/api/*' }];
  rows = [];
  asked = [];
});

type ListOptions = { filter?: CallFilter; cursor?: string | null; limit?: number; routeId?: string };

const list = (options: ListOptions = {}, timeoutMs = 2000) =>
  listCalls(
    { ...fakeGateway({ querierUrl: upstream.url }), timeoutMs },
    {
      routeId: 'r-orders',
      fromMs,
      toMs,
      filter: {},
      cursor: null,
      limit: 100,
      ...options,
    },
  );

const metrics = (part: { fromMs?: number; toMs?: number } = {}) =>
  routeMetrics(fakeGateway({ querierUrl: upstream.url }), { routeId: 'r-orders', fromMs, toMs, ...part });

const ids = (page: CallPage) => page.calls.map(({ id }) => id);

test('a call that was seen by the process and by the plugin is listed once, and is exact', async () => {
  const row = served(0);
  rows = [row, spanOf(row)];
  const page = await list();
  expect(page).toMatchObject({ source: 'ebpf+otel', otherRoutes: 0, cursor: null, notices: [] });
  expect(page.calls).toMatchObject(
    [{ id: row._id, attribution: { kind: 'exact' }, kinds: ['A', 'S'], traceId: /^t/ }].map((call) => ({
      ...call,
      traceId: rows[1]?.trace_id,
    })),
  );
});

test('without a span the router decides, and says so', async () => {
  rows = [served(0), served(1000, { request_resource: '/shop' })];
  const page = await list();
  expect(page).toMatchObject({ source: 'ebpf', notices: ['no_otel'] });
  expect(page.calls).toMatchObject([{ attribution: { kind: 'computed' }, kinds: ['S'] }]);
});

test('a span of another route takes the call away, whatever the router would say', async () => {
  const row = served(0);
  rows = [row, spanOf(row, { 'attribute.apisix.route_id': 'r-other' })];
  expect(await list()).toMatchObject({ calls: [], otherRoutes: 1 });
});

test('a call that never came to the route’s paths is not said to have been taken by another', async () => {
  routes = [...routes, { id: 'r-shop', uri: '/shop/*' }];
  rows = [served(0, { request_resource: '/shop/%E5%95%86' })];
  expect(await list()).toMatchObject({ calls: [], otherRoutes: 0 });
});

test('a call that two routes could have taken names both, and is not counted', async () => {
  routes = [
    { id: 'r-beta', uri: '/api/*', priority: 1, vars: [['cookie_beta', '==', '1']] },
    { id: 'r-orders', uri: '/api/*' },
  ];
  rows = [served(0)];
  const page = await list();
  expect(page.notices).toContain('ambiguous');
  expect(page.calls[0]?.attribution).toEqual({
    kind: 'ambiguous',
    candidates: [
      { id: 'r-beta', name: 'name of r-beta', needs: ['vars'] },
      { id: 'r-orders', name: 'name of r-orders', needs: [] },
    ],
  });
  expect(await metrics()).toMatchObject({ totals: { calls: 0 }, attributed: { ambiguous: 1 } });
});

test('requests to APISIX’s own APIs are no calls of a route that takes every path', async () => {
  routes = [{ id: 'r-orders', uri: '/*' }];
  rows = [
    served(0, { request_resource: '/apisix/admin/routes', server_port: 9180 }),
    served(1, { request_resource: '/apisix/admin/routes', server_port: 9080 }),
  ];
  expect(ids(await list())).toEqual([rows[1]?._id]);
});

test('a call is nobody’s for sure where a reload of the gateway changes who wins', async () => {
  routes = [
    { id: 'r-orders', uri: '/api/*' },
    { id: 'a-first', uri: '/api/*' },
  ];
  rows = [served(0)];
  expect((await list()).calls[0]?.attribution).toMatchObject({
    kind: 'ambiguous',
    candidates: [{ id: 'r-orders' }, { id: 'a-first' }],
  });
});

test('spans alone are calls where nothing watches the process, and the page says what it rests on', async () => {
  rows = [spanOf(served(0)), spanOf(served(1000))];
  const page = await list();
  expect(page).toMatchObject({ source: 'otel', notices: ['no_ebpf'] });
  expect(page.calls).toMatchObject([
    { source: 'otel', kinds: ['A'], host: 'api.example.com' },
    { source: 'otel', kinds: ['A'] },
  ]);
});

test('rows at the gateway’s interface are used where the process is not watched', async () => {
  const seen = (atMs: number, address: string) =>
    served(atMs, { signal_source: 0, observation_point: 's', process_kname_1: '', ip_1: address });
  const gateway = seen(0, '10.42.1.15');
  rows = [gateway, seen(50, '10.42.2.33'), spanOf(gateway, { ip_1: '10.42.1.15' })];
  const page = await list();
  expect(page).toMatchObject({ source: 'packet', notices: ['no_ebpf'] });
  expect(page.calls).toMatchObject([{ id: gateway._id, kinds: ['A', 'N'], attribution: { kind: 'exact' } }]);
});

test('pages follow each other without a gap or a repetition, spans without a row included', async () => {
  const all: string[] = [];
  for (let at = 0; at < 240; at++) {
    // Several calls share a start.
    const row = served(Math.floor(at / 3) * 40, { request_resource: `/api/orders/${at}` });
    const kind = at % 4;
    if (kind !== 3) rows.push(row);
    const span = spanOf(row);
    if (kind >= 2) rows.push(span);
    all.push(String(kind === 3 ? span._id : row._id));
  }
  const found: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 100; pages++) {
    const page: CallPage = await list({ cursor, limit: 7 });
    expect(page.calls.length).toBeLessThanOrEqual(7);
    found.push(...ids(page));
    cursor = page.cursor;
    if (cursor === null) break;
  }
  expect(found.length).toBe(all.length);
  expect([...found].sort()).toEqual([...all].sort());
  const starts = found.map((id) => Number(rows.find((row) => String(row._id) === id)?.start_time));
  expect(starts).toEqual([...starts].sort((a, b) => b - a));
});

test('filters keep what they name, and a filtered row’s span does not come back as a call of its own', async () => {
  const slow = served(0, { response_duration: 2_000_000, request_type: 'POST' });
  const failed = served(100, { response_code: 502, response_status: 3 });
  const odd = served(200, { request_resource: "/api/100%/it's_*" });
  // The row ends with the start of the answer, the span with its end: it alone is long.
  const download = served(300, { response_duration: 5000, request_resource: '/api/file' });
  rows = [slow, failed, odd, download, ...[slow, failed, odd].map((row) => spanOf(row))];
  rows.push(spanOf(download, { response_duration: 9_000_000, end_time: Number(download.start_time) + 9_000_000 }));
  expect(ids(await list({ filter: { minDurationUs: 1_000_000 } }))).toEqual([slow._id]);
  expect(ids(await list({ filter: { outcome: ['server_error'] } }))).toEqual([failed._id]);
  expect(ids(await list({ filter: { method: ['POST', 'PUT'] } }))).toEqual([slow._id]);
  expect(ids(await list({ filter: { path: "100%/IT'S_*" } }))).toEqual([odd._id]);
  expect(ids(await list({ filter: { path: 'slimit' } }))).toEqual([]);
});

test('a target that the gateway normalised is one call, with a filter that names either spelling of it', async () => {
  const row = served(0, { request_resource: '/api//a%20b?x=%2F' });
  rows = [row, spanOf(row, { request_resource: '/api/a b?x=%2F' })];
  for (const path of [undefined, 'a b', 'a%20b', 'x=/', 'API//'])
    expect(ids(await list({ filter: { path } })), path).toEqual([row._id]);
  expect((await list()).calls[0]?.attribution).toEqual({ kind: 'exact' });
});

test('a filtered row’s span does not come back, however many requests its target had since then', async () => {
  const download = served(0, { response_duration: 5000 });
  rows = [
    download,
    spanOf(download, { response_duration: 9_000_000, end_time: Number(download.start_time) + 9_000_000 }),
  ];
  for (let at = 0; at < 10_100; at++) rows.push(served(20_000 + at, { request_domain: 'other.example.com' }));
  routes = [{ id: 'r-orders', uri: '/api/*', hosts: ['api.example.com'] }];
  expect(ids(await list({ filter: { minDurationUs: 1_000_000 } }))).toEqual([]);
});

test('calls of one very moment are all listed, page after page', async () => {
  rows = Array.from({ length: 9 }, (_, at) => served(0, { request_resource: `/api/orders/${at}` }));
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: CallPage = await list({ cursor, limit: 1 });
    found.push(...ids(page));
    cursor = page.cursor;
  } while (cursor !== null);
  expect(found.sort()).toEqual(rows.map(({ _id }) => String(_id)).sort());
});

test('a call without answer has neither status nor duration', async () => {
  rows = [served(0, { type: 0, response_status: 2, response_code: null, response_duration: 0 })];
  expect((await list()).calls).toMatchObject([{ status: null, durationUs: null, outcome: 'timeout' }]);
});

test('a page stops after 20,000 rows of other routes, says so, and the next one goes on', async () => {
  routes = [
    { id: 'r-hot', uri: '/api/*', priority: 5 },
    { id: 'r-orders', uris: ['/api/*', '/api/rare'] },
  ];
  for (let at = 0; at < 21_000; at++) rows.push(served(500_000 - at, { request_resource: '/api/hot' }));
  rows.push(served(10, { request_resource: '/api/rare' }));
  // The fake is slower than DeepFlow: here rows end the page, not time.
  const patientMs = 120_000;
  const first = await list({}, patientMs);
  expect(first).toMatchObject({ calls: [], otherRoutes: expect.any(Number) });
  expect(first.notices).toContain('scan_limit');
  const second = await list({ cursor: first.cursor }, patientMs);
  expect(second.calls).toHaveLength(1);
  expect(second.cursor).toBeNull();
});

test('no statement grows beyond what ClickHouse takes, whatever ids and targets clients choose', async () => {
  for (let at = 0; at < 300; at++) {
    const row = served(at, { trace_id: `${at}${"'".repeat(900)}`, request_resource: `/api/${at}${'\\'.repeat(900)}` });
    rows.push(spanOf(row), ...(at % 2 === 0 ? [row] : []));
  }
  const page = await list({ limit: 300 }, 120_000);
  expect(page.calls).toHaveLength(300);
  expect(Math.max(...asked.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(256 * 1024);
}, 60_000);

test('what about the route explains an empty list is said', async () => {
  routes = [{ id: 'r-orders', uri: '/api/*', hosts: ['a.example.com:9080'], status: 0 }];
  expect((await list()).notices).toEqual(['route_disabled', 'host_with_port', 'no_ebpf', 'no_otel']);
});

test('a route that is younger than the last reading of the table is found by reading it again', async () => {
  younger = [{ id: 'young', uri: '/young' }];
  await expect(list({ routeId: 'young' })).resolves.toMatchObject({ calls: [] });
});

test('an unknown route and a forged cursor are refused', async () => {
  await expect(list({ routeId: 'nope' })).rejects.toMatchObject({ problem: { code: 'not_found' } });
  for (const cursor of ["1' OR 1=1", '9999999999999999', '~1'])
    await expect(list({ cursor }), cursor).rejects.toThrow('is not a cursor');
});

test('metrics count each attributed call once, in its bucket', async () => {
  const row = served(60_000, { response_code: 500, response_status: 3, response_duration: 50_000 });
  rows = [served(0), served(500), row, spanOf(row)];
  const series = await metrics();
  expect(series).toMatchObject({
    stepS: 5,
    totals: { calls: 3, errors: 1, p50Us: 20_000, p99Us: 50_000 },
    attributed: { exact: 1, computed: 2, ambiguous: 0 },
    source: 'ebpf+otel',
    cut: null,
  });
  expect(series.rate[0]).toBe(0.4);
  expect(series.rate[1]).toBe(0);
  expect(series.duration.p50[1]).toBeNull();
  expect(series.outcomes.server_error[12]).toBe(0.2);
});

test('each call is in one of two ranges that meet, within a second too, and in the bucket of its end', async () => {
  for (let at = 0; at < 100; at++) rows.push(served(at * 30, { response_duration: (at % 7) * 1_000_000 }));
  rows.push(...rows.filter((_row, at) => at % 3 === 0).map((row) => spanOf(row)));
  const meetAt = fromMs + 2345;
  const [before, after] = [await metrics({ toMs: meetAt }), await metrics({ fromMs: meetAt })];
  const endedBefore = rows.slice(0, 100).filter((row) => Number(row.end_time) < meetAt * 1000).length;
  expect([before.totals.calls, after.totals.calls]).toEqual([endedBefore, 100 - endedBefore]);
  // The calls that ended in the rest of the first bucket, over the seconds that are left of it.
  const bucketEndMs = fromMs + 5000;
  const inFirst =
    rows.slice(0, 100).filter(({ end_time: end }) => Number(end) < bucketEndMs * 1000).length - endedBefore;
  expect(after.stepS).toBe(5);
  expect(after.rate[0]).toBeCloseTo(inFirst / ((bucketEndMs - meetAt) / 1000), 6);
});

test('where nothing observes the gateway the series have gaps, not zeros', async () => {
  const { rate, notices } = await metrics();
  expect(new Set(rate)).toEqual(new Set([null]));
  expect(notices).toEqual(['no_ebpf', 'no_otel']);
});

test('an upstream that is an nginx is no gateway, but an APISIX that runs as one is', async () => {
  const gateway = served(0);
  const upstream = served(2, { process_kname_1: 'nginx' });
  rows = [gateway, upstream];
  expect(ids(await list())).toEqual([gateway._id]);
  rows = [upstream];
  expect(await list()).toMatchObject({ calls: [{ id: upstream._id }], source: 'ebpf' });
});

test('a slow DeepFlow gives the newest part of a range, which says where it ends and goes on from there', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  upstreamTakesMs = 3000;
  try {
    routes = [
      { id: 'r-hot', uri: '/api/*', priority: 5 },
      { id: 'r-orders', uri: '/api/*' },
    ];
    for (let at = 0; at < 1500; at++) rows.push(served(500_000 - at));
    const page = await list();
    expect(page).toMatchObject({ calls: [], cursor: expect.stringMatching(/^\d+$/), otherRoutes: 199 });
    expect(page.notices).toContain('scan_limit');
  } finally {
    upstreamTakesMs = 0;
    vi.useRealTimers();
  }
});

test('of every recorded request at a gateway: one call for each inbound row, exact where it has a span', async () => {
  routes = [{ id: 'r-orders', uri: '/*' }];
  let calls = 0;
  for (const line of new Map(recordedTraces().map((trace) => [trace.scenario, trace])).values()) {
    rows = line.rows.map(toFakeRow).map((row) => ({
      ...row,
      ...(row['attribute.apisix.route_id'] !== undefined && { 'attribute.apisix.route_id': 'r-orders' }),
    }));
    const inbound = rows.filter(
      (row) => row.observation_point === 's-p' && row.process_kname_1 === 'openresty' && row.type !== 1,
    );
    const spans = rows.filter(
      (row) => row['attribute.apisix.route_id'] !== undefined && row.observation_point === 's-app',
    );
    if (inbound.length === 0) continue;
    const page = await list();
    const ofRows = page.calls.filter(({ source }) => source === 'ebpf');
    expect(ofRows.map(({ id }) => id).sort(), line.scenario).toEqual(inbound.map(({ _id }) => _id).sort());
    const exact = page.calls.filter(({ attribution }) => attribution.kind === 'exact').length;
    expect(exact, line.scenario).toBe(spans.length);
    expect(page.calls.length - ofRows.length, line.scenario).toBe(Math.max(0, spans.length - inbound.length));
    calls += page.calls.length;
  }
  expect(calls).toBeGreaterThan(50);
});
