import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { telemetryKeys, telemetryQueries } from './queries';

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
  await client.query(telemetryQueries.metrics({ gatewayId: 'g', routeId: 'r 1/%', range }));
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
  const at = (tickMs: number) => telemetryKeys.metrics({ gatewayId: 'g', routeId: 'r', range: { ...range, tickMs } });
  expect(at(1)).not.toEqual(at(2));
});
