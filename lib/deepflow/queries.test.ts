import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { peerQueries } from './peer-queries';
import { telemetryKeys, telemetryQueries, traceUrl } from './queries';

const range = { fromMs: 1000, toMs: 2000, tickMs: 2000 };
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return Response.json({ calls: [], cursor: asked.length === 1 ? 'a/b' : null });
  });
});
afterEach(() => vi.unstubAllGlobals());

test('ids from outside stay one part of the path', async () => {
  const client = new QueryClient();
  await client.query(telemetryQueries.trace('a/b', '../1?x'));
  await client.query(telemetryQueries.metrics({ gatewayId: 'g', routeId: 'r 1/%', range }, {}));
  expect(asked).toEqual(['/api/a%2Fb/traces/..%2F1%3Fx', '/api/g/routes/r%201%2F%25/metrics?from=1000&to=2000']);
});

test('the next page asks with the cursor of the last and the same filters', async () => {
  const filter = { outcome: ['timeout' as const, 'server_error' as const], minDurationUs: 5000, path: '50%&x' };
  await new QueryClient().infiniteQuery({
    ...telemetryQueries.calls({ gatewayId: 'g', routeId: 'r', range }, filter),
    pages: 2,
  });
  const common = 'from=1000&to=2000&outcome=timeout&outcome=server_error&minDurationUs=5000&path=50%25%26x';
  expect(asked).toEqual([
    `/api/g/routes/r/calls?${common}&limit=100`,
    `/api/g/routes/r/calls?${common}&cursor=a%2Fb&limit=100`,
  ]);
});

test('a refresh of the same range is a query of its own', () => {
  const at = (tickMs: number) =>
    telemetryKeys.metrics({ gatewayId: 'g', routeId: 'r', range: { ...range, tickMs } }, {});
  expect(at(1)).not.toEqual(at(2));
});

test('a trace with all rows is another query, at another address', () => {
  expect(traceUrl('g', '7')).toBe('/api/g/traces/7');
  expect(traceUrl('g', '7', { rows: 'all' })).toBe('/api/g/traces/7?rows=all');
  expect(telemetryKeys.trace('g', '7', { rows: 'all' })).not.toEqual(telemetryKeys.trace('g', '7', { rows: null }));
});

test('connections are asked for once each, whatever their order, and none without an id', async () => {
  const around = { fromMs: 1000.4, toMs: 2000.4 };
  await new QueryClient().query(peerQueries.flows('a/b', { flowIds: ['9', '7', '9'], ...around }));
  await new QueryClient().query(peerQueries.rank('a/b', '7'));
  expect(asked).toEqual(['/api/a%2Fb/flows?from=1000&to=2001&id=7&id=9', '/api/a%2Fb/calls/7/rank']);
  expect(peerQueries.flows('g', { flowIds: [], ...around }).enabled).toBe(false);
  expect(peerQueries.flows('g', { flowIds: ['9', '7'], ...around }).queryKey).toEqual(
    peerQueries.flows('g', { flowIds: ['7', '9'], ...around }).queryKey,
  );
});
