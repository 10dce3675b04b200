import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Dimension } from '@/lib/deepflow/breakdown';
import type { Outcome, RouteMetrics } from '@/lib/deepflow/dto';
import { endOfId } from '@/lib/deepflow/service-map';
import { inventory } from '@/sandbox/deepflow/inventory';
import { byValue, inBuckets, isFailed, mean, rank, sum, tookUs, waitedUs } from '@/test/known-numbers';
import { gatewayDelayUs, type KnownCall, type KnownTraffic, leastUs, startKnownTraffic } from '@/test/known-traffic';
import { routeBreakdowns } from './breakdown';
import { gatewayNumbers, numbersOfRoutes } from './gateway-calls';
import { latencySplit } from './latency-split';
import { routeMetrics } from './metrics';
import { routeNetwork } from './network';
import { routeMap } from './route-map';

/*
 * Known traffic through the sandbox's gateway, and what the pages of metrics say of it. The test knows of each call what
 * it sent; on which connection, with how many bytes and when, by the client's clock; which service answered after which
 * time, by the service's clock; and what the gateway noted. Counts and bytes are compared exactly with what was sent.
 * A duration is the gateway's, so that it is compared exactly with what the gateway noted, and each of those is held
 * between what was made for certain and what the client saw: no tolerance, whatever the load of the machine.
 */

let traffic: KnownTraffic;
beforeAll(async () => {
  traffic = await startKnownTraffic();
  // Of a range that ends now the last seconds are not complete.
  vi.useFakeTimers({ toFake: ['Date'], now: traffic.range.toMs + 120_000 });
}, 120_000);
afterAll(() => {
  vi.useRealTimers();
  return traffic?.close();
});

const of = (route: KnownCall['route']) => traffic.calls.filter((call) => call.route === route);
const asked = (routeId = 'known') => ({ routeId, filter: {}, ...traffic.range });
const metrics = (over: Partial<Parameters<typeof routeMetrics>[1]> = {}) =>
  routeMetrics(traffic.gateway, { ...asked(), ...over });

const outcomeOf = ({ status }: KnownCall): Outcome =>
  status >= 500 ? 'server_error' : status >= 400 ? 'client_error' : 'ok';

/** What the page must say of these calls. */
function expectedOf(calls: readonly KnownCall[], grid: Pick<RouteMetrics, 'times' | 'stepS'>) {
  const buckets = inBuckets(calls, grid, traffic.range);
  const perSecond = (amount: (of: readonly KnownCall[]) => number) =>
    buckets.map((bucket) => amount(bucket.calls) / bucket.seconds);
  const durations = (value: (of: number[]) => number | null) =>
    buckets.map((bucket) => value(bucket.calls.map(tookUs)));
  const outcome = (name: Outcome) => perSecond((some) => some.filter((call) => outcomeOf(call) === name).length);
  const all = calls.map(tookUs);
  return {
    rate: perSecond((some) => some.length),
    outcomes: {
      ok: outcome('ok'),
      client_error: outcome('client_error'),
      server_error: outcome('server_error'),
      timeout: outcome('timeout'),
      unknown: outcome('unknown'),
    },
    duration: {
      p50: durations((some) => rank(some, 0.5)),
      p90: durations((some) => rank(some, 0.9)),
      p95: durations((some) => rank(some, 0.95)),
      p99: durations((some) => rank(some, 0.99)),
      max: durations((some) => rank(some, 1)),
      average: durations(mean),
    },
    bytes: {
      request: perSecond((some) => sum(some.map(({ sentBytes }) => sentBytes))),
      response: perSecond((some) => sum(some.map(({ receivedBytes }) => receivedBytes))),
    },
    totals: {
      calls: calls.length,
      errors: calls.filter(isFailed).length,
      p50Us: rank(all, 0.5),
      p95Us: rank(all, 0.95),
      p99Us: rank(all, 0.99),
    },
  };
}

test('what the gateway noted of each call lies between what was made and what the client saw', () => {
  expect(traffic.calls).toHaveLength(80);
  for (const call of traffic.calls) {
    const { inbound, outbound, node, sentUs, doneUs, sentBytes, receivedBytes } = call;
    expect(tookUs(call)).toBeGreaterThanOrEqual(leastUs(call));
    expect(inbound.startUs).toBeGreaterThanOrEqual(sentUs);
    expect(inbound.endUs).toBeLessThanOrEqual(doneUs);
    expect([inbound.requestBytes, inbound.responseBytes]).toEqual([sentBytes, receivedBytes]);
    expect(outbound?.server.workload ?? null).toBe(node);
    if (outbound !== null) expect(waitedUs(call)).toBeGreaterThanOrEqual(call.workUs ?? 0);
  }
});

test('a route’s rate, errors, durations and bytes', async () => {
  const found = await metrics();
  const known = of('known');
  expect(found).toMatchObject(expectedOf(known, found));
  expect(found.totals).toMatchObject({ calls: 60, errors: 24 });
  expect(found).toMatchObject({ attributed: { exact: 60, computed: 0, ambiguous: 0 }, cut: null, notices: [] });
  const slowest = inBuckets(known, found, traffic.range).flatMap(({ calls }) => rank(calls.map(tookUs), 1) ?? []);
  expect(found.slowest.map(({ durationUs }) => durationUs)).toEqual(slowest);
});

test('no call is counted before the client sent it, and none later than when the client was done with it', async () => {
  const { rate, times, stepS } = await metrics();
  let counted = 0;
  for (const [at, start] of times.entries()) {
    const endUs = Math.min((start + stepS) * 1e6, traffic.range.toMs * 1000);
    counted += (rate[at] ?? 0) * (endUs / 1e6 - Math.max(start, traffic.range.fromMs / 1000));
    expect(counted).toBeGreaterThanOrEqual(of('known').filter(({ doneUs }) => doneUs < endUs).length - 1e-6);
    expect(counted).toBeLessThanOrEqual(of('known').filter(({ sentUs }) => sentUs < endUs).length + 1e-6);
  }
});

test('calls that no span names are counted by host, path and method; those of two routes for neither', async () => {
  const plain = await metrics({ routeId: 'plain' });
  expect(plain).toMatchObject(expectedOf(of('plain'), plain));
  expect(plain.attributed).toEqual({ exact: 0, computed: 9, ambiguous: 0 });
  for (const routeId of ['pair-canary', 'pair-stable']) {
    const doubtful = await metrics({ routeId });
    expect(doubtful.totals).toMatchObject({ calls: 0, errors: 0 });
    expect(doubtful.attributed).toEqual({ exact: 0, computed: 0, ambiguous: 6 });
    expect(doubtful.notices).toContain('ambiguous');
  }
});

const values: Partial<Record<Dimension, (call: KnownCall) => string>> = {
  endpoint: ({ path }) => (path.startsWith('/known/cart') ? '/known/cart' : '/known/orders/{id}'),
  status: ({ status }) => String(status),
  method: ({ method }) => method,
  client: ({ client }) => client,
  consumer: ({ consumer }) => consumer,
  upstream: ({ node }) => node ?? '',
  upstreamPod: ({ node }) => (node === null ? '' : inventory.workload(node).instance),
};
const dimensions = Object.keys(values) as (keyof typeof values)[];

test('a route’s calls by path, status, method, client, consumer, upstream and pod', async () => {
  const found = await routeBreakdowns(traffic.gateway, { ...asked(), by: dimensions });
  expect(found.totals).toEqual({ calls: 60, errors: 24 });
  for (const dimension of dimensions) {
    const read = values[dimension] ?? String;
    const breakdown = found.breakdowns[dimension];
    const expected = byValue(of('known'), read);
    expect(expected.length).toBeGreaterThan(1);
    expect(breakdown).toMatchObject({ values: expected, others: null, unknown: null, several: 0 });
    for (const { value, rates } of breakdown?.values ?? []) {
      const buckets = inBuckets(
        of('known').filter((call) => read(call) === value),
        found,
        traffic.range,
      );
      const whole = buckets.map(({ calls, seconds }) => (seconds < found.stepS / 2 ? null : calls.length / seconds));
      expect(rates).toEqual(whole.map((rate) => rate && Number(rate.toPrecision(3))));
    }
  }
});

test('a route’s numbers filtered by a value are those of the value', async () => {
  const failed = await metrics({ filter: { status: [503] } });
  expect(failed).toMatchObject(
    expectedOf(
      of('known').filter(({ status }) => status === 503),
      failed,
    ),
  );
  const posted = await metrics({ filter: { method: ['POST'], endpoint: '/known/cart', upstream: 'webshop' } });
  expect(posted).toMatchObject(
    expectedOf(
      of('known').filter(({ method, path, node }) => method === 'POST' && /cart/.test(path) && node === 'webshop'),
      posted,
    ),
  );
});

test('where the time of a route’s calls went', async () => {
  const { parts, ...split } = await latencySplit(traffic.gateway, asked());
  const known = of('known');
  expect(split).toMatchObject({ calls: 60, sampled: 60, selfAnswered: 0, unanswered: 0 });
  expect(split.outermost).toEqual([{ point: 's-nd', calls: 60 }]);
  const own = known.map((call) => tookUs(call) - waitedUs(call));
  expect(parts.gateway.overallUs).toBeCloseTo(mean(own) ?? 0, 3);
  const slow = known.filter(({ isSlow }) => isSlow).length;
  expect(parts.gateway.overallUs).toBeGreaterThan((slow * (gatewayDelayUs - 1000)) / known.length);
  const [network, work] = [parts.upstreamNetwork.overallUs ?? 0, parts.upstream.overallUs ?? 0];
  expect(network + work).toBeCloseTo(mean(known.map(waitedUs)) ?? 0, 3);
  expect(work).toBeGreaterThanOrEqual(mean(known.map(({ workUs }) => workUs ?? 0)) ?? 0);
  expect(parts.beyond.overallUs).toBe(0);
  expect(Object.values(parts).map(({ known }) => known)).toEqual([60, 60, 60, 60, 60]);
  for (const [at, bucket] of inBuckets(known, split, traffic.range).entries())
    expect(parts.gateway.mean[at] ?? null).toEqual(
      bucket.calls.length === 0
        ? null
        : expect.closeTo(mean(bucket.calls.map((call) => tookUs(call) - waitedUs(call))) ?? 0, 3),
    );
});

test('the connections below a route: one of each call to the gateway, and those that it keeps to services', async () => {
  const network = await routeNetwork(traffic.gateway, asked());
  expect(network).toMatchObject({ precision: '1s', calls: 60, others: null });
  // Beside few requests the sandbox's agents see a connection that failed, which nobody here has made.
  const { opened, failed } = network.clients.totals;
  expect(opened - failed).toBe(traffic.calls.length);
  expect(sum(network.clients.opened.map((count) => count ?? 0))).toBe(opened);
  const bodies = sum(traffic.calls.map(({ sentBytes, receivedBytes }) => sentBytes + receivedBytes));
  expect(network.clients.totals.bytes).toBeGreaterThan(bodies);
  expect(network.upstreams.map(({ service, calls }) => [service, calls])).toEqual([
    ['product', 30],
    ['webshop', 30],
  ]);
  for (const { service, numbers } of network.upstreams) {
    const toService = traffic.calls.filter(({ node }) => node === service);
    const connections = new Set(toService.map(({ outbound }) => outbound?.connectionId));
    expect(connections.size).toBeLessThan(toService.length);
    expect(numbers.totals.opened - numbers.totals.failed).toBe(connections.size);
  }
});

test('the whole gateway: each call once, for its route, for several, or for none', async () => {
  const { calls, gateway, range } = traffic;
  const found = await gatewayNumbers(gateway, range);
  expect(found).toMatchObject(expectedBesideBytes(calls, found));
  expect(found.routes.map(({ routeId, calls: count }) => [routeId, count])).toEqual([
    ['known', 60],
    ['plain', 9],
    ['pair-canary', 0],
    ['pair-stable', 0],
  ]);
  expect(found).toMatchObject({ routeCount: 4, ambiguous: 6, cut: null });
  expect(found.withoutRoute).toEqual({
    calls: 5,
    notFound: 5,
    paths: [
      { method: 'GET', host: 'nobody.example.com', path: '/lost', calls: 3 },
      { method: 'GET', host: 'nobody.example.com', path: '/lost/further', calls: 2 },
    ],
  });
});

test('a route in the list has the numbers of its page', async () => {
  const { gateway, range } = traffic;
  const { routes } = await numbersOfRoutes(gateway, { routeIds: ['known', 'pair-stable'], ...range });
  const durations = of('known').map(tookUs);
  expect(routes[0]).toMatchObject({
    routeId: 'known',
    calls: 60,
    errors: 24,
    errorShare: 0.4,
    perSecond: expect.closeTo(60 / ((range.toMs - range.fromMs) / 1000), 6),
    p50Us: rank(durations, 0.5),
    p95Us: rank(durations, 0.95),
    attributed: { exact: 60, computed: 0, ambiguous: 0, candidates: 0 },
  });
  expect(routes[1]).toMatchObject({
    ...{ calls: 0, errors: 0, errorShare: null, p95Us: null },
    attributed: { exact: 0, computed: 0, ambiguous: 6, candidates: 2 },
  });
});

test('the map of a route has its clients, the gateway and its services', async () => {
  const { edges } = await routeMap(traffic.gateway, asked());
  const known = of('known');
  const ends = (call: KnownCall) => [`client ${call.client}`, call.node ?? ''];
  for (const name of ['client 203.0.113.7', 'client 203.0.113.9', 'webshop', 'product']) {
    const some = known.filter((call) => ends(call).includes(name));
    const isClient = name.startsWith('client');
    const durations = some.map(isClient ? tookUs : waitedUs);
    const edge = edges.find(({ from, to }) =>
      isClient ? from === name.replace(' ', '.') : endOfId(to)?.name === name,
    );
    expect(edge?.numbers).toMatchObject({
      requests: some.length,
      responses: some.length,
      clientErrors: some.filter(({ status }) => status === 404).length,
      serverErrors: some.filter(({ status }) => status === 503).length,
      timeouts: 0,
      meanUs: expect.closeTo(mean(durations) ?? 0, 3),
      maxUs: rank(durations, 1),
    });
  }
  expect(edges).toHaveLength(4);
});

function expectedBesideBytes(calls: readonly KnownCall[], grid: Pick<RouteMetrics, 'times' | 'stepS'>) {
  const { bytes: _, ...expected } = expectedOf(calls, grid);
  return expected;
}
