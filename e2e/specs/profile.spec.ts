import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/fixtures';
import { deadConsolePort } from '@/e2e/ports';
import type { Call, CallPage } from '@/lib/deepflow/dto';
import type { ProfiledProcesses } from '@/lib/deepflow/profile';

/** The sandbox's past: its gateway and services were profiled all along. */
const address = '/default/routes/home/profile?from=now-3h';

const flame = (page: Page) => page.getByRole('application', { name: 'Flame graph' });
const table = (page: Page) => page.getByRole('grid', { name: 'Functions of this profile' });
const line = (page: Page) => page.locator('[data-slot=frame-line]');
const whole = (page: Page) => page.getByRole('button', { name: 'Whole profile' });

async function open(page: Page, query = ''): Promise<void> {
  await page.goto(address + query);
  await expect(table(page).locator('[data-slot=function-row]').first()).toBeVisible();
}

test('a tab of the route shows where the gateway spends its CPU time; a click zooms, Back and a link bring it back', async ({
  page,
  routePage,
}) => {
  await routePage.goto('home', '', '?from=now-3h');
  await routePage.tab('Profile');
  await expect(page).toHaveURL(/profile\?from=now-3h$/);
  await expect(page.getByRole('combobox', { name: 'Process' })).toContainText(/openresty · apisix/);
  await expect(table(page).locator('[data-slot=function-row]').first()).toContainText(/\d (ms|s)/);
  await expect(page.getByText(/Lua functions are not in this profile/)).toBeVisible();

  const picture = flame(page).locator('[data-slot=flame-graph]');
  const box = await picture.boundingBox();
  if (box === null) throw new Error('no flame graph');
  const before = await picture.screenshot();
  await expect(whole(page)).toBeDisabled();
  // Lanes are 18 px high. The twelfth is where the workers' ways part.
  await picture.click({ position: { x: 40, y: 11 * 18 + 8 } });
  await expect(page).toHaveURL(/frame=[\da-z]+\.[\da-z]+/);
  await expect(whole(page)).toBeEnabled();
  await expect.poll(async () => (await picture.screenshot()).equals(before)).toBe(false);
  const name = await line(page).locator('span').first().innerText();
  await expect(table(page).locator('[aria-selected=true]')).toContainText(name.replace(/^\[\w] /, ''));
  const link = page.url();
  await page.goBack();
  await expect(whole(page)).toBeDisabled();
  await page.goto(link);
  await expect(whole(page)).toBeEnabled();
  await expect(line(page)).toContainText(name);
  await whole(page).click();
  await expect(page).not.toHaveURL(/frame=/);
});

test('all of it by keyboard: search, matches, the picture, the table', async ({ page }) => {
  await open(page);
  await page.keyboard.press('/');
  await page.keyboard.type('lj_');
  const found = page.getByRole('search', { name: 'Find a function' });
  await expect(found).toContainText(/\d+ matches · .+ %/);
  const count = Number(/(\d+) matches/.exec(await found.innerText())?.[1]);
  expect(count).toBeGreaterThan(1);
  await page.keyboard.press('Enter');
  await expect(found).toContainText(`1 of ${count}`);
  await expect(line(page)).toContainText('lj_');
  await flame(page).focus();
  await page.keyboard.press('n');
  await expect(found).toContainText(`2 of ${count}`);
  await page.keyboard.press('N');
  await expect(found).toContainText(`1 of ${count}`);
  await page.keyboard.press('ArrowUp');
  await expect(line(page)).toContainText('lua_resume');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/frame=/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/frame=/);
  await page.keyboard.press('Home');
  await expect(line(page)).toContainText('openresty');

  await table(page).focus();
  await page.keyboard.press('Home');
  await expect(table(page).locator('[aria-selected=true]')).toHaveAttribute('aria-rowindex', '2');
  await page.keyboard.press('ArrowDown');
  await expect(line(page)).toContainText('lj_');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Flame graph: along a level');
});

test('an upstream of the route is chosen, and only that one’s functions are shown', async ({ page }) => {
  await open(page);
  const select = page.getByRole('combobox', { name: 'Process' });
  await expect(select.locator('optgroup[label="Upstreams of this route"] option')).toContainText(['node · webshop']);
  await select.selectOption({ label: 'node · webshop' });
  await expect(page).toHaveURL(/process=node&service=webshop/);
  await expect(table(page)).toContainText('Builtins_');
  await expect(table(page)).not.toContainText('ngx_');
  await expect(page.getByText(/Lua functions/)).toHaveCount(0);
  await page.goBack();
  await expect(table(page)).toContainText('ngx_');
});

test('from a span to the profile of its process, around its time', async ({ page, request }) => {
  const range = { from: Date.now() - 10_800_000, to: Date.now() };
  const list = await request.get('/api/default/routes/home/calls', { params: { ...range, limit: 50 } });
  // One of those during which an agent looked at the gateway.
  let profiled: Call | null = null;
  for (const call of ((await list.json()) as CallPage).calls) {
    const around = { from: Math.floor(call.startUs / 1000) - 29_000, to: Math.floor(call.startUs / 1000) + 29_000 };
    const answer = await request.get('/api/default/routes/home/profile/processes', { params: around });
    const { processes } = (await answer.json()) as ProfiledProcesses;
    if (processes.some(({ role }) => role === 'gateway')) profiled = call;
    if (profiled) break;
  }
  if (profiled === null) throw new Error('the gateway was never profiled');
  await page.goto(`/default/traces/${profiled.id}?route=home`);
  const tree = page.getByRole('treegrid');
  // Not of a network card, which is no process: those are named by their place.
  await tree.getByRole('row').filter({ hasText: 'apisix' }).filter({ hasText: 'GET' }).first().click();
  await page.getByRole('navigation', { name: 'Same moment' }).getByRole('link', { name: 'Profile' }).click();
  await expect(page).toHaveURL(/\/routes\/home\/profile\?from=\d{13}&to=\d{13}&.*on=apisix/);
  await expect(page.getByRole('combobox', { name: 'Process' }).locator('option:checked')).toHaveText(
    /^openresty · apisix-/,
  );
  await expect(table(page)).toContainText('ngx_');
});

test('a process that was not profiled is named, and a range without any profile says what the agent needs', async ({
  page,
}) => {
  await page.goto(`${address}&process=java`);
  await expect(page.getByRole('heading', { name: 'This process was not profiled in this range' })).toBeVisible();
  await page.getByRole('button', { name: 'Choose another process' }).click();
  await expect(table(page)).toContainText('ngx_');
  await page.goto('/default/routes/home/profile?from=1700000000000&to=1700000600000');
  await expect(page.getByRole('heading', { name: 'Nothing was profiled in this range' })).toBeVisible();
});

test.describe('400 pixels wide', () => {
  test.use({ viewport: { width: 400, height: 800 } });
  test('the page does not scroll sideways', async ({ page }) => {
    await open(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
  });
});

test.describe('without upstreams', () => {
  test.use({ baseURL: `http://127.0.0.1:${deadConsolePort}`, expectedErrors: [/502/] });
  test('the tab says what cannot be reached', async ({ page }) => {
    await page.goto(address);
    await expect(page.locator('[data-slot=route-tab] [data-slot=problem-panel]')).toBeVisible();
  });
});
