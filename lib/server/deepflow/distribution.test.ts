import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import type { Selection } from '@/lib/deepflow/distribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import { listCalls } from './calls';
import { routeDistribution } from './distribution';
import { routeMetrics } from './metrics';
import { type FakeRequest, fakeGateway, fakeUpstream } from './testing';
import { sentFor as sentRow, served as servedRow, spanOf as spanOfRow, startS } from './testing-calls';
import { answerFromRows, type FakeRow } from './testing-querier';

let routes: RouterRoute[];
vi.mock('@/lib/server/apisix/route-index', () => ({
  routeIndex: () => ({
    refresh: async () => undefined,
    table: async () => ({
      routes,
      services: [],
      routerIndex: buildRouterIndex(routes, []),
      summaryOf: (id: string) => {
        const route = routes.find((candidate) => candidate.id === id);
        const { hosts = [], uri, methods = [], priority = 0 } = route ?? {};
        return route && { id, name: id, hosts, paths: [uri], methods, priority, enabled: true };
      },
    }),
  }),
}));

const range = { routeId: 'r-orders', fromMs: startS * 1000, toMs: (startS + 600) * 1000 };
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

const gateway = () => fakeGateway({ querierUrl: upstream.url });
const list = async (filter: CallFilter) =>
  (await listCalls(gateway(), { ...range, filter, cursor: null, limit: 500 })).calls.map(({ id }) => id);
const distribution = (filter: CallFilter = {}, selection: Selection | null = null) =>
  routeDistribution(gateway(), { ...range, filter, selection });

const served = (atMs: number, part: FakeRow = {}) =>
  servedRow(atMs, { auto_instance_0: '203.0.113.7', auto_instance_1: 'apisix-1', ...part });
const spanOf = (row: FakeRow, part: FakeRow = {}) => spanOfRow(row, { auto_instance_0: '0.0.0.0', ...part });

const sentFor = (row: FakeRow, instance: string, part: FakeRow = {}) =>
  sentRow(row, instance, { auto_instance_0: 'apisix-1', ...part });

test('each filter keeps the calls that have what it names, and those alone', async () => {
  const plain = served(0, { syscall_trace_id_request: '11' });
  const failed = served(100, { response_code: 503, response_status: 3, syscall_trace_id_request: '12' });
  const slow = served(200, { response_duration: 900_000, http_proxy_client: "o'brien" });
  const ported = served(300, { request_domain: 'OTHER.example.com:9080' });
  const silent = served(400, { type: 0, response_code: null, response_duration: 0, response_status: 2 });
  rows = [plain, failed, slow, ported, silent, sentFor(plain, 'orders-a'), sentFor(failed, 'orders-b')];
  rows.push(spanOf(slow, { 'attribute.apisix.response_source': 'apisix', trace_id: 'abc' }));
  const kept: [CallFilter, FakeRow[]][] = [
    [{ status: [503, 404] }, [failed]],
    [{ maxDurationUs: 20_000 }, [ported, failed, plain]],
    [{ minDurationUs: 20_001, maxDurationUs: 900_000 }, [slow]],
    [{ maxDurationUs: 0 }, []],
    [{ host: 'other.example.com' }, [ported]],
    [{ client: "o'brien" }, [slow]],
    [{ client: '203.0.113.7' }, [silent, ported, failed, plain]],
    [{ upstream: 'orders-b' }, [failed]],
    [{ upstream: 'orders' }, [failed, plain]],
    [{ trace: 'abc' }, [slow]],
    [{ trace: 'abd' }, []],
    [{ attr: [{ name: 'apisix.response_source', value: 'apisix' }] }, [slow]],
    [{ attr: [{ name: 'apisix.response_source', value: 'upstream' }] }, []],
    [{ attr: [{ name: 'apisix.response_source', value: 'apisix' }], status: [503] }, []],
  ];
  for (const [filter, wanted] of kept)
    expect(await list(filter), JSON.stringify(filter)).toEqual(wanted.map(({ _id }) => _id));
});

test('a call whose trace is known from the gateway’s own request alone is found by it', async () => {
  const row = served(0, { syscall_trace_id_request: '11' });
  rows = [row, served(1), sentFor(row, 'orders-a', { trace_id: 'from-outbound' })];
  expect(await list({ trace: 'from-outbound' })).toEqual([row._id]);
});

test('a host that only the span knows is found by it', async () => {
  const row = served(0, { request_domain: '' });
  rows = [row, spanOf(row, { 'attribute.net.host.name': 'api.example.com' })];
  expect(await list({ host: 'api.example.com' })).toEqual([row._id]);
  expect(await list({ host: 'api.example.org' })).toEqual([]);
});

test('calls that only have a span are filtered by it', async () => {
  const span = spanOf(served(0), { 'attribute.tier': 'gold', response_duration: 5000 });
  rows = [span, spanOf(served(50))];
  expect(await list({ attr: [{ name: 'tier', value: 'gold' }] })).toEqual([span._id]);
  expect(await list({ upstream: 'orders' })).toEqual([]);
});

test('the distribution counts what the metrics count, and says what it leaves out', async () => {
  routes = [
    { id: 'r-beta', uri: '/api/beta', priority: 1, vars: [['cookie_beta', '==', '1']] },
    { id: 'r-orders', uri: '/api/*' },
  ];
  rows = Array.from({ length: 300 }, (_, at) =>
    served(at * 1000, {
      response_duration: 1000 * (at + 1),
      ...(at % 10 === 0 && { response_code: 500, response_status: 3 }),
    }),
  );
  rows.push(served(5, { type: 0, response_code: null, response_duration: 0, response_status: 2 }));
  rows.push(served(7, { request_resource: '/api/beta' }));
  rows.push(...rows.slice(0, 50).map((row) => spanOf(row)));
  const [found, metrics] = [await distribution(), await routeMetrics(gateway(), { ...range, filter: {} })];
  expect(found).toMatchObject({
    totals: { calls: 301, answered: 300, errors: 31 },
    ambiguous: 1,
    cut: null,
    comparison: null,
    source: 'ebpf+otel',
    notices: ['ambiguous'],
  });
  expect(found.totals).toMatchObject({ calls: metrics.totals.calls, errors: metrics.totals.errors });
  expect(found.cells.reduce((sum, [, , calls]) => sum + calls, 0)).toBe(300);
  expect(found.quantiles.find(([share]) => share === 0.5)?.[1]).toBe(metrics.totals.p50Us);
  expect(found.quantiles.find(([share]) => share === 0.99)?.[1]).toBe(metrics.totals.p99Us);
});

test('names are not read for the picture alone', async () => {
  rows = [served(0)];
  await distribution();
  expect(asked.join()).not.toMatch(/auto_instance|region_0|response_source/);
});

test('what sets the selected calls apart is said of statuses, clients, upstreams and the gateway’s spans', async () => {
  const quick: FakeRow[] = [];
  const slow: FakeRow[] = [];
  for (let at = 0; at < 60; at++) {
    const row = served(at * 1000, { syscall_trace_id_request: String(100 + at), auto_instance_0: `10.0.0.${at}` });
    quick.push(row, sentFor(row, at % 2 === 0 ? 'orders-a' : 'orders-c'), spanOf(row));
  }
  for (let at = 0; at < 12; at++) {
    const row = served(at * 1000 + 500, {
      response_duration: 3_000_000,
      response_code: 503,
      response_status: 3,
      syscall_trace_id_request: String(500 + at),
      pod_0: 'batch-1',
      request_resource: `/api/report?day=${at}`,
    });
    slow.push(row, sentFor(row, 'orders-b'), spanOf(row, { 'attribute.apisix.response_source': 'apisix' }));
  }
  rows = [...quick, ...slow];
  const selection = { t0: range.fromMs, t1: range.toMs, d0: 1_000_000, d1: 10_000_000 };
  const { comparison } = await distribution({}, selection);
  expect(comparison).toMatchObject({ selected: 12, rest: 60 });
  const values = Object.fromEntries(
    (comparison?.attributes ?? []).map(({ name, values }) => [name, values.map(({ value }) => value)]),
  );
  expect(values).toEqual({
    status: ['503'],
    outcome: ['server_error'],
    path: ['/api/report'],
    client: ['203.0.113.7'],
    upstream: ['orders-b'],
    // Of the others no pod is known, and nobody answered but upstreams: there is nothing to compare with.
  });
  const upstreamPart = comparison?.attributes.find(({ name }) => name === 'upstream');
  expect(upstreamPart).toMatchObject({
    known: { selected: 12, rest: 60 },
    values: [{ value: 'orders-b', selected: 12, rest: 0 }],
  });
});

test('the list of a selection has the calls of its cells', async () => {
  rows = Array.from({ length: 200 }, (_, at) => served(at * 2500, { response_duration: 700 * (at + 1) ** 2 }));
  const { cells, startMs, stepMs, edgesUs } = await distribution();
  const [column, row, calls] = cells[17] ?? [0, 0, 0];
  const part = await listCalls(gateway(), {
    routeId: 'r-orders',
    fromMs: Math.max(startMs + column * stepMs, range.fromMs),
    toMs: startMs + (column + 1) * stepMs,
    filter: { minDurationUs: edgesUs[row], maxDurationUs: (edgesUs[row + 1] ?? 0) - 1 },
    cursor: null,
    limit: 100,
  });
  expect(part.calls).toHaveLength(calls);
});

test('where reading ends before the range does, the picture says from when on it is whole', async () => {
  for (let at = 0; at < 10_100; at++) rows.push(served(500_000 - at * 9));
  const patient = { ...gateway(), timeoutMs: 20_000 };
  vi.useFakeTimers({ toFake: ['Date'] });
  upstreamTakesMs = 30_000;
  try {
    const { cut, totals, notices } = await routeDistribution(patient, { ...range, filter: {}, selection: null });
    expect(notices).toContain('scan_limit');
    expect(totals.calls).toBe(9999);
    const sinceMs = cut?.sinceMs ?? 0;
    expect(rows.filter(({ start_time: start }) => Number(start) / 1000 >= sinceMs)).toHaveLength(totals.calls);
  } finally {
    upstreamTakesMs = 0;
    vi.useRealTimers();
  }
});
