import { request as http } from 'node:http';
import { expect, test } from '@/e2e/fixtures';
import { readRoute } from '@/e2e/gateway';
import { adminKey, consolePort } from '@/e2e/ports';

const plan = '/api/default/routes/home/plugins/prometheus/plan';
const wish = { wish: { state: 'off' } };

test('no byte that reaches the browser has the admin key', async ({ page, routesPage, routePage }) => {
  const bodies: Promise<string>[] = [];
  page.on('response', (response) => bodies.push(response.text().catch(() => '')));
  await routesPage.goto('?q=shop-home');
  await expect(routesPage.row('shop-home')).toBeVisible();
  for (const tab of ['', 'plugins', 'config', 'traces']) await routePage.goto('charge-read', tab);
  await page.goto('/default/status');
  await expect(page.getByText('3.18.0').first()).toBeVisible();
  expect((await Promise.all(bodies)).join('\n')).not.toContain(adminKey);
});

test('a write from another origin is refused and changes nothing', async ({ request }) => {
  const before = await readRoute('home');
  const apply = '/api/default/routes/home/plugins/prometheus/apply';
  for (const headers of [
    { origin: 'http://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ] as Record<string, string>[]) {
    const refused = await request.post(apply, { data: { ...wish, seen: 'x' }, headers });
    expect(refused.status()).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'forbidden' });
  }
  expect(await readRoute('home')).toEqual(before);
});

test('the console answers under the names of this machine alone, so that no page of another name can read it', async () => {
  const status = (host: string) =>
    new Promise<number>((resolve, reject) => {
      http({ hostname: '127.0.0.1', port: consolePort, path: '/api/default/routes', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .once('error', reject)
        .end();
    });
  expect(await status(`127.0.0.1:${consolePort}`)).toBe(200);
  expect(await status(`evil.example:${consolePort}`)).toBe(403);
});

test('pages are sent with a content security policy that runs no inline script without its nonce', async ({
  request,
}) => {
  const policy = (await request.get('/default/routes')).headers()['content-security-policy'] ?? '';
  const scripts = policy.split(';').find((directive) => directive.trim().startsWith('script-src')) ?? '';
  expect(scripts).toMatch(/'nonce-/);
  expect(scripts).not.toContain('unsafe-inline');
  expect(scripts).not.toContain('unsafe-eval');
  expect(policy).toContain("frame-ancestors 'none'");
});

test('what the API answers, also to what does not exist, runs nothing, is framed nowhere and read by no other site', async ({
  request,
}) => {
  for (const path of ['/api/health', '/api/default/routes/nosuch', '/api/default/nothing/here']) {
    const headers = (await request.get(path)).headers();
    expect(headers['content-security-policy'], path).toContain("default-src 'none'; frame-ancestors 'none'");
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
  }
});

test('input that makes no sense is refused by name', async ({ request }) => {
  const unknownPlugin = await request.post(plan.replace('prometheus', 'cors'), { data: wish });
  expect(unknownPlugin.status()).toBe(422);
  const oddFraction = await request.post('/api/default/routes/home/plugins/opentelemetry/plan', {
    data: { wish: { state: 'on', config: { sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } } } } },
  });
  expect(oddFraction.status()).toBe(422);
  expect(JSON.stringify(await oddFraction.json())).toContain('fraction');
  expect((await request.get('/api/nowhere/routes')).status()).toBe(404);
  expect((await request.get('/api/default/routes/nosuch')).status()).toBe(404);
});
