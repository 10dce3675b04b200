import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '@/sandbox/agent/exchange';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { getFlows } from './flows';
import { getRank } from './rank';
import { fakeGateway } from './testing';

const startUs = 1_771_000_000_200_000;

/** A request to the gateway's process, as the sandbox's agent would see it. */
function exchange(at: number, durationUs: number | null, over: Partial<Exchange> = {}): Exchange {
  const begun = startUs + at * 1_000_000;
  return {
    client: { workload: null, ip: '203.0.113.10', port: 40_000 + at },
    server: { workload: 'apisix', ip: '10.42.1.15', port: 9080 },
    startUs: begun,
    endUs: durationUs === null ? null : begun + durationUs,
    method: 'GET',
    host: 'api.example.com',
    path: '/api/orders/7',
    status: durationUs === null ? null : 200,
    requestBytes: 412,
    responseBytes: 4_000,
    requestHeaders: {},
    responseHeaders: {},
    connectionId: `c${at}`,
    reqSeq: 10_000 + at,
    respSeq: 20_000 + at,
    clientSyscall: null,
    serverSyscall: { request: `${9000 + at}`, response: `${9000 + at}` },
    ...over,
  };
}

/** 1 to 20 ms, in no order. */
const durationOf = (at: number) => (((at * 7) % 20) + 1) * 1000;

/** Twenty requests of one operation, one that was never answered, and others of other operations. */
const exchanges = [
  ...Array.from({ length: 20 }, (_, at) => exchange(at, durationOf(at))),
  exchange(20, null),
  exchange(21, 90_000, { method: 'POST' }),
  exchange(22, 90_000, { path: '/api/carts/7' }),
  exchange(23, 90_000, { server: { workload: 'webshop', ip: '10.42.2.33', port: 8080 } }),
  exchange(-4000, 90_000),
];

let deepflow: Deepflow;
beforeAll(async () => {
  deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  const sent = await fetch(`${deepflow.agentUrl}/sandbox/exchanges`, {
    method: 'POST',
    body: JSON.stringify(exchanges),
  });
  expect(sent.status).toBe(204);
}, 60_000);
afterAll(() => deepflow.close());

const gateway = () => fakeGateway({ querierUrl: deepflow.querierUrl });

/** The row of a request at one point, once the agent's rows are stored. */
async function rowOf(
  at: number,
  point: string,
): Promise<{ id: string; flowId: string; startUs: number; endUs: number }> {
  await fetch(`${deepflow.querierUrl}/v1/query/`, { method: 'POST' });
  const { rows } = await deepflow.store.query(
    `SELECT toString(_id), toString(flow_id), toUnixTimestamp64Micro(start_time), toUnixTimestamp64Micro(end_time)
     FROM flow_log.l7_flow_log WHERE req_tcp_seq = ${10_000 + at} AND observation_point = '${point}'`,
  );
  const [[id, flowId, start, end] = []] = rows;
  return { id: String(id), flowId: String(flowId), startUs: Number(start), endUs: Number(end) };
}

describe('the rank of a request', () => {
  test.each([0, 1, 9, 19])('is the share of those before it that were faster: number %i', async (at) => {
    const rank = await getRank(gateway(), (await rowOf(at, 's-p')).id);
    expect(rank.operation).toEqual({ service: 'apisix-gateway', name: 'GET /api/orders', point: 's-p' });
    expect(rank.untilS - rank.sinceS).toBe(3600);
    expect(rank.of).toBe(at);
    const faster = Array.from({ length: at }, (_, before) => durationOf(before)).filter((us) => us < durationOf(at));
    expect(rank.slowerThan).toBe(at === 0 ? null : faster.length / at);
  });

  test('at a NIC is among what that NIC saw', async () => {
    const rank = await getRank(gateway(), (await rowOf(19, 's')).id);
    expect(rank).toMatchObject({ of: 19, operation: { point: 's' } });
  });

  test('of a request that was never answered is not known', async () => {
    expect(await getRank(gateway(), (await rowOf(20, 's-p')).id)).toMatchObject({ slowerThan: null, of: 20 });
  });

  test('of a row that DeepFlow does not have is a problem of its own', async () => {
    await expect(getRank(gateway(), '7606387081220100000')).rejects.toMatchObject({
      problem: { code: 'not_found', upstream: 'querier' },
    });
  });
});

describe('connections', () => {
  const around = { fromMs: startUs / 1000 - 60_000, toMs: startUs / 1000 + 60_000 };

  test('are told in the order they were asked for, with what agents reported of them', async () => {
    const [first, second, process] = [await rowOf(3, 's'), await rowOf(4, 's-nd'), await rowOf(3, 's-p')];
    const facts = await getFlows(gateway(), {
      flowIds: [second.flowId, first.flowId, process.flowId, '18446744073709551615'],
      ...around,
    });
    // A process has no packets, and an unknown id no reports.
    expect(facts.map(({ flowId }) => flowId)).toEqual([second.flowId, first.flowId]);
    for (const flow of facts) {
      expect(flow.rttUs).toBeGreaterThan(100);
      expect(flow.bytes.up).toBeGreaterThan(412);
      expect(flow.bytes.down).toBeGreaterThan(4000);
      expect(flow.packets.down).toBeGreaterThanOrEqual(3);
    }
  });

  test('are not looked for beyond the time that was asked for', async () => {
    const { flowId } = await rowOf(3, 's');
    const later = { fromMs: around.toMs + 600_000, toMs: around.toMs + 700_000 };
    expect(await getFlows(gateway(), { flowIds: [flowId], ...later })).toEqual([]);
  });
});
