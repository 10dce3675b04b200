import { expect, test } from '@/e2e/fixtures';
import { putRoute, readRoute } from '@/e2e/gateway';
import { ChangePage } from '@/e2e/pages/change-page';

const routeId = 'e2e-changes';
const plugins = { 'request-id': {} };

test.beforeAll(() =>
  putRoute(routeId, { name: 'e2e changes', uri: '/e2e-changes', upstream_id: 'up-webshop', plugins }),
);

test('a toggle is recorded, found by its filters, exported in the owner’s language, and undone', async ({
  page,
  routePage,
}) => {
  const change = new ChangePage(page);
  const before = await readRoute(routeId);
  await routePage.goto(routeId, 'plugins');
  await expect(page.getByText('No change was made to this route from here.')).toBeVisible();
  await routePage.switch('prometheus').click();
  await routePage.apply('prometheus');

  await test.step('the route’s history leads to the list, and the list to the change', async () => {
    await page.reload();
    await page.getByRole('link', { name: 'All changes of this route' }).click();
    await expect(page).toHaveURL(new RegExp(`route=${routeId}`));
    const row = page
      .getByRole('grid', { name: /^Changes on/ })
      .getByRole('row')
      .filter({ hasText: 'e2e changes' });
    await expect(row).toContainText('prometheus on');
    await expect(row).toContainText('verified');
    await page.getByRole('combobox', { name: 'What' }).selectOption('opentelemetry');
    await expect(page.getByText('No change matches')).toBeVisible();
    await page.getByRole('combobox', { name: 'What' }).selectOption('prometheus');
    await row.locator('[role=gridcell]').first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('prometheus on');
  });

  await test.step('it says what differed, and the same in other languages', async () => {
    await expect(page.getByRole('region', { name: /before and after/ })).toBeVisible();
    await page.getByText('The same change elsewhere').click();
    await expect(page.getByRole('region', { name: 'change.sh' })).toContainText(`/apisix/admin/routes/${routeId}`);
    await page.getByText('ADC', { exact: true }).click();
    await expect(page.getByRole('region', { name: 'adc.yaml' })).toContainText('prometheus');
  });

  await test.step('the undo is looked at, then made; it is a change itself', async () => {
    await change.button(/^Undo/).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Undo');
    await change.button('Undo on 1 route').click();
    await expect(async () => expect((await readRoute(routeId)).plugins).toEqual(before.plugins)).toPass();
    await page.goto(`/default/changes?route=${routeId}`);
    await expect(page.getByRole('link', { name: /^Undo: prometheus on/ })).toBeVisible();
    await expect(page.getByRole('link', { name: 'undone' })).toBeVisible();
  });
});

test.describe(() => {
  test.use({ expectedErrors: [/409/] });

  test('an undo that a later change stands in the way of is refused with the reason', async ({ page, routePage }) => {
    const change = new ChangePage(page);
    await routePage.goto(routeId, 'plugins');
    await routePage.switch('prometheus').click();
    await routePage.apply('prometheus');
    await page.goto(`/default/changes?route=${routeId}&origin=person`);
    const rows = page.getByRole('grid', { name: /^Changes on/ }).getByRole('row');
    await rows.nth(1).getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('prometheus');
    const first = change.id();
    await routePage.goto(routeId, 'plugins');
    await routePage
      .card('prometheus')
      .getByRole('checkbox', { name: 'Label metrics with names instead of ids' })
      .check();
    await routePage.apply('prometheus');
    await change.goto(first);
    await change.button(/^Undo/).click();
    await expect(page.getByText(/has written it since/)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(first));
  });
});

test('the list is a file: as it is filtered, for a spreadsheet and for a program', async ({ page, request }) => {
  await page.goto(`/default/changes?route=${routeId}`);
  await page.getByRole('button', { name: 'Export' }).click();
  for (const [name, first] of [
    ['CSV, for a spreadsheet', /^\W*[a-z]/i],
    ['JSON lines, for a program', /^\{"/],
  ] as const) {
    const href = await page.getByRole('link', { name }).getAttribute('href');
    const answer = await request.get(href ?? '');
    expect(answer.ok()).toBe(true);
    expect(answer.headers()['content-disposition']).toContain('attachment');
    expect(await answer.text()).toMatch(first);
  }
});

test.describe(() => {
  test.use({ expectedErrors: [/404/] });

  test('a change that does not exist says so', async ({ page }) => {
    await page.goto('/default/changes/nothing');
    await expect(page.getByText('No change has this id')).toBeVisible();
  });
});
