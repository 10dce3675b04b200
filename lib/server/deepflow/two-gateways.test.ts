import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import type { ServiceMap } from '@/lib/deepflow/service-map';
import type { GatewayConfig } from '@/lib/server/config';
import type { Exchange } from '@/sandbox/agent/exchange';
import { type Inventory, inventory, type Workload } from '@/sandbox/deepflow/inventory';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { listCalls } from './calls';
import { gatewayNumbers } from './gateway-calls';
import { edgeCourse } from './map-course';
import { parseCourse } from './map-params';
import { routeMetrics } from './metrics';
import { routeNetwork } from './network';
import type { OwnTags } from './own-tags';
import { getProfile } from './profile';
import { listProfiledProcesses } from './profiled-processes';
import { getRank } from './rank';
import { routeMap } from './route-map';
import { gatewayMap } from './service-map';
import { fakeGateway } from './testing';

/*
 * One DeepFlow that watches two gateways, which share a service and whose pods have one name in two namespaces, and an
 * upstream that is an nginx as one of the gateways is: what each gateway's console says when it is told its own tags.
 */

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

const apisix = inventory.workload('apisix');
const webshop: Workload = {
  ...inventory.workload('webshop'),
  process: { ...inventory.workload('webshop').process, kname: 'nginx' },
};
const edge: Workload = {
  ...apisix,
  name: 'edge',
  namespace: inventory.workload('storefront').namespace,
  node: inventory.workload('cart').node,
  podId: 32,
  ip: '10.42.3.90',
  nic: { name: 'veth77a1c0', mac: 0x1277_a1c0 },
  // One service that both serve: nothing but the tags tells whose a sum is.
  service: apisix.service,
  group: { id: 202, name: 'edge' },
  process: { pid: 5120, kname: 'nginx', gprocessId: 9032, gprocess: 'nginx@edge' },
};
const workloads = [...inventory.workloads.map((one) => (one.name === 'webshop' ? webshop : one)), edge];
const by = (value: (one: Workload) => unknown) => (wanted: unknown) =>
  workloads.find((one) => value(one) === wanted) ?? null;
const shared: Inventory = {
  ...inventory,
  workloads,
  nics: [
    ...inventory.nics,
    { node: edge.node, nic: edge.nic, type: 10, id: edge.podId, name: edge.instance, icon: 10 },
  ],
  workload: (name) => by((one) => one.name)(name) ?? inventory.workload(name),
  findWorkload: by((one) => one.name),
  workloadByIp: by((one) => one.ip),
  workloadByPodId: by((one) => one.podId),
  workloadByInstance: by((one) => one.instance),
};

const startS = 1_771_000_020;
const asked = { fromMs: startS * 1000, toMs: (startS + 600) * 1000 };
const ofRoute = { routeId: 'r-orders', ...asked };
let made = 0;

/** A call to a gateway that sends it on to webshop, which is an nginx. */
function passedOn(through: Workload, atS: number, ms: number, status = 200): Exchange[] {
  const startUs = (startS + atS) * 1e6;
  const at = (workload: Workload) => ({ workload: workload.name, ip: workload.ip, port: workload.port });
  const request = (from: Exchange['client'], to: Workload, part: Partial<Exchange>): Exchange => {
    made += 1;
    return {
      client: from,
      server: at(to),
      startUs,
      endUs: startUs + ms * 1000,
      method: 'GET',
      host: 'api.example.com',
      path: '/api/orders/7',
      status,
      requestBytes: 100,
      responseBytes: 200,
      requestHeaders: {},
      responseHeaders: {},
      connectionId: `c${made}`,
      reqSeq: 2 * made,
      respSeq: 2 * made + 1,
      clientSyscall: null,
      serverSyscall: { request: String(10_000 * made), response: String(10_000 * made + 1) },
      ...part,
    };
  };
  const call = request({ workload: null, ip: '203.0.113.10', port: 45_806 }, through, {});
  const clientSyscall = { request: call.serverSyscall?.request ?? '0', response: '1' };
  const sent = { startUs: startUs + 1000, endUs: startUs + (ms - 2) * 1000, clientSyscall };
  return [call, request({ ...at(through), port: 40_000 }, webshop, sent)];
}

let deepflow: Deepflow;
beforeAll(async () => {
  deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0, inventory: shared });
  const seconds = Array.from({ length: 60 }, (_, at) => at);
  const known = [
    ...seconds.flatMap((at) => passedOn(apisix, 60 + at, 400)),
    ...seconds.slice(0, 20).flatMap((at) => passedOn(edge, 60 + at, 600, 503)),
  ];
  const sent = await fetch(`${deepflow.agentUrl}/sandbox/exchanges`, { method: 'POST', body: JSON.stringify(known) });
  expect(sent.status).toBe(204);
}, 60_000);
afterAll(() => deepflow.close(), 60_000);

const gatewayWith = (tags: OwnTags, id: string) => ({
  ...fakeGateway({ querierUrl: deepflow.querierUrl, tags }),
  id,
  timeoutMs: 30_000,
});
const main = () => gatewayWith({ pod_cluster: ['shop-cluster'], pod_ns: ['apisix'] }, 'main');
const other = () => gatewayWith({ pod_ns: ['edge'], pod_group: ['edge', 'edge-canary'] }, 'edge');
/** Each gateway, how many calls it served, and how many of them failed. */
const both = [
  ['openresty', main, 60, 0],
  ['nginx', other, 20, 20],
] as const;

test.each(both)(
  'the gateway that runs as %s has its own calls and numbers alone',
  async (_name, gateway, calls, errors) => {
    const page = await listCalls(gateway(), { ...ofRoute, filter: {}, cursor: null, limit: 200 });
    expect(page.calls).toHaveLength(calls);
    expect(new Set(page.calls.map(({ status }) => status))).toEqual(new Set([errors > 0 ? 503 : 200]));
    expect((await routeMetrics(gateway(), { ...ofRoute, filter: {} })).totals).toMatchObject({ calls, errors });
    expect((await gatewayNumbers(gateway(), asked)).totals).toMatchObject({ calls, errors });
  },
);

test('and its own connections alone, of which DeepFlow counts a few more than calls', async () => {
  const opened = async (gateway: GatewayConfig) => {
    const { gateways, clients, upstreams } = await routeNetwork(gateway, ofRoute);
    expect(gateways).toEqual([apisix.instance]);
    return [clients.totals.opened, upstreams[0]?.numbers.totals.opened ?? 0] as const;
  };
  const [[mainIn, mainOut], [otherIn, otherOut]] = [await opened(main()), await opened(other())];
  for (const [count, calls] of [
    [mainIn, 60],
    [mainOut, 60],
    [otherIn, 20],
    [otherOut, 20],
  ] as const) {
    expect(count).toBeGreaterThanOrEqual(calls);
    expect(count).toBeLessThan(calls * 1.2);
  }
  expect(await opened(gatewayWith({}, 'untold'))).toEqual([mainIn + otherIn, mainOut + otherOut]);
});

const edgesOf = ({ nodes, edges }: ServiceMap) => {
  const name = (id: string) => nodes.find((node) => node.id === id)?.name || '203.0.113.10';
  return edges.map(({ from, to, numbers }) => `${name(from)} > ${name(to)} ${numbers.requests}`).sort();
};

test.each(both)('and where it runs as %s a map of its own', async (_name, gateway, calls) => {
  const expected = [`203.0.113.10 > apisix-gateway ${calls}`, `apisix-gateway > webshop ${calls}`];
  const map = await gatewayMap(gateway(), asked);
  expect(edgesOf(map)).toEqual(expected);
  expect(edgesOf(await routeMap(gateway(), ofRoute))).toEqual(expected);
  expect(map.edges.map(({ point }) => point).sort()).toEqual(['c-p', 's-p']);
  for (const { from, to, point, source } of map.edges) {
    const search = { from: String(asked.fromMs), to: String(asked.toMs), client: from, server: to, source };
    const params = new URLSearchParams({ ...search, point: point ?? '', precision: map.counted.precision });
    const course = await edgeCourse(gateway(), parseCourse(params));
    const counted = course.rate.reduce<number>((sum, rate) => sum + (rate ?? 0) * course.stepS, 0);
    expect(Math.round(counted), point ?? '').toBe(calls);
  }
});

test.each(both)('and where it runs as %s a profile of its own', async (app, gateway) => {
  const { processes } = await listProfiledProcesses(gateway(), ofRoute);
  const own = processes.filter(({ role }) => role === 'gateway');
  expect(own.map((process) => [process.app, process.instances])).toEqual([[app, [apisix.instance]]]);
  const target = { app, language: 'eBPF', service: '', instance: null, event: 'on-cpu', isGateway: true };
  const spent = async (over: Partial<typeof target> = {}) =>
    (await getProfile(gateway(), { target: { ...target, ...over }, ...asked })).frames.self.reduce((a, b) => a + b, 0);
  // Both an upstream and a gateway are an nginx here.
  if (app === 'nginx') expect(await spent()).toBeLessThan(await spent({ isGateway: false }));
  else expect(await spent()).toBe(await spent({ isGateway: false }));
});

test('a call is ranked among those of its own gateway', async () => {
  const { calls } = await listCalls(other(), { ...ofRoute, filter: {}, cursor: null, limit: 1 });
  const id = calls[0]?.id ?? '';
  expect((await getRank(other(), id)).of).toBeLessThan(20);
  expect((await getRank(gatewayWith({}, 'untold'), id)).of).toBeGreaterThan(20);
});

test('without tags what runs as openresty counts as one gateway, and an nginx as another server', async () => {
  const { totals } = await routeMetrics(gatewayWith({}, 'untold'), { ...ofRoute, filter: {} });
  expect(totals.calls).toBe(60);
});
