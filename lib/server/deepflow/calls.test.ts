import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OwnTags } from './own-tags';
import { recordedTraces } from './testing';
import { served, spanOf } from './testing-calls';
import { toFakeRow } from './testing-querier';
import { closeDeepflow, fake, ids, list, metrics, openDeepflow, resetFake, unreadGateway } from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

test('a call that was seen by the process and by the plugin is listed once, and is exact', async () => {
  const row = served(0);
  fake.rows = [row, spanOf(row)];
  const page = await list();
  expect(page).toMatchObject({ source: 'ebpf+otel', otherRoutes: 0, cursor: null, notices: [] });
  expect(page.calls).toMatchObject(
    [{ id: row._id, attribution: { kind: 'exact' }, kinds: ['A', 'S'], traceId: /^t/ }].map((call) => ({
      ...call,
      traceId: fake.rows[1]?.trace_id,
    })),
  );
});

test('without a span the router decides, and says so', async () => {
  fake.rows = [served(0), served(1000, { request_resource: '/shop' })];
  const page = await list();
  expect(page).toMatchObject({ source: 'ebpf', notices: ['no_otel'] });
  expect(page.calls).toMatchObject([{ attribution: { kind: 'computed' }, kinds: ['S'] }]);
});

test('a span of another route takes the call away, whatever the router would say', async () => {
  const row = served(0);
  fake.rows = [row, spanOf(row, { 'attribute.apisix.route_id': 'r-other' })];
  expect(await list()).toMatchObject({ calls: [], otherRoutes: 1 });
});

test('a call that never came to the route’s paths is not said to have been taken by another', async () => {
  fake.routes = [...fake.routes, { id: 'r-shop', uri: '/shop/*' }];
  fake.rows = [served(0, { request_resource: '/shop/%E5%95%86' })];
  expect(await list()).toMatchObject({ calls: [], otherRoutes: 0 });
});

test('a call that two routes could have taken names both, and is not counted', async () => {
  fake.routes = [
    { id: 'r-beta', uri: '/api/*', priority: 1, vars: [['cookie_beta', '==', '1']] },
    { id: 'r-orders', uri: '/api/*' },
  ];
  fake.rows = [served(0)];
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
  fake.routes = [{ id: 'r-orders', uri: '/*' }];
  fake.rows = [
    served(0, { request_resource: '/apisix/admin/routes', server_port: 9180 }),
    served(1, { request_resource: '/apisix/admin/routes', server_port: 9080 }),
  ];
  expect(ids(await list())).toEqual([fake.rows[1]?._id]);
});

test('a call is nobody’s for sure where a reload of the gateway changes who wins', async () => {
  fake.routes = [
    { id: 'r-orders', uri: '/api/*' },
    { id: 'a-first', uri: '/api/*' },
  ];
  fake.rows = [served(0)];
  expect((await list()).calls[0]?.attribution).toMatchObject({
    kind: 'ambiguous',
    candidates: [{ id: 'r-orders' }, { id: 'a-first' }],
  });
});

test('spans alone are calls where nothing watches the process, and the page says what it rests on', async () => {
  fake.rows = [spanOf(served(0)), spanOf(served(1000))];
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
  fake.rows = [gateway, seen(50, '10.42.2.33'), spanOf(gateway, { ip_1: '10.42.1.15' })];
  const page = await list();
  expect(page).toMatchObject({ source: 'packet', notices: ['no_ebpf'] });
  expect(page.calls).toMatchObject([{ id: gateway._id, kinds: ['A', 'N'], attribution: { kind: 'exact' } }]);
});

test('a call without answer has neither status nor duration', async () => {
  fake.rows = [served(0, { type: 0, response_status: 2, response_code: null, response_duration: 0 })];
  expect((await list()).calls).toMatchObject([{ status: null, durationUs: null, outcome: 'timeout' }]);
});

test('what about the route explains an empty list is said', async () => {
  fake.routes = [{ id: 'r-orders', uri: '/api/*', hosts: ['a.example.com:9080'], status: 0 }];
  expect((await list()).notices).toEqual(['route_disabled', 'host_with_port', 'no_ebpf', 'no_otel']);
});

test('a route that is younger than the last reading of the table is found by reading it again', async () => {
  fake.younger = [{ id: 'young', uri: '/young' }];
  await expect(list({ routeId: 'young' })).resolves.toMatchObject({ calls: [] });
});

test('an upstream that is an nginx is no gateway, but an APISIX that runs as one is', async () => {
  const gateway = served(0);
  const upstream = served(2, { process_kname_1: 'nginx' });
  fake.rows = [gateway, upstream];
  expect(ids(await list())).toEqual([gateway._id]);
  fake.rows = [upstream];
  expect(await list()).toMatchObject({ calls: [{ id: upstream._id }], source: 'ebpf' });
});

test('of every recorded request at a gateway: one call for each inbound row, exact where it has a span', async () => {
  fake.routes = [{ id: 'r-orders', uri: '/*' }];
  let calls = 0;
  for (const line of new Map(recordedTraces().map((trace) => [trace.scenario, trace])).values()) {
    fake.rows = line.rows.map(toFakeRow).map((row) => ({
      ...row,
      ...(row['attribute.apisix.route_id'] !== undefined && { 'attribute.apisix.route_id': 'r-orders' }),
    }));
    const inbound = fake.rows.filter(
      (row) => row.observation_point === 's-p' && row.process_kname_1 === 'openresty' && row.type !== 1,
    );
    const spans = fake.rows.filter(
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

test('of spans of several gateways those are its own that come from its place, or that have its name where that is told', async () => {
  const gateway = unreadGateway();
  const listFor = async (tags: OwnTags) =>
    (await list({}, 2000, { ...gateway, deepflow: { ...gateway.deepflow, tags } })).calls.map(({ id }) => id);
  const own = spanOf(served(0), { pod_ns_1: 'apisix', app_service: 'APISIX' });
  const byCollector = spanOf(served(2000), { pod_ns_1: 'telemetry', app_service: 'APISIX-edge' });
  fake.rows = [own, byCollector];
  expect(await listFor({ pod_ns: ['apisix'] })).toEqual([own._id]);
  expect(await listFor({ pod_ns: ['edge'], app_service: ['APISIX-edge'] })).toEqual([byCollector._id]);
  expect(await listFor({})).toEqual([byCollector._id, own._id]);
});

test('an upstream’s nginx is no gateway once the gateway’s place is told', async () => {
  const gateway = unreadGateway();
  const place = { process_kname_1: 'nginx', pod_ns_1: 'apisix' };
  const call = served(0, place);
  fake.rows = [call, served(1, { ...place, pod_ns_1: 'shop' })];
  const deepflow = { ...gateway.deepflow, tags: { pod_ns: ['apisix'] } };
  expect((await list()).calls).toHaveLength(2);
  expect(ids(await list({}, 2000, { ...gateway, deepflow }))).toEqual([call._id]);
});
