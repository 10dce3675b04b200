import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@/e2e/fixtures';
import { putRoute } from '@/e2e/gateway';
import { adminKey, adminUrl, aloneConsolePort, alonePorts } from '@/e2e/ports';
import { startServer, stopAll, typescript } from '@/scripts/processes';
import { scratchData } from '@/scripts/scratch-data';

/* A DeepFlow alone, which knows nothing but the spans that a real APISIX 3.18 sent, and a console on it. */

const bodies = new URL('../../test/fixtures/otlp/', import.meta.url);
const url = (port: string) => `http://127.0.0.1:${port}`;
/** When these requests were sent. */
const range = `?from=${Date.UTC(2026, 10, 22, 7, 50)}&to=${Date.UTC(2026, 10, 22, 8, 0)}`;

test.use({ baseURL: url(String(aloneConsolePort)) });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  await putRoute('r-named', { name: 'named', uri: '/orders/*', upstream_id: 'up-webshop' });
  await startServer(...typescript('sandbox/main.ts', '--only', 'deepflow'), alonePorts, (line) => line.startsWith('{'));
  for (const file of readdirSync(bodies).filter((name) => name.endsWith('.bin'))) {
    const answer = await fetch(`${url(alonePorts.SANDBOX_AGENT_PORT)}/api/v1/otel/trace?/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(readFileSync(new URL(file, bodies))),
    });
    expect(answer.status).toBe(200);
  }
  await startServer(
    ...typescript('scripts/start.ts'),
    {
      ...scratchData(),
      PORT: String(aloneConsolePort),
      APISIX_ADMIN_URL: adminUrl,
      APISIX_ADMIN_KEY: adminKey,
      DEEPFLOW_QUERIER_URL: url(alonePorts.SANDBOX_QUERIER_PORT),
      DEEPFLOW_APP_URL: url(alonePorts.SANDBOX_APP_PORT),
    },
    (line) => line.includes('Ready'),
  );
});
test.afterAll(stopAll);

test('spans of a real APISIX are calls of their route and traces, and the console says that eBPF is missing', async ({
  page,
  routePage,
  tracePage,
}) => {
  await routePage.goto('r-named', 'traces', range);
  await expect(routePage.callsTo('/orders/42?x=1')).toHaveCount(1);
  await expect(page.getByRole('note').filter({ hasText: 'DeepFlow has no eBPF data' })).toBeVisible();
  await routePage.callsTo('/orders/42?x=1').click();
  await expect(tracePage.rows().filter({ hasText: 'GET /orders/*' })).toHaveCount(1);
  await expect(tracePage.spans('S')).toHaveCount(0);
  await expect(page.getByText(/Only the applications’ own spans are known of this request/)).toBeVisible();
  await tracePage.rows().filter({ hasText: 'GET /orders/*' }).click();
  await expect(tracePage.details).toContainText('r-named');
});
