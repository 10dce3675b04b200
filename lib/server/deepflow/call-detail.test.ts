import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildRouterIndex } from '@/lib/apisix/router';
import { getCallDetail } from './call-detail';
import { fakeGateway, fakeUpstream, recordedTraces } from './testing';
import { answerFromRows, type FakeRow, toFakeRow } from './testing-querier';

vi.mock('@/lib/server/apisix/route-index', () => ({
  routeIndex: () => ({
    table: async () => ({
      routes: [],
      services: [],
      routerIndex: buildRouterIndex([{ id: 'r-orders', uri: '/api/*' }], []),
      summaryOf: () => ({ name: 'orders' }),
    }),
  }),
}));

const recorded = recordedTraces();
let rows: FakeRow[] = [];
function play(scenario: string): { idOf: (label: string) => string } {
  const line = recorded.find((candidate) => candidate.scenario === scenario);
  rows = (line?.rows ?? []).map(toFakeRow);
  return { idOf: (label) => Object.entries(line?.labels ?? {}).find(([, name]) => name === label)?.[0] ?? '' };
}
const { idOf } = play('gateway_502_connection_refused');

let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  upstream = await fakeUpstream((request) => answerFromRows(rows)(request));
});
afterAll(() => upstream.close());

const detail = (label: string) => getCallDetail(fakeGateway({ querierUrl: upstream.url }), idOf(label));

test('a row has all that is known of it, by DeepFlow’s own names, and nothing that is empty', async () => {
  const { call, groups } = await detail('in.s-p');
  expect(call).toMatchObject({
    status: 502,
    outcome: 'server_error',
    attribution: { kind: 'exact' },
    kinds: ['A', 'S', 'N'],
  });
  const fields = groups.flatMap((group) => group.fields.map(({ name, value }) => [`${group.name}.${name}`, value]));
  expect(Object.fromEntries(fields)).toMatchObject({
    'request.request_type': 'GET',
    'request.request_domain': 'api.example.com',
    'response.response_code': '502',
    'tracing.syscall_trace_id_request': '89757601956927937',
    'client.ip_0': '203.0.113.10',
    'server.process_kname_1': 'openresty',
    'network.flow_id': '2017621681574977707',
    'capture._id': idOf('in.s-p'),
  });
  for (const [name, value] of fields) expect(value, name).not.toBe('');
});

test('a span has its attributes', async () => {
  const { call, groups } = await detail('gw.s-app');
  expect(call).toMatchObject({ source: 'otel', attribution: { kind: 'exact' }, host: 'api.example.com' });
  const attributes = groups.find(({ name }) => name === 'attributes')?.fields;
  expect(attributes).toContainEqual({ name: 'apisix.response_source', value: 'apisix' });
});

test('a call without a span has the trace id that the gateway sent upstream, as in the list', async () => {
  const sampledOut = play('otel_gateway_sampled_out');
  const { call } = await getCallDetail(fakeGateway({ querierUrl: upstream.url }), sampledOut.idOf('in.s-p'));
  const sent = rows.find(({ observation_point: point }) => point === 'c-p');
  expect(sent?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(call).toMatchObject({ attribution: { kind: 'computed' }, traceId: sent?.trace_id });
});

test('an unknown call is not found', async () => {
  await expect(getCallDetail(fakeGateway({ querierUrl: upstream.url }), '1')).rejects.toMatchObject({
    problem: { code: 'not_found', field: 'callId' },
  });
});
