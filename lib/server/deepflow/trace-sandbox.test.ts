import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '@/sandbox/agent/exchange';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { fakeGateway, fakeUpstream } from './testing';
import { getTrace } from './trace';

/** A text that breaks out of a literal that is not escaped, in both ways. */
const xRequestId = "ab'c\\";
const startUs = 1_771_000_000_200_000;

const inbound: Exchange = {
  client: { workload: null, ip: '203.0.113.10', port: 45_806 },
  server: { workload: 'apisix', ip: '10.42.1.15', port: 9080 },
  startUs,
  endUs: startUs + 5000,
  method: 'GET',
  host: 'api.example.com',
  path: "/api/orders/it's",
  status: 200,
  requestBytes: 412,
  responseBytes: 1893,
  requestHeaders: { 'x-request-id': xRequestId },
  responseHeaders: {},
  connectionId: 'in',
  reqSeq: 1_521_573_189,
  respSeq: 1_165_581_347,
  clientSyscall: null,
  // Nothing but the X-Request-ID leads from one request to the other.
  serverSyscall: { request: '11', response: '11' },
};
const outbound: Exchange = {
  ...inbound,
  client: { workload: 'apisix', ip: '10.42.1.15', port: 41_277 },
  server: { workload: 'webshop', ip: '10.42.2.33', port: 8080 },
  startUs: startUs + 1500,
  endUs: startUs + 3500,
  connectionId: 'out',
  reqSeq: 3_575_750_056,
  respSeq: 405_432_900,
  clientSyscall: { request: '0', response: '12' },
  serverSyscall: { request: '13', response: '13' },
};
const other: Exchange = { ...outbound, startUs: startUs + 9e6, endUs: startUs + 9.1e6, reqSeq: 7, respSeq: 8 };

let deepflow: Deepflow;
let app: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  app = await fakeUpstream(() => ({ status: 500, body: { OPT_STATUS: 'PARTIAL_RESULT', DESCRIPTION: 'x', DATA: {} } }));
  const body = JSON.stringify([inbound, outbound, other]);
  await fetch(`${deepflow.agentUrl}/sandbox/exchanges`, { method: 'POST', body });
}, 60_000);
afterAll(() => Promise.all([deepflow.close(), app.close()]));

test('what a client sent is a value in every statement, and leads from row to row on the real engine', async () => {
  await fetch(`${deepflow.querierUrl}/v1/query/`, { method: 'POST' });
  const { rows } = await deepflow.store.query(
    "SELECT toString(_id) FROM flow_log.l7_flow_log WHERE req_tcp_seq = 1521573189 AND observation_point = 's-p'",
  );
  const gateway = fakeGateway({ querierUrl: deepflow.querierUrl, appUrl: app.url });
  const trace = await getTrace(gateway, String(rows[0]?.[0]));
  expect(trace.notices.map(({ kind }) => kind)).toEqual(['service_failed', 'from_rows']);
  expect(trace.spans.map(({ point }) => point)).toEqual([
    ...['s-nd', 's', 's-p'],
    ...['c-p', 'c', 'c-nd', 's-nd', 's', 's-p'],
  ]);
  const own = trace.spans.find(({ point }) => point === 's-p');
  const sent = trace.spans.find(({ point }) => point === 'c-p');
  expect(sent).toMatchObject({ parentId: own?.id, linkedBy: 'x_request_id', host: 'k8s-node-1' });
  expect(own?.attributes).toContainEqual({ name: 'x_request_id_0', value: xRequestId, isColumn: true });
});
