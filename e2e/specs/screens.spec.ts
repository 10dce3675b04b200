import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/fixtures';
import { putRoute } from '@/e2e/gateway';
import { otlpFile } from '@/e2e/otlp-file';
import type { CallPage } from '@/lib/deepflow/dto';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const screens = [
  ['route list', '/default/routes', 'grid'],
  ['gateway overview', '/default/overview', 'figure'],
  ['APISIX metrics', '/default/overview/apisix', 'figure'],
  ['PromQL', '/default/overview/promql', 'textbox'],
  ['overview', '/default/routes/home', 'heading'],
  ['traces', '/default/routes/home/traces', 'grid'],
  ['metrics', '/default/routes/home/metrics', 'figure'],
  ['logs', '/default/routes/home/logs', 'grid'],
  ['profile', '/default/routes/home/profile?from=now-3h', 'application'],
  ['plugins', '/default/routes/home/plugins', 'switch'],
  ['config', '/default/routes/home/config', 'heading'],
  ['service map', '/default/overview/map', 'search'],
  ['service map as a table', '/default/overview/map?view=table', 'table'],
  ['instrumentation', '/default/instrumentation', 'form'],
  ['changes', '/default/changes', 'search'],
  ['status', '/default/status', 'heading'],
  ['trace from a file', '/default/traces/file', 'heading'],
] as const;

type AxeResult = { violations: { id: string; impact: string; nodes: { html: string }[] }[] };

async function expectAccessible(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  const result = (await page.evaluate(
    `(() => { const module = undefined, exports = undefined; ${axe}; return window.axe.run(document, { resultTypes: ['violations'] }); })()`,
  )) as AxeResult;
  expect(result.violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual(
    [],
  );
}

/** What lies further down a page is loaded when it comes near. */
async function scrollThrough(page: Page): Promise<void> {
  for (const part of ['split', 'network', 'apisix', 'breakdown']) {
    await page.locator(`#${part}`).scrollIntoViewIfNeeded();
    await expect(page.locator(`#${part} > .min-h-96[aria-hidden]`)).toHaveCount(0);
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  }
}

const sidewaysPx = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** How far the window itself scrolls, whose screens scroll within themselves. */
const beyondPx = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);

/** Screens of traces, which need calls: those of the sandbox's past. */
const traceScreens: Record<string, (page: Page, calls: readonly string[]) => Promise<void>> = {
  'calls with a selection': async (page) => {
    const now = Date.now();
    await page.goto(`/default/routes/home/traces?from=now-3h&sel=${now - 10_800_000},${now},0,3600000000`);
    await expect(page.getByRole('region', { name: 'Selected calls against the rest' })).toContainText(/selected call/);
    await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible();
  },
  'trace with the details of a span': async (page, [call]) => {
    await page.goto(`/default/traces/${call}?route=home`);
    await page.getByRole('treegrid').focus();
    for (const key of ['Home', 'Enter']) await page.keyboard.press(key);
    await expect(page.getByRole('complementary', { name: 'Details of the span' })).toContainText('Attributes');
  },
  'trace with its graph': async (page, [call]) => {
    await page.goto(`/default/traces/${call}?route=home&upper=topology`);
    await page.getByText(/^As a table/).click();
    await expect(page.getByRole('table')).toBeVisible();
  },
  'two traces compared': async (page, [call, other]) => {
    await page.goto(`/default/traces/${call}/compare/${other}?route=home`);
    await expect(page.getByRole('treegrid').getByRole('row').nth(1)).toBeVisible();
  },
  'trace of a file': async (page) => {
    await page.goto('/default/traces/file');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles(otlpFile('trace.json', 40));
    // It comes last.
    await expect(page.locator('[data-slot="flame-graph"]')).toBeVisible();
  },
};

let calls: string[] = [];
test.beforeAll(async ({ request }) => {
  const params = { from: Date.now() - 10_800_000, to: Date.now(), limit: 5 };
  const answer = await request.get('/api/default/routes/home/calls', { params });
  calls = ((await answer.json()) as CallPage).calls.map(({ id }) => id);
  expect(calls.length).toBeGreaterThan(1);
});

/** A screen that is open, in both themes, and as narrow as a phone. */
async function expectFaultless(page: Page): Promise<void> {
  await expect.poll(() => beyondPx(page)).toBe(0);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveClass(/\bdark\b/);
  await expectAccessible(page);
  await page.setViewportSize({ width: 400, height: 800 });
  await expect.poll(() => sidewaysPx(page)).toBe(0);
}

for (const [name, path, role] of screens) {
  test(`${name}: no accessibility fault in light and dark, no window that scrolls, and at 400 px no scrolling sideways`, async ({
    page,
  }) => {
    await page.goto(path);
    await expect(page.getByRole(role).first()).toBeVisible();
    if (name === 'metrics') await scrollThrough(page);
    await expectFaultless(page);
  });
}
for (const [name, open] of Object.entries(traceScreens)) {
  test(`${name}: no accessibility fault in light and dark, no window that scrolls, and at 400 px no scrolling sideways`, async ({
    page,
  }) => {
    await open(page, calls);
    await expectFaultless(page);
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
  for (const tab of ['Traces', 'Metrics', 'Logs', 'Profile', 'Plugins', 'Config'] as const) {
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
    await expect(routesPage.row('长名称')).toHaveCount(1, { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  expect(await sidewaysPx(page)).toBe(0);
  await routesPage.grid.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  expect(await sidewaysPx(page)).toBe(0);
});

for (const locale of ['en', 'zh-CN'])
  test.describe(`in ${locale} at 1440 px`, () => {
    test.use({ locale, viewport: { width: 1440, height: 900 } });
    test('every heading of the route list is whole, and the table does not scroll sideways', async ({ page }) => {
      await page.goto('/default/routes');
      const grid = page.getByRole('grid');
      await expect(grid.getByRole('row').filter({ hasText: 'cart-read' })).toBeVisible();
      const cut = await grid
        .getByRole('columnheader')
        .locator('.truncate')
        .evaluateAll((labels) =>
          labels.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map((label) => label.textContent),
        );
      expect(cut).toEqual([]);
      const view = page.locator('[data-slot=route-grid]');
      expect(await view.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    });
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
  await expect(page.locator('[data-slot=route-count]')).toHaveText(/ of /);
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
