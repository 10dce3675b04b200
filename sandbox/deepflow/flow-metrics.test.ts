import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Flow, flowsOf } from '@/sandbox/agent/flows';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { shopCall } from '@/sandbox/deepflow/tracing/test-rows';

const flows = flowsOf(shopCall({ withSpans: true }));
let deepflow: Deepflow;

beforeAll(async () => {
  deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  await deepflow.store.insertL4(flows);
}, 60_000);
afterAll(() => deepflow.close());

const sum = (of: readonly Flow[], value: (flow: Flow) => number) => of.reduce((total, flow) => total + value(flow), 0);
const at = (point: string) => flows.filter(({ of }) => of.observation_point === point);

async function numbers(table: string, where: string): Promise<number[]> {
  const metrics = ['byte_tx', 'byte_rx', 'packet', 'retrans', 'zero_win', 'closed_flow', 'rtt_sum', 'rtt_count'];
  const { rows } = await deepflow.store.query(
    `SELECT ${metrics.map((name) => `sum(${name})`).join(', ')} FROM flow_metrics.\`${table}\` WHERE ${where}`,
  );
  return (rows[0] ?? []).map(Number);
}

const expected = (of: readonly Flow[], isReversed: boolean) => [
  sum(of, ({ bytesTx, bytesRx }) => (isReversed ? bytesRx : bytesTx)),
  sum(of, ({ bytesTx, bytesRx }) => (isReversed ? bytesTx : bytesRx)),
  sum(of, ({ packetsTx, packetsRx }) => packetsTx + packetsRx),
  sum(of, ({ retransTx, retransRx }) => retransTx + retransRx),
  sum(of, ({ zeroWindowsTx, zeroWindowsRx }) => zeroWindowsTx + zeroWindowsRx),
  of.filter(({ closeType }) => closeType !== 5).length,
  sum(of, ({ rttUs }) => rttUs),
  of.filter(({ rttUs }) => rttUs > 0).length,
];

it.each(['1s', '1m'])(
  'network_map.%s has the connections of each point, what the client sent as tx',
  async (precision) => {
    for (const point of ['c', 'c-nd', 's-nd', 's'])
      expect(await numbers(`network_map.${precision}`, `observation_point = '${point}'`)).toEqual(
        expected(at(point), false),
      );
  },
);

it.each(['1s', '1m'])(
  'network.%s has the two end interfaces alone, what each end sent itself as tx',
  async (precision) => {
    expect(await numbers(`network.${precision}`, 'role = 0')).toEqual(expected(at('c'), false));
    expect(await numbers(`network.${precision}`, 'role = 1')).toEqual(expected(at('s'), true));
    const { rows } = await deepflow.store.query(
      `SELECT max(server_port) FROM flow_metrics.\`network.${precision}\` WHERE role = 0`,
    );
    expect(rows).toEqual([[0]]);
  },
);
