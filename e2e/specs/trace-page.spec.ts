import { readFileSync } from 'node:fs';
import { expect, test } from '@/e2e/fixtures';
import { callTo, rangeOf, type TracedRoute, tracedRoute } from '@/e2e/traced-route';

let traced: TracedRoute;
test.beforeAll(async ({ request }) => {
  traced = await tracedRoute(request, 'e2e-trace', ['p/1', 'p/2', 'p/3', 'p/0', 'p/4?refused=1']);
});

test('tree and flame graph share selection and zoom', async ({ page, tracePage }) => {
  await tracePage.goto(callTo(traced, 'p/1').id);
  const flame = tracePage.upper().locator('[data-slot=flame-graph]');
  const box = await flame.boundingBox();
  if (box === null) throw new Error('no flame graph');
  // The first lane is the first span's, over the whole width.
  await flame.click({ position: { x: box.width / 2, y: 8 } });
  await expect(tracePage.selected()).toHaveAttribute('aria-rowindex', '2');
  await expect(tracePage.details).toBeVisible();

  const whole = page.getByRole('button', { name: 'Show the whole trace' });
  await expect(whole).toBeDisabled();
  const before = await flame.screenshot();
  await tracePage.waterfall.focus();
  await page.keyboard.press('End');
  // Up to a span that is shorter than the trace: the last ones are not where a slow call made it long.
  await expect(async () => {
    await page.keyboard.press('z');
    const isZoomed = expect(page).toHaveURL(/zoom=\d/, { timeout: 500 });
    await isZoomed.catch(async (error: unknown) => {
      await page.keyboard.press('ArrowUp');
      throw error;
    });
  }).toPass();
  await expect(whole).toBeEnabled();
  await expect.poll(async () => (await flame.screenshot()).equals(before)).toBe(false);
  await page.goBack();
  await expect(page).not.toHaveURL(/zoom=/);
  await expect(whole).toBeDisabled();
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/zoom=\d/);
  const link = page.url();
  await page.reload();
  await expect(whole).toBeEnabled();
  expect(page.url()).toBe(link);
  await page.keyboard.press('0');
  await expect(page).not.toHaveURL(/zoom=/);
});

test('the search counts what it finds in names and attributes, n and N walk it, and only matches can be shown', async ({
  page,
  tracePage,
}) => {
  await tracePage.goto(callTo(traced, 'p/1').id);
  const all = await tracePage.count();
  await page.keyboard.press('/');
  // In the attributes of the gateway's spans: their route id.
  await page.keyboard.type(traced.id);
  await expect(tracePage.search).toContainText(/\d+ matches/);
  const count = Number(/(\d+) matches/.exec(await tracePage.search.innerText())?.[1]);
  expect(count).toBeGreaterThan(1);
  expect(count).toBeLessThan(all);
  await page.keyboard.press('Enter');
  await expect(tracePage.search).toContainText(`1 of ${count}`);
  await tracePage.waterfall.focus();
  await page.keyboard.press('n');
  await expect(tracePage.search).toContainText(`2 of ${count}`);
  await page.keyboard.press('N');
  await expect(tracePage.search).toContainText(`1 of ${count}`);
  await expect(tracePage.selected()).toBeVisible();

  await page.keyboard.press('m');
  await expect.poll(() => tracePage.count()).toBeLessThan(all);
  await page.reload();
  await expect(tracePage.waterfall).toBeVisible();
  await expect(tracePage.search).toContainText(`${count} match`);
  expect(await tracePage.count()).toBeLessThan(all);
});

test('kinds, errors, levels and services leave what they name, and say so in the address', async ({
  page,
  tracePage,
}) => {
  await tracePage.goto(callTo(traced, 'p/0').id);
  const all = await tracePage.count();

  await page.getByRole('button', { name: /^Network \d/ }).click();
  await expect(page).toHaveURL(/kinds=AS/);
  await expect(tracePage.spans('N')).toHaveCount(0);
  await page.getByRole('button', { name: /^Network \d/ }).click();
  await expect.poll(() => tracePage.count()).toBe(all);

  await page.getByRole('checkbox', { name: 'Errors only' }).check();
  await expect(page).toHaveURL(/errors=true/);
  await expect.poll(() => tracePage.count()).toBeLessThan(all);
  // The last row has nothing below it that it could be there for.
  await expect(tracePage.rows().last().getByRole('img', { name: /error/ })).toBeVisible();
  await page.keyboard.press('e');
  await expect.poll(() => tracePage.count()).toBe(all);

  await page.getByRole('button', { name: 'Levels' }).click();
  await page.getByRole('menuitemradio', { name: '2 levels' }).click();
  await expect(tracePage.waterfall.locator('[aria-level="3"]')).toHaveCount(0);
  await page.keyboard.press(']');
  await expect(tracePage.waterfall.locator('[aria-level="3"]').first()).toBeVisible();
  await page.getByRole('button', { name: '3 levels' }).click();
  await page.getByRole('menuitemradio', { name: 'All levels' }).click();
  await expect.poll(() => tracePage.count()).toBe(all);

  await page.getByRole('button', { name: /^product/ }).click();
  await page.getByRole('menuitem', { name: 'Hide its spans' }).click();
  await expect(page).toHaveURL(/hide=/);
  await expect.poll(() => tracePage.count()).toBeLessThan(all);
  await page.goto(page.url());
  await expect(tracePage.waterfall).toBeVisible();
  expect(await tracePage.count()).toBeLessThan(all);
});

test('the critical path is drawn or not, by button and key, and a link keeps it', async ({ page, tracePage }) => {
  await tracePage.goto(callTo(traced, 'p/1').id, '?upper=none&hops=false');
  const button = page.getByRole('button', { name: 'Critical path' });
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  const before = await tracePage.waterfall.screenshot();
  await page.keyboard.press('c');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect(page).toHaveURL(/critical=false/);
  await expect.poll(async () => (await tracePage.waterfall.screenshot()).equals(before)).toBe(false);
  await page.reload();
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  await expect(page).not.toHaveURL(/critical=/);
});

test('the request’s way names each point, says what was not observed, whose the time was, and what TCP had to do', async ({
  tracePage,
}) => {
  await tracePage.goto(callTo(traced, 'p/1').id);
  const points = tracePage.way.locator('[data-slot=hop]');
  await expect(tracePage.way.getByRole('heading', { name: 'Way through the gateway' })).toBeVisible();
  for (const name of ['gateway NIC', 'gateway', 'gateway span', 'gateway out', 'NIC out', 'upstream'])
    await expect(points.getByRole('button', { name: new RegExp(`^${name} ?,`) }).first()).toBeVisible();
  // The client is not in the cluster: nobody looked there.
  await expect(points.first()).toContainText('not observed');
  await expect(tracePage.way).toContainText(/network .*gateway itself .*webshop/);
  const tcp = tracePage.way.getByRole('list', { name: 'TCP connections' });
  await expect(tcp.getByRole('listitem')).toHaveText([/^TCP in: RTT .*no retransmissions/, /^TCP out: /]);
  await tracePage.way.getByRole('button', { name: /^upstream ?, / }).click();
  await expect(tracePage.details).toContainText('webshop');
});

test('the details say what a span is, how it ranks among its peers, and lead to the calls that share a value', async ({
  page,
  routePage,
  tracePage,
}) => {
  await tracePage.goto(callTo(traced, 'p/1').id, `${rangeOf(traced)}&route=${traced.id}`);
  await tracePage
    .rows()
    .filter({ hasText: `GET /${traced.id}/*` })
    .click();
  await expect(tracePage.details).toContainText(
    new RegExp(`(Slower than|Among) .*\\d+ other calls? of GET /${traced.id}/\\* at `),
  );
  await tracePage.details.getByText('Raw JSON').click();
  await expect(tracePage.details.getByRole('region', { name: 'Raw JSON' })).toContainText('"apisix.route_id"');
  await tracePage.details.getByRole('searchbox', { name: 'Find an attribute' }).fill('status_code');
  await tracePage.details.getByRole('link', { name: 'Show calls with the same http.status_code' }).click();
  await expect(page).toHaveURL(/status=200/);
  await expect(routePage.callRows()).toHaveCount(3);
  await page.getByRole('button', { name: 'Remove the filter: Status 200' }).click();
  await expect(routePage.callRows()).toHaveCount(5);
});

for (const format of ['OTLP', 'Jaeger'] as const) {
  test(`an export as ${format} JSON opens again with the same spans`, async ({ page, tracePage }, testInfo) => {
    await tracePage.goto(callTo(traced, 'p/1').id, '?kinds=A');
    const shown = await tracePage.rows().evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-level')));
    const total = Number(/(\d+) spans/.exec(await page.locator('[data-slot=trace-header]').innerText())?.[1]);
    const download = await tracePage.export(format);
    const file = testInfo.outputPath(download.suggestedFilename());
    await download.saveAs(file);
    expect(download.suggestedFilename()).toBe(`trace-${callTo(traced, 'p/1').id}.${format.toLowerCase()}.json`);
    expect(readFileSync(file, 'utf8')).toContain(traced.id);

    await page.goto('/default/traces/file?kinds=A');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles(file);
    await expect(page.getByText(`${total} spans opened`)).toBeAttached();
    await expect(tracePage.waterfall).toBeVisible();
    expect(await tracePage.rows().evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-level')))).toEqual(
      shown,
    );
    await expect(tracePage.rows().filter({ hasText: `GET /${traced.id}/*` })).toHaveCount(1);
  });
}

test('the graph shows who called whom, has its numbers as a table, and leads to the spans', async ({
  page,
  tracePage,
}) => {
  await tracePage.goto(callTo(traced, 'p/1').id);
  await tracePage.showAbove('Graph');
  await expect(page).toHaveURL(/upper=topology/);
  const upper = tracePage.upper();
  await upper.getByText(/^As a table/).click();
  const table = upper.getByRole('table', { name: 'Who called whom in this trace' });
  await expect(table.getByRole('row').filter({ hasText: /webshop.*product/ })).toHaveCount(1);
  await expect(table.getByRole('row').filter({ hasText: /webshop.*pricing/ })).toHaveCount(1);
  await table
    .getByRole('row')
    .filter({ hasText: /webshop.*product/ })
    .getByRole('button', { name: 'product' })
    .click();
  await expect(tracePage.details).toBeVisible();
  await page.keyboard.press('t');
  await expect(page).not.toHaveURL(/upper=topology/);
  await expect(table).toHaveCount(0);
});

test('a request that the gateway answered itself is one picture: its span and what eBPF saw', async ({
  page,
  tracePage,
}) => {
  await tracePage.goto(callTo(traced, 'p/4?refused=1').id);
  await expect(page.getByText(/Two traces of one request are shown as one/)).toBeVisible();
  await expect(tracePage.spans('A')).toHaveCount(1);
  expect(await tracePage.spans('S').count()).toBeGreaterThan(0);
  await expect(tracePage.way).toContainText('The gateway answered this itself: nothing was sent to an upstream.');
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('the calls and a trace are worded in Chinese, names of things excepted', async ({ page, routePage }) => {
    await routePage.goto(traced.id, 'traces', rangeOf(traced));
    await expect(page.getByRole('region', { name: '本路由调用的耗时分布' })).toContainText('5 次调用');
    await page.getByRole('link', { name: `/${traced.id}/p/1` }).click();
    await expect(page.getByRole('region', { name: '请求途经' })).toBeVisible();
    await page.locator('[role=treegrid]').focus();
    for (const key of ['Home', 'Enter']) await page.keyboard.press(key);
    await expect(page.getByRole('complementary')).toContainText('耗时');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toContainText('当前链路');
  });
});
