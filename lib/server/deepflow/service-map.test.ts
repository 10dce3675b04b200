import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import { endOfId, type ServiceMap } from '@/lib/deepflow/service-map';
import type { Exchange } from '@/sandbox/agent/exchange';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { edgeCourse } from './map-course';
import { parseCourse } from './map-params';
import { routeMap } from './route-map';
import { gatewayMap } from './service-map';
import { fakeGateway, fakeUpstream } from './testing';

const routes: RouterRoute[] = [{ id: 'r-orders', uri: '/api/*' }];
vi.mock('@/lib/server/apisix/route-index', () => ({
  routeIndex: () => ({
    refresh: async () => undefined,
    table: async () => ({
      routes,
      services: [],
      routerIndex: buildRouterIndex(routes, []),
      summaryOf: (id: string) =>
        id === 'r-orders'
          ? { id, name: 'orders', hosts: [], paths: ['/api/*'], methods: [], priority: 0, enabled: true }
          : null,
    }),
  }),
}));

const startS = 1_771_000_020;
const fromMs = startS * 1000;
const asked = { fromMs, toMs: fromMs + 600_000 };
const parties = {
  internet: { workload: null, ip: '203.0.113.10', port: 45_806 },
  storefront: { workload: 'storefront', ip: '10.42.2.40', port: 40_000 },
  apisix: { workload: 'apisix', ip: '10.42.1.15', port: 9080 },
  webshop: { workload: 'webshop', ip: '10.42.2.33', port: 8080 },
  product: { workload: 'product', ip: '10.42.2.34', port: 8080 },
};
type Name = keyof typeof parties;

let syscall = 100;
let connection = 0;

/** A request of so many ms, in the second `atS` of the range; both of its ends are watched where they are workloads. */
function request(from: Name, to: Name, atS: number, ms: number, over: Partial<Exchange> = {}): Exchange {
  connection += 1;
  const startUs = (startS + atS) * 1e6;
  const ids = () => ({ request: String(syscall++), response: String(syscall++) });
  return {
    client: parties[from],
    server: parties[to],
    startUs,
    endUs: startUs + ms * 1000,
    method: 'GET',
    host: 'api.example.com',
    path: '/api/orders/7',
    status: 200,
    requestBytes: 100,
    responseBytes: 200,
    requestHeaders: {},
    responseHeaders: {},
    connectionId: `c${connection}`,
    reqSeq: 2 * connection,
    respSeq: 2 * connection + 1,
    clientSyscall: from === 'internet' ? null : ids(),
    serverSyscall: ids(),
    ...over,
  };
}

/** A call that the gateway sends on to webshop: its own request goes out within it, by the same thread. */
function passedOn(from: Name, atS: number, ms: number, over: Partial<Exchange> = {}): Exchange[] {
  const call = request(from, 'apisix', atS, ms, over);
  const startUs = call.startUs + 1000;
  const clientSyscall = { request: call.serverSyscall?.request ?? '0', response: '1' };
  return [
    call,
    { ...request('apisix', 'webshop', atS, 0, over), startUs, endUs: startUs + (ms - 2) * 1000, clientSyscall },
  ];
}

const known: Exchange[] = [
  ...passedOn('internet', 1, 40),
  ...passedOn('internet', 70, 60, { status: 502 }),
  ...passedOn('storefront', 130, 20, { path: '/other' }),
  request('internet', 'apisix', 140, 5, { status: 404, path: '/api/none' }),
  // A port of the gateway's Admin API, and one that it keeps for another of its own and that serves a route here.
  request('storefront', 'apisix', 150, 9, { server: { ...parties.apisix, port: 9180 }, path: '/apisix/admin/routes' }),
  request('storefront', 'apisix', 160, 9, { server: { ...parties.apisix, port: 9090 }, path: '/shop/cart/1' }),
  request('webshop', 'product', 70, 30),
  request('webshop', 'product', 71, 50, { status: 500 }),
  request('product', 'webshop', 72, 10),
];

let deepflow: Deepflow;
beforeAll(async () => {
  deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  await fetch(`${deepflow.agentUrl}/sandbox/exchanges`, { method: 'POST', body: JSON.stringify(known) });
}, 60_000);
afterAll(() => deepflow.close(), 60_000);

const gateway = () => ({ ...fakeGateway({ querierUrl: deepflow.querierUrl }), timeoutMs: 30_000 });
const said = ({ nodes, edges }: ServiceMap) => {
  const name = (id: string) => nodes.find((node) => node.id === id)?.name || nodes.find((node) => node.id === id)?.kind;
  return edges
    .map(({ from, to, point, of, numbers: n }) =>
      [`${name(from)} > ${name(to)}`, point ?? of, n.requests, n.clientErrors, n.serverErrors].join(' '),
    )
    .sort();
};

test('known traffic gives known edges, each request once, and the gateway’s own APIs none', async () => {
  const map = await gatewayMap(gateway(), asked);
  expect(said(map)).toEqual([
    'apisix-gateway > webshop c-p 3 0 1',
    'internet > apisix-gateway s-p 3 1 1',
    'product > webshop s-p 1 0 0',
    'storefront > apisix-gateway s-p 2 0 0',
    'webshop > product s-p 2 0 1',
  ]);
  expect(map).toMatchObject({ source: 'ebpf', route: null, notices: [] });
  expect(map.counted).toEqual({ ...asked, precision: '1m' });
  const behind = map.edges.find(({ to }) => endOfId(to)?.name === 'product');
  expect(behind?.numbers).toMatchObject({ perSecond: 2 / 600, meanUs: 40_000, maxUs: 50_000 });
  expect(behind?.protocols).toEqual(['HTTP']);
}, 30_000);

test('an edge over time is counted where the map counts it', async () => {
  const map = await gatewayMap(gateway(), asked);
  const { from, to, point, source } = map.edges.find((edge) => endOfId(edge.to)?.name === 'product') ?? {};
  const params = new URLSearchParams({
    from: String(asked.fromMs),
    to: String(asked.toMs),
    client: from ?? '',
    server: to ?? '',
    point: point ?? '',
    source: source ?? '',
    precision: '1m',
  });
  const course = await edgeCourse(gateway(), parseCourse(params));
  expect(course.stepS).toBe(60);
  expect(course.rate).toEqual([0, 2 / 60, ...Array.from({ length: 8 }, () => 0)]);
  expect(course.serverErrors[1]).toBe(1 / 60);
  expect([course.mean[0], course.mean[1], course.max[1]]).toEqual([null, 40_000, 50_000]);
}, 30_000);

test('one route has the edges of its own calls, and behind its upstreams those of all traffic', async () => {
  const map = await routeMap(gateway(), { routeId: 'r-orders', ...asked });
  expect(said(map)).toEqual([
    '203.0.113.10 > apisix-gateway route 3 1 1',
    'apisix-gateway > webshop route 2 0 1',
    'product > webshop s-p 1 0 0',
    'webshop > product s-p 2 0 1',
  ]);
  expect(map.route).toMatchObject({
    id: 'r-orders',
    attributed: { exact: 0, computed: 3, ambiguous: 0 },
    withoutUpstream: 1,
    sinceS: null,
  });
  const whole = await gatewayMap(gateway(), asked);
  const webshop = whole.nodes.find(({ name }) => name === 'webshop')?.id;
  expect(map.nodes.find(({ name }) => name === 'webshop')?.id).toBe(webshop);
}, 30_000);

test('where nothing watches the gateway the map is empty and says so', async () => {
  const after = { fromMs: fromMs + 86_400_000, toMs: fromMs + 90_000_000 };
  const blind = { nodes: [], edges: [], source: null, notices: ['no_ebpf', 'no_otel'] };
  expect(await gatewayMap(gateway(), after)).toMatchObject(blind);
}, 30_000);

test('no gateway is missed in a range before all that is kept, though nothing called one since', async () => {
  const before = { fromMs: fromMs - 7_200_000, toMs: fromMs - 3_600_000 };
  const notKept = { nodes: [], edges: [], source: null, notices: ['not_kept'] };
  expect(await gatewayMap(gateway(), before)).toMatchObject(notKept);
  expect(await routeMap(gateway(), { routeId: 'r-orders', ...before })).toMatchObject(notKept);
}, 30_000);

test('of a range that begins before what DeepFlow has the map is of the time since, and says so', async () => {
  const wide = { fromMs: fromMs - 7_200_000, toMs: asked.toMs };
  const map = await gatewayMap(gateway(), wide);
  expect(map).toMatchObject({ keptFromS: startS, counted: { fromMs, toMs: asked.toMs } });
  const whole = await gatewayMap(gateway(), asked);
  expect(whole.keptFromS).toBeNull();
  expect(map.edges).toEqual(whole.edges);
  const { from, to, point, source } = map.edges[0] ?? {};
  const params = new URLSearchParams({
    from: String(wide.fromMs),
    to: String(wide.toMs),
    client: from ?? '',
    server: to ?? '',
    point: point ?? '',
    source: source ?? '',
    precision: '1m',
  });
  const { times, stepS, rate } = await edgeCourse(gateway(), parseCourse(params));
  for (const [at, time] of times.entries()) expect(rate[at] === null).toBe(time + stepS <= startS);
}, 30_000);

describe('a short range that has just ended, and begins before the oldest second', () => {
  const recent = { fromMs: fromMs - 120_000, toMs: fromMs + 60_000 };
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: recent.toMs + 30_000 }));
  afterEach(() => void vi.useRealTimers());
  const ofSeconds = ['apisix-gateway > webshop c-p 1 0 0', 'internet > apisix-gateway s-p 1 0 0'];

  test('is told by its seconds where its minutes have nothing yet', async () => {
    const map = await gatewayMap(gateway(), recent);
    expect(said(map)).toEqual(ofSeconds);
    expect(map).toMatchObject({
      keptFromS: startS + 1,
      counted: { fromMs: fromMs + 1000, precision: '1s' },
      notices: [],
    });
    expect(map.edges[0]?.numbers.perSecond).toBe(1 / 59);
  }, 30_000);

  test('and where its minutes cannot be read', async () => {
    const asked: URLSearchParams[] = [];
    const proxy = await fakeUpstream(async ({ path, text }) => {
      const form = new URLSearchParams(text);
      asked.push(form);
      if (form.get('data_precision') === '1m' && form.get('sql')?.includes(' GROUP BY '))
        return { status: 500, body: { OPT_STATUS: 'FAIL', DESCRIPTION: 'no', result: null } };
      const answer = await fetch(`${deepflow.querierUrl}${path}`, { method: 'POST', body: form });
      return { status: answer.status, body: await answer.text() };
    });
    try {
      const map = await gatewayMap(
        { ...gateway(), ...fakeGateway({ querierUrl: proxy.url }), id: 'no-minutes' },
        recent,
      );
      expect(said(map)).toEqual(ofSeconds);
      expect(asked.some((form) => form.get('data_precision') === '1m')).toBe(true);
    } finally {
      await proxy.close();
    }
  }, 30_000);
});

test('of a range of which DeepFlow has nothing at all it is not said that nothing called', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: fromMs + 600_000 });
  try {
    // The gateway is found by its calls of the last hour.
    expect(await gatewayMap(gateway(), { fromMs: fromMs - 90_000_000, toMs: fromMs - 86_400_000 })).toMatchObject({
      edges: [],
      source: 'ebpf',
      notices: ['not_kept'],
    });
  } finally {
    vi.useRealTimers();
  }
}, 30_000);
