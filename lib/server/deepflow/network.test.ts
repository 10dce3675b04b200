import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionTotals } from '@/lib/deepflow/network';
import type { Exchange } from '@/sandbox/agent/exchange';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { newId, served, startS } from './testing-calls';
import type { FakeRow } from './testing-querier';
import { closeDeepflow, fake, network, openDeepflow, resetFake } from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

/** A call that came to a pod of the gateway and was sent on to an instance. */
function call(at: number, instance: string, part: FakeRow = {}): FakeRow[] {
  const row = served(at * 1000, {
    auto_instance_1: 'gw-1',
    server_port: 9080,
    syscall_trace_id_request: 1000 + at,
    ...part,
  });
  const sent = {
    _id: newId(),
    signal_source: 3,
    observation_point: 'c-p',
    process_kname_0: 'openresty',
    l7_protocol: 20,
    type: 2,
    syscall_trace_id_request: 1000 + at,
    start_time: Number(row.start_time) + 1000,
    end_time: Number(row.start_time) + 2000,
    auto_instance_1: instance,
    auto_service_1: 'orders',
  };
  return [row, sent];
}

const asked = (table: string) => fake.asked.filter((sql) => sql.includes(` FROM ${table} `));

test('every number is DeepFlow’s sum for the gateway’s instances, and for the instances that the route’s calls came to', async () => {
  fake.rows = [...call(1, 'orders-a'), ...call(2, 'orders-b'), ...call(3, 'orders-a')];
  const bucket = startS - (startS % 60) + 60;
  fake.metrics = (sql) =>
    sql.includes(' FROM network ')
      ? [
          {
            bucket,
            byte_tx: 6000,
            byte_rx: 600,
            packet: 100,
            new_flow: 7,
            retrans: 2,
            rtt_mean: 310.5,
            rtt_highest: 900,
          },
          { bucket: bucket + 120, byte_tx: 60, packet: 4, zero_win: 1, server_syn_miss: 3, tcp_timeout: 1 },
        ]
      : [
          { bucket, auto_instance_1: 'orders-b', byte_tx: 1200, packet: 20 },
          { bucket: bucket + 60, auto_instance_1: 'orders-a', byte_tx: 120, packet: 2, retrans: 1 },
        ];
  const found = await network();
  expect(found).toMatchObject({ precision: '1m', stepS: 60, gateways: ['gw-1'], calls: 3, others: null });
  const first = found.times.indexOf(bucket);
  const at = (values: readonly (number | null)[] | undefined) => values?.slice(first, first + 3);
  expect(at(found.clients.sent)).toEqual([100, 0, 1]);
  expect(at(found.clients.received)).toEqual([10, 0, 0]);
  expect(at(found.clients.retransmittedShare)).toEqual([0.02, null, 0]);
  expect(at(found.clients.zeroWindows)).toEqual([0, 0, 1]);
  expect(at(found.clients.rttMean)).toEqual([310.5, null, null]);
  expect(Object.keys(found.clients.failures)).toEqual(['server_syn_miss', 'tcp_timeout']);
  expect(found.clients.totals).toEqual({
    bytes: 6660,
    packets: 104,
    retransmissions: 2,
    zeroWindows: 1,
    opened: 7,
    failed: 4,
    rttMaxUs: 900,
  });
  expect(found.upstreams.map(({ instance, service, calls }) => [instance, service, calls])).toEqual([
    ['orders-a', 'orders', 2],
    ['orders-b', 'orders', 1],
  ]);
  expect(found.upstreams.map(({ numbers }) => at(numbers.sent))).toEqual([
    [0, 2, 0],
    [20, 0, 0],
  ]);
  const [clients] = asked('network');
  expect(clients).toMatch(/role = 1 AND auto_instance IN \('gw-1'\) AND server_port IN \(9080\)/);
  expect(asked('network_map')[0]).toMatch(/observation_point = 'c' AND auto_instance_0 IN \('gw-1'\)/);
});

test('upstreams beyond eight are summed up together', async () => {
  fake.rows = Array.from({ length: 11 }, (_one, at) => call(at + 1, `orders-${at}`)).flat();
  fake.metrics = (sql) => (sql.includes('auto_instance_1,') ? [] : [{ bucket: startS + 40, byte_tx: 60, packet: 1 }]);
  const { upstreams, others } = await network();
  expect(upstreams).toHaveLength(8);
  expect(others).toMatchObject({ instances: 3, numbers: { totals: { bytes: 60 } } });
});

test('the gateway’s own APIs are no traffic of its clients', async () => {
  fake.rows = [...call(1, 'orders-a'), ...call(2, 'orders-a', { server_port: 9180, auto_instance_1: 'gw-1' })];
  await network();
  expect(asked('network')[0]).toContain('server_port IN (9080)');
});

test('where nothing of the gateway was seen nothing is asked for, and all is a gap', async () => {
  const { gateways, clients } = await network();
  expect(gateways).toEqual([]);
  expect(new Set(clients.sent)).toEqual(new Set([null]));
  expect(asked('network')).toEqual([]);
});

describe('of a real DeepFlow’s tables', () => {
  let deepflow: Deepflow;
  beforeAll(async () => {
    deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
    const exchanges = Array.from({ length: 40 }, (_one, at): Exchange[] => exchangesOf(at)).flat();
    await fetch(`${deepflow.agentUrl}/sandbox/exchanges`, { method: 'POST', body: JSON.stringify(exchanges) });
  }, 60_000);
  afterAll(() => deepflow.close());

  test('the totals are those of the connections themselves', async () => {
    const found = await network(deepflow.querierUrl);
    const sums = async (where: string) => {
      const { rows } = await deepflow.store.query(
        `SELECT sum(byte_tx + byte_rx), sum(packet_tx + packet_rx), sum(retrans_tx + retrans_rx), max(rtt) FROM flow_log.l4_flow_log WHERE ${where}`,
      );
      return (rows[0] ?? []).map(Number);
    };
    const totals = ({ bytes, packets, retransmissions, rttMaxUs }: ConnectionTotals) => [
      bytes,
      packets,
      retransmissions,
      rttMaxUs,
    ];
    expect(totals(found.clients.totals)).toEqual(await sums("observation_point = 's' AND server_port = 9080"));
    expect(found.upstreams.map(({ numbers }) => totals(numbers.totals))).toEqual([
      await sums("observation_point = 'c' AND server_port = 8080"),
    ]);
    expect(found.clients.totals.packets).toBeGreaterThan(100);
  });
});

/** A request of a client and the one that the gateway made for it. */
function exchangesOf(at: number): Exchange[] {
  const startUs = (startS + 60) * 1e6 + at * 5_000_000;
  const shared = {
    method: 'GET',
    host: 'api.example.com',
    path: '/api/orders/7',
    status: 200,
    requestBytes: 400,
    responseBytes: 4000 + at,
    requestHeaders: {},
    responseHeaders: {},
    respSeq: 50_000 + at,
  };
  return [
    {
      ...shared,
      client: { workload: null, ip: '203.0.113.10', port: 40_000 + at },
      server: { workload: 'apisix', ip: '10.42.1.15', port: 9080 },
      startUs,
      endUs: startUs + 30_000,
      connectionId: `in-${at}`,
      reqSeq: 10_000 + at,
      clientSyscall: null,
      serverSyscall: { request: `${7000 + at}`, response: `${7000 + at}` },
    },
    {
      ...shared,
      client: { workload: 'apisix', ip: '10.42.1.15', port: 50_000 + at },
      server: { workload: 'webshop', ip: '10.42.2.33', port: 8080 },
      startUs: startUs + 5000,
      endUs: startUs + 25_000,
      connectionId: `out-${at}`,
      reqSeq: 20_000 + at,
      clientSyscall: { request: `${7000 + at}`, response: `${7000 + at}` },
      serverSyscall: { request: `${9000 + at}`, response: `${9000 + at}` },
    },
  ];
}
