import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Dimension } from '@/lib/deepflow/breakdown';
import { groupBy } from '@/lib/deepflow/group-by';
import { splitParts } from '@/lib/deepflow/latency-split';
import { type Flow, flowsOf } from '@/sandbox/agent/flows';
import { RowNumbers } from '@/sandbox/agent/row-numbers';
import { exchangeToRows } from '@/sandbox/agent/rows';
import { inventory } from '@/sandbox/deepflow/inventory';
import { flowsOverTime, overTime } from '@/test/known-connections';
import {
  byValue,
  inBuckets,
  isFailed,
  mean,
  metricsOf,
  nodesOf,
  outcomeOf,
  outermostOf,
  partsOf,
  rank,
  sum,
  tookUs,
  waitedUs,
} from '@/test/known-numbers';
import { gatewayDelayUs, type KnownCall, type KnownTraffic, leastUs, startKnownTraffic } from '@/test/known-traffic';
import { routeBreakdowns } from './breakdown';
import { latencySplit } from './latency-split';
import { type MetricsQuery, routeMetrics } from './metrics';
import { routeNetwork } from './network';
import { gatewayTests } from './testing-known-gateway';

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

/** Of each route with the plugin: calls of every class, and calls that were tried at several services. */
const traced = ['known', 'tried'] as const;

test('what the gateway noted of each call lies between what was made and what the client saw', () => {
  expect(traffic.calls).toHaveLength(104);
  for (const call of traffic.calls) {
    const { inbound, outbound, status, tries, sentUs, doneUs, sentBytes, receivedBytes } = call;
    expect(inbound.startUs).toBeGreaterThanOrEqual(sentUs);
    expect(inbound.endUs ?? inbound.startUs).toBeLessThanOrEqual(doneUs);
    expect([inbound.requestBytes, inbound.responseBytes]).toEqual([sentBytes, receivedBytes]);
    expect([inbound.status, inbound.endUs === null]).toEqual([status, status === null]);
    if (status !== null) expect(tookUs(call)).toBeGreaterThanOrEqual(leastUs(call));
    expect(waitedUs(call)).toBeGreaterThanOrEqual(call.workUs ?? 0);
    const made = outbound.map(({ server, endUs }) => ({ node: server.workload, isAnswered: endUs !== null }));
    if (tries !== null) expect(made).toEqual(tries.map(({ node, fate }) => ({ node, isAnswered: fate === 'answers' })));
    else expect(made.length).toBe(call.route === null ? 0 : 1);
  }
});

test.each(traced)('rate, errors of each class, durations and bytes of the route %s: each call once', async (route) => {
  const found = await metrics({ routeId: route });
  const calls = of(route);
  expect(found).toMatchObject(metricsOf(calls, found, traffic.range));
  expect(found).toMatchObject({ cut: null, completeToS: null, notices: [], source: 'ebpf+otel' });
  const slowest = inBuckets(calls, found, traffic.range).flatMap(({ calls: some }, at) => {
    const answered = some.filter(({ status }) => status !== null);
    const [first] = answered.toSorted((a, b) => tookUs(b) - tookUs(a));
    return first ? [{ timeS: found.times[at], durationUs: tookUs(first), outcome: outcomeOf(first) }] : [];
  });
  expect(found.slowest).toMatchObject(slowest);
  expect(found.slowest).toHaveLength(slowest.length);
});

test('the classes of errors: what the caller did, what the service did, and no answer at all', async () => {
  const counted = async (route: string) => {
    const found = await metrics({ routeId: route });
    const grid = inBuckets([], found, traffic.range);
    const count = (rates: (number | null)[]) =>
      Math.round(sum(rates.map((rate, at) => (rate ?? 0) * (grid[at]?.seconds ?? 0))));
    const { client_error, server_error, timeout, unknown } = found.outcomes;
    return { ...found.totals, classes: [client_error, server_error, timeout, unknown].map(count) };
  };
  expect(await counted('known')).toMatchObject({ calls: 66, errors: 30, classes: [12, 12, 6, 0] });
  // Three of six were tried twice and more, and none of the tries is a call.
  expect(await counted('tried')).toMatchObject({ calls: 18, errors: 9, classes: [3, 6, 0, 0] });
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
  expect(plain).toMatchObject({
    ...metricsOf(of('plain'), plain, traffic.range),
    attributed: { exact: 0, computed: 9, ambiguous: 0 },
  });
  for (const routeId of ['pair-canary', 'pair-stable']) {
    const doubtful = await metrics({ routeId });
    expect(doubtful.totals).toMatchObject({ calls: 0, errors: 0 });
    expect(doubtful.attributed).toEqual({ exact: 0, computed: 0, ambiguous: 6 });
    expect(doubtful.notices).toContain('ambiguous');
  }
});

const values: Partial<Record<Dimension, (call: KnownCall) => string[]>> = {
  endpoint: ({ path, route }) => [
    route === 'tried' ? '/tried/{id}' : path.startsWith('/known/cart') ? '/known/cart' : '/known/orders/{id}',
  ],
  status: ({ status }) => (status === null ? [] : [String(status)]),
  method: ({ method }) => [method],
  client: ({ client }) => [client],
  consumer: ({ consumer }) => (consumer === '' ? [] : [consumer]),
  upstream: nodesOf,
  clientPod: ({ sender }) => (sender === null ? [] : [inventory.workload(sender).instance]),
  upstreamPod: (call) => nodesOf(call).map((node) => inventory.workload(node).instance),
};
const dimensions = Object.keys(values) as (keyof typeof values)[];

test.each(traced)(
  'calls of the route %s by path, status, method, client, consumer, upstream, and pods of both sides',
  async (route) => {
    const found = await routeBreakdowns(traffic.gateway, { ...asked(route), by: dimensions });
    const calls = of(route);
    expect(found.totals).toEqual({ calls: calls.length, errors: calls.filter(isFailed).length });
    for (const dimension of dimensions) {
      const read = values[dimension] ?? (() => []);
      const breakdown = found.breakdowns[dimension];
      const none = calls.filter((call) => read(call).length === 0);
      expect(breakdown).toMatchObject({
        values: byValue(calls, read),
        others: null,
        several: calls.filter((call) => read(call).length > 1).length,
        unknown: none.length === 0 ? null : { calls: none.length, errors: none.filter(isFailed).length },
      });
      for (const { value, rates, perSecond } of breakdown?.values ?? []) {
        const own = calls.filter((call) => read(call).includes(value));
        const whole = inBuckets(own, found, traffic.range).map(({ calls: some, seconds }) =>
          seconds < found.stepS / 2 ? null : some.length / seconds,
        );
        expect(rates).toEqual(whole.map((rate) => rate && Number(rate.toPrecision(3))));
        expect(perSecond).toBeCloseTo(own.length / ((traffic.range.toMs - traffic.range.fromMs) / 1000), 9);
      }
    }
  },
);

test.each<[string, MetricsQuery['filter'], (call: KnownCall) => boolean]>([
  ['a status', { status: [503] }, ({ status }) => status === 503],
  ['no answer', { outcome: ['timeout'] }, ({ status }) => status === null],
  [
    'method, path and upstream',
    { method: ['POST'], endpoint: '/known/cart', upstream: 'webshop' },
    ({ method, path, node }) => method === 'POST' && /cart/.test(path) && node === 'webshop',
  ],
  ['a client on the Internet', { client: '203.0.113.9' }, ({ client }) => client === '203.0.113.9'],
  [
    'the pod of the client',
    { clientPod: inventory.workload('storefront').instance },
    ({ sender }) => sender === 'storefront',
  ],
  [
    'the pod of the upstream',
    { upstreamPod: inventory.workload('webshop').instance },
    (call) => nodesOf(call).includes('webshop'),
  ],
  [
    'the consumer',
    { attr: [{ name: 'consumer_name', value: 'jack' }] },
    ({ route, consumer }) => route === 'known' && consumer === 'jack',
  ],
  ['how long it took', { minDurationUs: gatewayDelayUs, maxDurationUs: 900_000 }, isBetween],
])('a route’s numbers filtered by %s are those of its calls', async (_name, filter, passes) => {
  for (const routeId of traced) {
    const found = await metrics({ routeId, filter });
    expect(found).toMatchObject(metricsOf(of(routeId).filter(passes), found, traffic.range));
  }
});

function isBetween(call: KnownCall): boolean {
  return tookUs(call) >= gatewayDelayUs && tookUs(call) <= 900_000;
}

test.each(traced)('where the time of the calls of the route %s went', async (route) => {
  const { parts, ...split } = await latencySplit(traffic.gateway, asked(route));
  const calls = of(route);
  expect(split).toMatchObject({
    ...{ calls: calls.length, sampled: calls.length, selfAnswered: 0 },
    unanswered: calls.filter(({ status }) => status === null).length,
  });
  const near = (value: number | null) => (value === null ? null : expect.closeTo(value, 3));
  for (const part of splitParts) {
    const known = (some: readonly KnownCall[]) => some.flatMap((call) => partsOf(call)[part] ?? []);
    const buckets = inBuckets(calls, split, traffic.range).map((bucket) => known(bucket.calls));
    expect(parts[part]).toEqual({
      mean: buckets.map((some) => near(mean(some))),
      p95: buckets.map((some) => rank(some, 0.95)),
      known: known(calls).length,
      overallUs: near(mean(known(calls))),
    });
  }
  const answered = calls.filter(({ status }) => status !== null);
  const points = groupBy(answered, (call) => outermostOf(call).point);
  const byPoint = (one: { point: string }, other: { point: string }) => (one.point < other.point ? -1 : 1);
  expect(split.outermost.toSorted(byPoint)).toEqual(
    [...points].map(([point, some]) => ({ point, calls: some.length })).sort(byPoint),
  );
  const slow = calls.filter(({ isSlow }) => isSlow).length;
  expect(parts.gateway.overallUs).toBeGreaterThan((slow * (gatewayDelayUs - 1000)) / calls.length);
});

test('the connections below a route: one of each call to the gateway, and those that it keeps to services', async () => {
  const network = await routeNetwork(traffic.gateway, asked());
  expect(network).toMatchObject({ precision: '1s', calls: 66, others: null });
  // What agents write of the connections at the gateway's own interface.
  const numbering = new RowNumbers();
  const rows = traffic.calls.flatMap(({ inbound }) => exchangeToRows(inbound, inventory, numbering));
  const flows = flowsOf(rows, numbering).filter(({ of: { observation_point } }) => observation_point === 's');
  const total = (value: (flow: Flow) => number) => sum(flows.map(value));
  const { clients } = network;
  expect(clients.totals).toEqual({
    bytes: total(({ bytesTx, bytesRx }) => bytesTx + bytesRx),
    packets: total(({ packetsTx, packetsRx }) => packetsTx + packetsRx),
    retransmissions: total(({ retransTx, retransRx }) => retransTx + retransRx),
    zeroWindows: total(({ zeroWindowsTx, zeroWindowsRx }) => zeroWindowsTx + zeroWindowsRx),
    opened: flows.length,
    // Those that an agent sees beside requests, which nobody here has made, and those on which no answer came.
    failed: flows.filter(({ requests, timeouts }) => requests === 0 || timeouts > 0).length,
    rttMaxUs: Math.max(...flows.map(({ rttUs }) => rttUs)),
  });
  expect(flows.filter(({ requests }) => requests > 0)).toHaveLength(traffic.calls.length);
  expect(overTime(clients, network)).toEqual(flowsOverTime(flows, network, traffic.range));
  expect(network.upstreams.map(({ service, calls }) => ({ value: service, calls }))).toEqual(
    byValue(of('known'), nodesOf).map(({ value, calls }) => ({ value, calls })),
  );
  for (const { service, numbers } of network.upstreams) {
    const sent = traffic.calls.flatMap(({ outbound }) => outbound.filter(({ server }) => server.workload === service));
    const connections = new Set(sent.map(({ connectionId }) => connectionId));
    expect(connections.size).toBeLessThan(sent.length);
    const isGivenUp = (id: string) => sent.some(({ connectionId, endUs }) => connectionId === id && endUs === null);
    const givenUp = [...connections].filter(isGivenUp).length;
    expect(numbers.totals.opened - numbers.totals.failed).toBe(connections.size - givenUp);
    // When an agent reports a connection that stays open is its own; what it reports over time adds up to all of it.
    const { totals } = numbers;
    const seconds = inBuckets([], network, traffic.range).map((bucket) => bucket.seconds);
    const bytes = [numbers.sent, numbers.received].flatMap((rates) =>
      rates.map((rate, at) => (rate ?? 0) * (seconds[at] ?? 0)),
    );
    expect(sum(bytes)).toBeCloseTo(totals.bytes, 3);
    expect(totals.bytes).toBeGreaterThan(
      sum(sent.map(({ requestBytes, responseBytes }) => requestBytes + responseBytes)),
    );
    const counted = (values: readonly (number | null)[]) => sum(values.map((value) => value ?? 0));
    expect({
      opened: counted(numbers.opened),
      retransmissions: counted(numbers.retransmissions),
      zeroWindows: counted(numbers.zeroWindows),
      failed: sum(Object.values(numbers.failures).map(counted)),
      rttMaxUs: Math.max(...numbers.rttMax.map((us) => us ?? 0)),
    }).toEqual({
      ...{ opened: totals.opened, retransmissions: totals.retransmissions, zeroWindows: totals.zeroWindows },
      ...{ failed: totals.failed, rttMaxUs: totals.rttMaxUs },
    });
  }
});

gatewayTests(() => traffic);
