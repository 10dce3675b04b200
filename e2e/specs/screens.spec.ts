import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@/e2e/fixtures';
import { putRoute } from '@/e2e/gateway';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const screens = [
  ['route list', '/default/routes', 'grid'],
  ['overview', '/default/routes/home', 'heading'],
  ['traces', '/default/routes/home/traces', 'grid'],
  ['metrics', '/default/routes/home/metrics', 'figure'],
  ['logs', '/default/routes/home/logs', 'grid'],
  ['plugins', '/default/routes/home/plugins', 'switch'],
  ['config', '/default/routes/home/config', 'heading'],
  ['status', '/default/status', 'heading'],
  ['trace from a file', '/default/traces/file', 'heading'],
] as const;

type AxeResult = { violations: { id: string; impact: string; nodes: { html: string }[] }[] };

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    for (const [name, path, role] of screens) {
      test(`${name}: no accessibility fault`, async ({ page }) => {
        await page.goto(path);
        await expect(page.getByRole(role).first()).toBeVisible();
        await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
        const result = (await page.evaluate(
          `(() => { const module = undefined, exports = undefined; ${axe}; return window.axe.run(document, { resultTypes: ['violations'] }); })()`,
        )) as AxeResult;
        expect(
          result.violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html.slice(0, 200)}`),
        ).toEqual([]);
      });
    }
  });
}

test('names with quotes, markup, percent signs and four-byte characters are shown as they are, everywhere', async ({
  page,
  routesPage,
  routePage,
}) => {
  const name = `it's "quoted" \\ 100 % <script>alert(1)</script> 🛒`;
  await routesPage.goto(`?q=${encodeURIComponent('<script>alert(1)</script> 🛒')}`);
  await expect(routesPage.row('quoted')).toBeVisible();
  await routesPage.open(name);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  for (const tab of ['Traces', 'Metrics', 'Logs', 'Plugins', 'Config'] as const) {
    await routePage.tab(tab);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(page.locator('[data-slot=problem-panel]')).toHaveCount(0);
  }
});

test('a name and a path of 256 characters stay within their cells, and are found', async ({ page, routesPage }) => {
  const name = `长名称-${'long-name-'.repeat(30)}`.slice(0, 256);
  const uri = `/${'segment/'.repeat(40)}`.slice(0, 256);
  await putRoute('e2e-long', { name, uri, upstream_id: 'up-webshop' });
  await expect(async () => {
    await routesPage.goto(`?q=${encodeURIComponent('长名称')}`);
    await expect(routesPage.row('长名称')).toHaveCount(1, { timeout: 1_500 });
  }).toPass({ timeout: 20_000 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
  await routesPage.grid.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
});

test('Chinese by choice, and it stays after a reload', async ({ page, routesPage }) => {
  await routesPage.goto();
  await page.getByRole('button', { name: /Language/ }).click();
  await page.getByRole('menuitemradio', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('searchbox').first()).toHaveAccessibleName(/路由/);
});

test('the list is worked by keyboard, and a link brings filters and order back', async ({ page, routesPage }) => {
  await routesPage.goto();
  await expect(routesPage.row('cart-read')).toBeVisible();
  await page.keyboard.press('/');
  await expect(routesPage.search).toBeFocused();
  await page.keyboard.type('team=catalog');
  await expect(routesPage.row('products-v1')).toBeVisible();
  await expect(routesPage.row('shop-home')).toHaveCount(0);
  await routesPage.grid.getByRole('columnheader', { name: 'Paths' }).getByRole('button').first().click();
  await expect(page).toHaveURL(/sort=path/);
  const link = page.url();
  const rows = await routesPage.grid.getByRole('link').allInnerTexts();
  await page.goto('/default/status');
  await page.goto(link);
  await expect(routesPage.row('products-v1')).toBeVisible();
  expect(await routesPage.grid.getByRole('link').allInnerTexts()).toEqual(rows);
  await routesPage.grid.locator('[role=row][tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/default\/routes\/[^?]+/);
});

test('the palette reaches a route from anywhere', async ({ page }) => {
  await page.goto('/default/status');
  await expect(page.getByText('3.18.0').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('商城首页');
  await page.getByRole('option', { name: /商城首页/ }).click();
  await expect(page).toHaveURL(/\/default\/routes\/home-cn/);
});
