import { expect, test } from '@/e2e/fixtures';
import { putRoute, readRoute, throughGateway } from '@/e2e/gateway';

/** The shop has an article of every number but 0, which it answers 404. */
const article = () => `/p/${1 + (Date.now() % 97)}`;

test('from the route list to the trace of a request that was just sent, and back to how it was', async ({
  page,
  routesPage,
  routePage,
  tracePage,
}, { retry }) => {
  // A route of its own for each try: what the first one sent is still in its metrics.
  const routeId = `e2e-path-${retry}`;
  const uri = `/${routeId}/*`;
  await putRoute(routeId, {
    name: routeId,
    uri,
    host: 'e2e.example.com',
    upstream_id: 'up-webshop',
    plugins: {
      prometheus: { prefer_name: true },
      'request-id': { include_in_response: true },
      'proxy-rewrite': { regex_uri: [`^/${routeId}/(.*)`, '/$1'] },
    },
    labels: { team: 'e2e' },
    desc: 'kept',
  });
  const before = await readRoute(routeId);

  await test.step('the list finds it', async () => {
    await routesPage.goto();
    await routesPage.search.fill(routeId);
    await expect(routesPage.row(routeId)).toContainText('off');
    await expect(page).toHaveURL(/q=e2e/);
    await routesPage.open(routeId);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(routeId);
  });

  await test.step('opentelemetry is switched on, previewed and read back', async () => {
    await routePage.tab('Plugins');
    await routePage.switch('opentelemetry').click();
    await routePage.card('opentelemetry').getByRole('radio', { name: 'Every request' }).check();
    await routePage.apply('opentelemetry');
    const now = await readRoute(routeId);
    expect(now.plugins).toEqual({ ...before.plugins, opentelemetry: { sampler: { name: 'always_on' } } });
  });

  const path = `/${routeId}${article()}`;
  expect(await throughGateway('e2e.example.com', path)).toBe(200);

  await test.step('its call is listed, with all three kinds of spans', async () => {
    await routePage.tab('Traces');
    await routePage.readUntil(async () => {
      await expect(routePage.callsTo(path).first()).toContainText(/A.*S.*N|ASN/, { timeout: 5_000 });
    });
  });

  await test.step('it is counted in the metrics and is a line of the log', async () => {
    await routePage.tab('Logs');
    await expect(page.getByRole('grid').getByRole('row').filter({ hasText: path })).toHaveCount(1);
    await routePage.tab('Metrics');
    await expect(page.getByText(/1 call\b/).first()).toBeVisible();
  });

  await test.step('its trace has the gateway’s own span with this route’s id, and system and network spans', async () => {
    await routePage.tab('Traces');
    await routePage.callsTo(path).first().click();
    await expect(page).toHaveURL(/\/default\/traces\/\d+/);
    await tracePage.isOpen();
    for (const kind of ['A', 'S', 'N'] as const)
      expect(await tracePage.spans(kind).count(), `spans of kind ${kind}`).toBeGreaterThan(0);
    await tracePage.waterfall
      .getByRole('row')
      .filter({ hasText: `GET ${uri}` })
      .click();
    await expect(page.getByRole('complementary', { name: 'Details of the span' })).toContainText(routeId);
    await expect(page).toHaveURL(/span=/);
    await page.reload();
    await expect(page.getByRole('complementary', { name: 'Details of the span' })).toContainText('apisix.route_id');
  });

  await test.step('switched off again, nothing else of the route has changed', async () => {
    await routePage.goto(routeId, 'plugins');
    await routePage.switch('opentelemetry').click();
    await routePage.apply('opentelemetry');
    const { update_time: _, ...after } = await readRoute(routeId);
    const { update_time: __, ...original } = before;
    expect(after).toEqual(original);
    await routesPage.goto('?q=e2e');
    await expect(routesPage.row(routeId)).toContainText('off');
  });
});

test('a call that was sent while the plugin was off is known all the same, and no A span of the gateway is claimed', async ({
  routePage,
  tracePage,
}) => {
  await putRoute('e2e-plain', {
    name: 'e2e plain',
    uri: '/e2e-plain/*',
    host: 'e2e.example.com',
    upstream_id: 'up-webshop',
    plugins: { 'proxy-rewrite': { regex_uri: ['^/e2e-plain/(.*)', '/$1'] } },
  });
  const path = `/e2e-plain${article()}?x=${Date.now()}`;
  expect(await throughGateway('e2e.example.com', path)).toBe(200);
  await routePage.goto('e2e-plain', 'traces');
  await routePage.readUntil(async () => {
    await expect(routePage.callsTo(path).first()).toBeVisible({ timeout: 5_000 });
  });
  await routePage.callsTo(path).first().click();
  await tracePage.isOpen();
  expect(await tracePage.spans('S').count()).toBeGreaterThan(1);
  await expect(tracePage.waterfall.getByRole('row').filter({ hasText: 'GET /e2e-plain/*' })).toHaveCount(0);
});
