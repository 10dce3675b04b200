import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GatewayConfig } from '@/lib/server/config';
import { routeScope } from '@/lib/server/deepflow/route-scope';
import { fakeUpstream } from '@/lib/server/deepflow/testing';
import { routeConsumers } from '@/lib/server/prometheus/consumers';
import { apisixMetrics } from '@/lib/server/prometheus/route-metrics';
import { routeSeries } from '@/lib/server/prometheus/route-series';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { routeInSnapshot, routeInTable } from './listed-route';
import { routeIndex } from './route-index';

const range = { fromMs: 1_771_000_000_000, toMs: 1_771_000_060_000 };
/** All that is asked of one route's telemetry begins with one of these. */
const readers: [string, (gateway: GatewayConfig, routeId: string) => Promise<unknown>][] = [
  ['a route and what was read beside it', routeInSnapshot],
  ['a route and the table of routes', routeInTable],
  ['the scope of its calls', (gateway, routeId) => routeScope(gateway, { routeId, ...range })],
  ['its series', routeSeries],
  ['its consumers', (gateway, routeId) => routeConsumers(gateway, { routeId, ...range })],
  ['its metrics of APISIX', (gateway, routeId) => apisixMetrics(gateway, { routeId, ...range })],
];

let fixture: TestGateway;
let prometheus: Awaited<ReturnType<typeof fakeUpstream>>;
beforeEach(async () => {
  fixture = await startTestGateway();
  prometheus = await fakeUpstream(({ path }) => ({
    body: {
      status: 'success',
      data: path.includes('/query') ? { resultType: path.includes('_range') ? 'matrix' : 'vector', result: [] } : [],
    },
  }));
  await routeIndex(fixture.gateway).current();
});
afterEach(() => Promise.all([fixture.close(), prometheus.close()]));

const gateway = () => ({ ...fixture.gateway, prometheus: { url: prometheus.url } });
const reads = () => fixture.requests.filter(({ path }) => path.endsWith('/routes')).length;

test.each(readers)('%s: a route that is younger than the last reading of all is found', async (_what, read) => {
  const upstream = { nodes: { '127.0.0.1:80': 1 } };
  await fixture.admin('PUT', '/routes/young', { uri: '/young', upstream, plugins: { prometheus: {} } });
  await expect(read(gateway(), 'young')).resolves.toBeDefined();
});

test.each(readers)(
  '%s: a route that the gateway does not have is told so after one more reading',
  async (_what, read) => {
    const before = reads();
    await expect(read(gateway(), 'none')).rejects.toMatchObject({ problem: { status: 404, code: 'not_found' } });
    expect(reads() - before).toBe(1);
  },
);
