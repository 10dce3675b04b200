import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeUpstream } from '@/lib/server/deepflow/testing';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { gatewayNodes } from './gateway-nodes';

let fixture: TestGateway;
let close: () => Promise<void> = async () => undefined;
beforeEach(async () => {
  fixture = await startTestGateway();
  await fixture.admin('PUT', '/routes/r1', { uri: '/a', upstream: { nodes: {} } });
});
afterEach(async () => {
  await Promise.all([fixture.close(), close()]);
});

async function gatewayWith(answer: (query: string) => { labels: Record<string, string>; value: string }[] | null) {
  const upstream = await fakeUpstream(({ path, text }) => {
    if (path.startsWith('/api/v1/label/')) return { body: { status: '', data: [] } };
    const found = answer(new URLSearchParams(text).get('query') ?? '');
    if (found === null) return { status: 500, body: { status: 'fail', error: 'no' } };
    const result = found.map(({ labels, value }) => ({ metric: labels, value: [0, value] }));
    return { body: { status: 'success', data: { resultType: 'vector', result } } };
  });
  close = upstream.close;
  return { ...fixture.gateway, prometheus: { url: upstream.url } };
}

test('a node is compared with the newest route of the Admin API, while the range ends now', async () => {
  const gateway = await gatewayWith((query) =>
    query === 'apisix_etcd_modify_indexes' ? [{ labels: { instance: 'n', key: 'routes' }, value: '1' }] : [],
  );
  const revision = (await fixture.admin('GET', '/routes/r1')).modifiedIndex as number;
  const now = await gatewayNodes(gateway, Date.now());
  expect(now.wanted?.routes).toBe(revision);
  // It was written a moment ago.
  expect(now.nodes).toMatchObject([{ instance: 'n', config: revision > 1 ? 'settling' : 'current' }]);
  const past = await gatewayNodes(gateway, Date.now() - 3_600_000);
  expect(past).toMatchObject({ wanted: null, nodes: [{ config: 'unknown' }] });
});

test('of a range that ends ahead the nodes are those of now', async () => {
  const gateway = await gatewayWith(() => []);
  const before = Date.now();
  const { atS } = await gatewayNodes(gateway, before + 7_200_000);
  expect(atS).toBeLessThanOrEqual(Date.now() / 1000);
  expect(atS).toBeGreaterThanOrEqual(Math.floor(before / 1000));
});

test('a metric that cannot be asked for is named, and the others are there', async () => {
  const gateway = await gatewayWith((query) =>
    query === 'apisix_etcd_reachable'
      ? null
      : query === 'apisix_node_info'
        ? [{ labels: { instance: 'n' }, value: '1' }]
        : [],
  );
  const { nodes, failures } = await gatewayNodes(gateway, Date.now());
  expect(nodes).toMatchObject([{ instance: 'n', etcdReachable: null }]);
  expect(failures).toMatchObject([{ metric: 'etcd_reachable', problem: { code: 'upstream_rejected' } }]);
});

test('where nothing can be asked for, the answer is the problem', async () => {
  const gateway = await gatewayWith((query) => (query.includes('count_over_time') ? [] : null));
  await expect(gatewayNodes(gateway, Date.now())).rejects.toMatchObject({ problem: { code: 'upstream_rejected' } });
});

test('no metrics are no nodes', async () => {
  const gateway = await gatewayWith(() => []);
  expect(await gatewayNodes(gateway, Date.now())).toMatchObject({ nodes: [], dicts: [], failures: [] });
});

test('how often a gateway is scraped that was just connected is told from what it has had until now', async () => {
  const counts: Record<string, string> = { '120s': '3', '600s': '3' };
  const gateway = await gatewayWith((query) => {
    const window = /count_over_time\(.*\[(\d+s)\]/.exec(query)?.[1];
    return window === undefined ? [] : [{ labels: {}, value: counts[window] ?? '0' }];
  });
  expect(await gatewayNodes(gateway, Date.now())).toMatchObject({ scrapeS: 60 });
  // It is not taken for settled as long as the long look is not filled.
  counts['120s'] = '9';
  counts['600s'] = '12';
  expect(await gatewayNodes(gateway, Date.now())).toMatchObject({ scrapeS: 15 });
});
