import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { GatewayNumbers } from '@/lib/deepflow/gateway-numbers';
import { newId, served, spanOf, startS } from './testing-calls';
import {
  closeDeepflow,
  fake,
  metrics,
  numbersOf,
  openDeepflow,
  resetFake,
  someNumbersOf,
  unreadGateway,
} from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

const numbers = () => numbersOf(unreadGateway());
const routeOf = ({ routes }: GatewayNumbers, id: string) => routes.find(({ routeId }) => routeId === id);

/** Two routes of which a header decides, one of its own, and one with spans, in an order of their own. */
function loadShop() {
  fake.routes = [
    { id: 'r-orders', uri: '/api/orders/*' },
    { id: 'r-users', uri: '/api/users/*' },
    { id: 'r-canary', uri: '/cart', vars: [['http_x_canary', '==', '1']], priority: 1 },
    { id: 'r-stable', uri: '/cart' },
  ];
  const paths = ['/api/orders/7', '/api/users/3?full=1', '/cart', '/nowhere', '/api/orders/8'];
  for (let at = 0; at < 200; at++) {
    const failed = at % 11 === 0 ? { response_code: 503, response_status: 3 } : {};
    const row = served(at * 2000, {
      request_resource: paths[at % paths.length] ?? '/',
      response_duration: 1000 * ((at * 37) % 90),
      syscall_trace_id_request: String(5000 + at),
      ...failed,
    });
    fake.rows.push(row);
    if (at % 5 === 1 && at % 3 === 0) fake.rows.push(spanOf(row, { 'attribute.apisix.route_id': 'r-users' }));
  }
  // The gateway sent a span of it, and nothing saw the request itself.
  fake.rows.push(spanOf(served(77_000), { request_resource: '/api/users/9', 'attribute.apisix.route_id': 'r-users' }));
}

test('the routes, the doubtful calls and those without a route add up to all calls', async () => {
  loadShop();
  const found = await numbers();
  const sure = found.routes.reduce((sum, { calls }) => sum + calls, 0);
  expect(found.totals.calls).toBe(201);
  expect(sure + found.ambiguous + found.withoutRoute.calls).toBe(201);
  expect(found.ambiguous).toBe(40);
  expect(found.withoutRoute).toMatchObject({ calls: 40, paths: [{ path: '/nowhere', calls: 40 }] });
  expect(routeOf(found, 'r-canary')?.attributed).toEqual({ exact: 0, computed: 0, ambiguous: 40, candidates: 2 });
  expect(found).toMatchObject({ cut: null, source: 'ebpf+otel', isObserved: true, notices: ['ambiguous'] });
});

test('a route’s numbers are those of its own page', async () => {
  loadShop();
  const found = await numbers();
  for (const routeId of ['r-orders', 'r-users', 'r-stable', 'r-canary']) {
    const { totals, attributed, rate } = await metrics({ routeId });
    const route = routeOf(found, routeId);
    expect(route).toMatchObject({
      calls: totals.calls,
      errors: totals.errors,
      p50Us: totals.p50Us,
      p95Us: totals.p95Us,
    });
    expect(route?.attributed).toMatchObject(attributed);
    expect(route?.perSecond).toBeCloseTo(rate.reduce<number>((sum, each) => sum + (each ?? 0), 0) / rate.length, 6);
  }
  expect(routeOf(found, 'r-users')?.attributed.exact).toBe(14);
});

test('requests to the gateway’s own APIs are nobody’s calls', async () => {
  fake.rows = [
    served(0, { request_resource: '/apisix/admin/routes', server_port: 9180 }),
    served(10, { request_resource: '/apisix/prometheus/metrics', server_port: 9091 }),
    served(20),
  ];
  const { totals, withoutRoute } = await numbers();
  expect([totals.calls, withoutRoute.calls]).toEqual([1, 0]);
});

test('a call that nginx of another build served, or that only a network interface saw, is counted all the same', async () => {
  fake.rows = [served(0, { process_kname_1: 'nginx' })];
  expect((await numbers()).totals.calls).toBe(1);
  const span = spanOf(served(5000), { ip_1: '10.0.0.5' });
  const packet = { ...served(0), signal_source: 0, observation_point: 's', process_kname_1: '', ip_1: '10.0.0.5' };
  fake.rows = [packet, span];
  const found = await numbers();
  expect(found).toMatchObject({ source: 'packet', totals: { calls: 2 } });
  expect(routeOf(found, 'r-orders')?.attributed).toMatchObject({ exact: 1, computed: 1 });
});

test('a gateway that nothing observes has gaps, not zeros', async () => {
  const found = await numbers();
  expect(new Set(found.rate)).toEqual(new Set([null]));
  expect(found).toMatchObject({ isObserved: false, routes: [], notices: ['no_ebpf', 'no_otel'] });
});

test('a slow DeepFlow gives a part of the range, and the rates are those of that part', async () => {
  for (let at = 1; at <= 5100; at++)
    fake.rows.push({ ...served(600_000 - at * 10, { response_duration: 0 }), _id: newId() });
  vi.useFakeTimers({ toFake: ['Date'] });
  fake.upstreamTakesMs = 30_000;
  try {
    const found = await numbersOf({ ...unreadGateway(), timeoutMs: 20_000 });
    expect(found.totals.calls).toBe(4999);
    expect(found.cut).toEqual({ counted: 4999, sinceS: Math.ceil(startS + 600 - 50) });
    expect(routeOf(found, 'r-orders')?.perSecond).toBeCloseTo(100, 0);
    expect(found.rate[0]).toBeNull();
    expect(found.notices).toContain('scan_limit');
  } finally {
    fake.upstreamTakesMs = 0;
    vi.useRealTimers();
  }
});

test('several viewers of one range share one reading, and each route’s numbers come from it', async () => {
  loadShop();
  const gateway = unreadGateway();
  const [whole, some] = await Promise.all([numbersOf(gateway), someNumbersOf(gateway, ['r-users', 'r-unknown'])]);
  const statements = fake.asked.length;
  expect(some.routes).toEqual([routeOf(whole, 'r-users')]);
  await numbersOf(gateway);
  expect(fake.asked).toHaveLength(statements);
});
