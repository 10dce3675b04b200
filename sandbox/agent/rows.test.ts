import { describe, expect, it } from 'vitest';
import type { Exchange } from '@/sandbox/agent/exchange';
import { RowNumbers } from '@/sandbox/agent/row-numbers';
import { endpointOf, exchangeToRows } from '@/sandbox/agent/rows';
import { readRecordings } from '@/sandbox/contract/tracing-recordings';
import { inventory } from '@/sandbox/deepflow/inventory';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';

const startUs = 1_771_000_000_200_000;

const inbound: Exchange = {
  client: { workload: null, ip: '203.0.113.10', port: 45_806 },
  server: { workload: 'apisix', ip: '10.42.1.15', port: 9080 },
  startUs,
  endUs: startUs + 4_610,
  method: 'GET',
  host: 'api.example.com',
  path: '/api/orders/7?expand=items',
  status: 200,
  requestBytes: 412,
  responseBytes: 1_893,
  requestHeaders: {},
  responseHeaders: {},
  connectionId: 'in-1',
  reqSeq: 1_521_573_189,
  respSeq: 1_165_581_347,
  clientSyscall: null,
  serverSyscall: { request: '89757601956927937', response: '89757601956927938' },
};

const outbound: Exchange = {
  ...inbound,
  client: { workload: 'apisix', ip: '10.42.1.15', port: 41_277 },
  server: { workload: 'webshop', ip: '10.42.2.33', port: 8080 },
  clientStartUs: startUs + 1_000,
  startUs: startUs + 1_430,
  endUs: startUs + 3_730,
  clientEndUs: startUs + 4_180,
  host: 'orders.shop.svc',
  requestHeaders: { 'x-forwarded-for': '203.0.113.10' },
  connectionId: 'out-1',
  reqSeq: 2_591_244_098,
  respSeq: 2_581_003_409,
  clientSyscall: { request: '89757601956927937', response: '89757601956927938' },
  serverSyscall: { request: '161815203913855873', response: '161815203913855873' },
};

const rowsOf = (exchange: Exchange, numbers = new RowNumbers()) => exchangeToRows(exchange, inventory, numbers);

/** What depends on the moment or on the names of the recorded cluster. */
const ownToEach: ReadonlySet<keyof L7Row> = new Set<keyof L7Row>([
  ...(['_id', 'time', 'start_time', 'end_time', 'response_duration', 'flow_id'] as const),
  ...(['capture_nic', 'capture_nic_name', 'resource_from_vtap'] as const),
  ...(['auto_instance_1', 'auto_instance_id_1', 'auto_service_1', 'auto_service_id_1', 'pod_id_1'] as const),
  ...(['process_id_1', 'process_kname_1', 'gprocess_id_0', 'gprocess_id_1', 'gprocess_0', 'gprocess_1'] as const),
]);

describe('the rows of an exchange', () => {
  it('have at each point the columns of the recorded call through a gateway', () => {
    const recording = readRecordings().find(({ scenario }) => scenario === 'ebpf_one_upstream');
    const recorded = new Map(
      recording?.rows.map((row) => [recording.labels[row._id ?? ''], { ...emptyL7Row, ...row }]) ?? [],
    );
    const generated = new Map([
      ...rowsOf(inbound).map((row) => [`in.${row.observation_point}`, row] as const),
      ...rowsOf(outbound).map((row) => [`out.${row.observation_point}`, row] as const),
    ]);
    expect([...generated.keys()].sort()).toEqual([...recorded.keys()].sort());
    const comparable = (row: L7Row | undefined) =>
      Object.entries(row ?? {}).filter(([key]) => !ownToEach.has(key as keyof L7Row));
    for (const [point, row] of generated) {
      expect([point, ...comparable(row)]).toEqual([point, ...comparable(recorded.get(point))]);
    }
  });

  it('lie inside each other in time, from the client process to the server process', () => {
    const rows = rowsOf(outbound);
    expect(rows.map((row) => row.observation_point)).toEqual(['c-p', 'c', 'c-nd', 's-nd', 's', 's-p']);
    expect(rows[0]).toMatchObject({ start_time: startUs + 1_000, end_time: startUs + 4_180 });
    expect(rows.at(-1)).toMatchObject({ start_time: startUs + 1_430, end_time: startUs + 3_730 });
    for (const [index, row] of rows.entries()) {
      const outer = rows[index - 1];
      if (outer === undefined) continue;
      expect(row.start_time).toBeGreaterThan(outer.start_time);
      expect(row.end_time).toBeLessThan(outer.end_time);
    }
  });

  it('stay inside the client process when the server notes its answer later than the client reads it', () => {
    const rows = rowsOf({ ...outbound, endUs: startUs + 9_999, startUs: startUs + 900 });
    expect(Math.max(...rows.map((row) => row.end_time))).toBe(startUs + 4_180);
    expect(Math.min(...rows.map((row) => row.start_time))).toBe(startUs + 1_000);
    expect(rows.every((row) => row.end_time >= row.start_time)).toBe(true);
  });

  it('have one flow for all requests of a connection at a point, another at each point, and count its system calls', () => {
    const numbers = new RowNumbers();
    const first = rowsOf(outbound, numbers);
    const second = rowsOf(outbound, numbers);
    expect(second.map((row) => row.flow_id)).toEqual(first.map((row) => row.flow_id));
    expect(new Set(first.map((row) => row.flow_id)).size).toBe(first.length);
    const sequences = [first, second].map((rows) => [rows[0]?.syscall_cap_seq_0, rows[0]?.syscall_cap_seq_1]);
    expect(sequences).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('carry ids that begin with the second of their end and never repeat', () => {
    const numbers = new RowNumbers();
    const rows = Array.from({ length: 50 }, () => rowsOf(outbound, numbers)).flat();
    expect(new Set(rows.map((row) => row._id)).size).toBe(rows.length);
    for (const row of rows) expect(Number(BigInt(row._id) >> 32n)).toBe(row.time);
  });

  it('are requests without code and duration when no answer came', () => {
    for (const row of rowsOf({ ...outbound, endUs: null, clientEndUs: startUs + 6_000_000, status: null })) {
      expect(row).toMatchObject({
        type: 0,
        response_status: 2,
        response_code: null,
        response_length: null,
        response_duration: 0,
        resp_tcp_seq: 0,
        syscall_trace_id_response: '0',
      });
    }
  });

  it('tell client errors, server errors and their reason', () => {
    const outcome = (status: number) => rowsOf({ ...inbound, status })[0];
    expect(outcome(404)).toMatchObject({ response_status: 4, response_exception: 'Not Found' });
    expect(outcome(503)).toMatchObject({ response_status: 3, response_exception: 'Service Unavailable' });
    expect(outcome(301)).toMatchObject({ response_status: 0, response_exception: '' });
  });

  it('take the trace from traceparent, the request id of each way, and the agent of the user', () => {
    const [row] = rowsOf({
      ...inbound,
      requestHeaders: {
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        'x-request-id': 'from-client',
        'user-agent': 'curl/8.5.0',
        referer: 'https://example.com/"x"',
      },
      responseHeaders: { 'x-request-id': 'from-gateway' },
    });
    expect(row).toMatchObject({
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '00f067aa0ba902b7',
      parent_span_id: '',
      x_request_id_0: 'from-client',
      x_request_id_1: 'from-gateway',
      attribute_names: ['http_user_agent', 'http_referer'],
      attribute_values: ['curl/8.5.0', 'https://example.com/"x"'],
    });
  });

  it('ignore a traceparent that is none', () => {
    const [row] = rowsOf({ ...inbound, requestHeaders: { traceparent: "00-4bf9'; DROP" } });
    expect(row).toMatchObject({ trace_id: '', span_id: '' });
  });

  it('leave out what no agent sees: nodes on the way inside one node, processes without system calls', () => {
    const onOneNode = rowsOf({ ...outbound, server: { workload: 'payment', ip: '10.42.1.48', port: 8080 } });
    expect(onOneNode.map((row) => row.observation_point)).toEqual(['c-p', 'c', 's', 's-p']);
    const unwatched = rowsOf({ ...inbound, serverSyscall: null });
    expect(unwatched.map((row) => row.observation_point)).toEqual(['s-nd', 's']);
    const leaving = rowsOf({ ...outbound, server: { workload: null, ip: '198.51.100.7', port: 443 } });
    expect(leaving.map((row) => row.observation_point)).toEqual(['c-p', 'c', 'c-nd']);
  });

  it('call public addresses Internet and name private ones by themselves', () => {
    expect(rowsOf(inbound)[0]).toMatchObject({
      l3_epc_id_0: -2,
      auto_service_type_0: 0,
      auto_service_0: '203.0.113.10',
    });
    const local = rowsOf({ ...inbound, client: { workload: null, ip: '::ffff:127.0.0.1', port: 1 } });
    expect(local[0]).toMatchObject({ auto_service_type_0: 255, ip_0: '127.0.0.1', is_ipv4: 1 });
  });
});

describe('an endpoint', () => {
  it.each([
    ['/api/orders/7?expand=items', '/api/orders'],
    ['/api', '/api'],
    ['/', '/'],
    ['//a//b/c', '/a/b'],
    ['/a?b/c/d', '/a'],
  ])('of %s is %s', (path, endpoint) => {
    expect(endpointOf(path)).toBe(endpoint);
  });
});
