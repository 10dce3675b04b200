import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/fixtures';
import { throughGateway } from '@/e2e/gateway';
import { type TracedRoute, tracedRoute } from '@/e2e/traced-route';

/** A worker that starts after a failed test sends the calls again: by a route of its own they are counted from nothing. */
const id = `e2e-metrics-${process.env.TEST_WORKER_INDEX}`;
/** The gateway answers three of them itself with 403; the shop answers the others with 200. */
const paths = [
  ...['p/1', 'p/2', 'p/3', 'p/4', 'p/5?slow=1', 'p/6', 'search'],
  ...['p/1?refused=1', 'p/2?refused=1', 'p/3?refused=1'],
];
const lostHost = 'e2e-metrics-nobody.example.com';

let traced: TracedRoute;
/** Nothing but these calls lies in it. */
let range: string;
test.beforeAll(async ({ request }) => {
  const from = String(Date.now() - 1000);
  for (const path of ['/lost', '/lost', '/lost/further']) await throughGateway(lostHost, path);
  traced = await tracedRoute(request, id, paths, { prometheus: {} });
  range = `?${new URLSearchParams({ ...traced.range, from })}`;
});

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const statusRow = (page: Page, status: string) =>
  region(page, 'Calls by: Status')
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: status, exact: true }) });

async function openBreakdowns(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name: 'Breakdowns' }).click();
}

test('a route’s metrics are those of its calls; a status among the breakdowns filters the page, and the link brings it back', async ({
  page,
  routePage,
}) => {
  await routePage.goto(id, '', range);
  const red = page.locator('[data-slot=card]').filter({ hasText: 'Requests, errors, durations' });
  await expect(red.locator('dd').filter({ hasText: /^10$/ })).toBeVisible();
  await expect(red.locator('dd').filter({ hasText: /^30 %$/ })).toBeVisible();
  await expect(red).toContainText('3 calls');

  await red.getByRole('link', { name: 'Open metrics' }).click();
  // Parts of the page load when they come near what is in sight.
  const calls = region(page, 'Requests, errors, durations');
  const restOn = async (source: RegExp) => {
    await calls.scrollIntoViewIfNeeded();
    await expect(calls).toContainText(source);
  };
  await restOn(/From 10 calls seen .*: 10 exact\./);
  await openBreakdowns(page);
  const cells = (status: string) => statusRow(page, status).getByRole('cell');
  await expect(cells('200').nth(1)).toHaveText('7');
  await expect(cells('200').nth(2)).toHaveText('70 %');
  await expect(cells('200').nth(3)).toHaveText('0 %');
  await expect(cells('403').nth(1)).toHaveText('3');
  await expect(cells('403').nth(2)).toHaveText('30 %');
  await expect(cells('403').nth(3)).toHaveText('100 %');

  await page.getByRole('button', { name: '403', exact: true }).click();
  const isFiltered = async () => {
    await expect(page).toHaveURL(/status=403/);
    await expect(page.getByRole('button', { name: 'Remove the filter: Status 403' })).toBeVisible();
    await restOn(/From 3 calls seen/);
    await openBreakdowns(page);
    await expect(page.getByRole('button', { name: '403', exact: true })).toHaveAttribute('aria-pressed', 'true');
    await expect(cells('403').nth(2)).toHaveText('100 %');
    await expect(statusRow(page, '200')).toHaveCount(0);
  };
  await isFiltered();
  await page.reload();
  await isFiltered();
  await page.getByRole('button', { name: 'Remove the filter: Status 403' }).click();
  await restOn(/From 10 calls seen/);
});

test('APISIX’s own counters stand beside the calls, and agree once the gateway was scraped', async ({
  page,
  routePage,
}) => {
  // Scrapes come after the calls: a range that goes on takes them in.
  const [from, to] = [Number(traced.range.from), Number(traced.range.to) + 600_000];
  await routePage.goto(id, 'metrics', `?${new URLSearchParams({ from: String(from), to: String(to) })}`);
  await page
    .getByRole('navigation', { name: 'Parts of this page' })
    .getByRole('link', { name: 'APISIX’s own numbers' })
    .click();
  const row = region(page, 'DeepFlow beside APISIX')
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: 'Requests', exact: true }) });
  await routePage.readUntil(async () => {
    await expect(row.getByRole('cell').nth(0)).toHaveText('10', { timeout: 5_000 });
    await expect(row.getByRole('cell').nth(1)).toHaveText('10', { timeout: 5_000 });
    await expect(row).toContainText('agree', { timeout: 5_000 });
  });
});

test('the list and the overview of the gateway have the route’s numbers, and the calls of no route', async ({
  page,
  routesPage,
}) => {
  await routesPage.goto(`${range}&q=${id}`);
  const row = routesPage.row(id);
  await expect(row).toContainText('30 %');
  await expect(row.getByTitle(/10 calls in this time range: 10 exact, 0 computed/)).toBeVisible();
  await expect(row.getByTitle('3 of 10 failed')).toBeVisible();

  await page.goto(`/default/overview${range}`);
  await expect(page.getByRole('main')).toContainText(/From 13 calls seen .*: 10 exact, 3 of no route\./);
  for (const name of ['Busiest routes', 'Most failing routes'])
    await expect(region(page, name).getByRole('link', { name: id, exact: true })).toBeVisible();
  const lost = region(page, 'Traffic that no route explains').getByRole('row').filter({ hasText: lostHost });
  await expect(lost.getByRole('cell')).toHaveText([
    ...['GET', lostHost, '/lost', '2'],
    ...['GET', lostHost, '/lost/further', '1'],
  ]);
  await region(page, 'Busiest routes').getByRole('link', { name: id, exact: true }).click();
  await expect(region(page, 'Requests, errors, durations')).toContainText(/From 10 calls seen/);
});

test('the crosshairs of charts go in step and every chart is read, by pointer and by keys', async ({ page }) => {
  await page.goto(`/default/overview${range}`);
  const charts = page.locator('[data-slot=time-chart]');
  await expect(charts).toHaveCount(3);
  const times = charts.locator('[data-slot=chart-legend] [data-time]');
  /** The chart that is read says its time at once, the others when they have their turn. */
  const isReadIn = async (chart: number, notAt: string) => {
    await expect(times.nth(chart)).not.toHaveText(notAt);
    const time = (await times.nth(chart).textContent()) ?? '';
    await expect(times).toHaveText([time, time, time]);
    return time;
  };
  await charts.first().locator('.u-over').hover();
  await isReadIn(0, '');
  await page.mouse.move(1, 1);
  await expect(times).toHaveText(['', '', '']);

  await charts.nth(1).getByRole('slider').focus();
  await page.keyboard.press('Home');
  const first = await isReadIn(1, '');
  await page.keyboard.press('End');
  await isReadIn(1, first);
});
