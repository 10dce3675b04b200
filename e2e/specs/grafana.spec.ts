import { expect, test } from '@/e2e/fixtures';
import { grafanaPage, startGrafana } from '@/e2e/grafana';
import { consolePort, faultyDeepflowConsolePort, grafanaPort } from '@/e2e/ports';

/** The console that has a Grafana and may frame it, and one that has none. */
const withGrafana = `http://127.0.0.1:${faultyDeepflowConsolePort}`;
const without = `http://127.0.0.1:${consolePort}`;
const [from, to] = ['1771000000000', '1771003600000'];
const page = (panels = '') => `/default/overview/apisix?from=${from}&to=${to}&route=it%26s${panels}`;
const variables = { from, to, 'var-route': 'it&s' };

let grafana: Awaited<ReturnType<typeof startGrafana>>;
test.beforeAll(async () => {
  grafana = await startGrafana();
});
test.afterAll(() => grafana.close());

test('panels of Grafana are framed with this page’s range, filter and theme, under a policy that lets in nothing else', async ({
  page: tab,
}) => {
  const answer = await tab.goto(withGrafana + page());
  expect(answer?.headers()['content-security-policy']).toContain(`frame-src http://127.0.0.1:${grafanaPort};`);
  await expect(tab.locator('iframe')).toHaveCount(0);
  await tab.getByRole('radio', { name: 'Grafana' }).click();
  await expect(tab).toHaveURL(/panels=grafana/);
  const frame = tab.frameLocator('iframe[title^="Panel 8 "]');
  await expect(frame.getByText(grafanaPage('Panel', { ...variables, panelId: '8', theme: 'light' }))).toBeVisible();
  await tab.reload();
  await expect(frame.getByText(/^Panel/)).toBeVisible();
});

test('the way to Grafana leads to the dashboard with the variables filled in', async ({ page: tab }) => {
  await tab.goto(withGrafana + page());
  const opened = tab.waitForEvent('popup');
  await tab.getByRole('link', { name: 'Open in Grafana' }).click();
  await expect((await opened).getByText(grafanaPage('Dashboard', variables))).toBeVisible();
});

test('without Grafana there is no way to it, and nothing is framed, whatever the link says', async ({ page: tab }) => {
  const answer = await tab.goto(without + page('&panels=grafana'));
  expect(answer?.headers()['content-security-policy']).toContain("frame-src 'none';");
  await expect(tab.getByRole('main')).toContainText('No metrics of the gateway');
  await expect(tab.locator('iframe')).toHaveCount(0);
  await expect(tab.getByText('Grafana', { exact: false })).toHaveCount(0);
});
