import { expect, test } from '@/e2e/fixtures';
import { callTo, rangeOf, type TracedRoute, tracedRoute } from '@/e2e/traced-route';

const paths = ['p/1', 'p/2', 'p/3', 'p/4', 'p/5?slow=1', 'p/6', 'p/0', 'search', 'p/7?refused=1'];

let traced: TracedRoute;
test.beforeAll(async ({ request }) => {
  traced = await tracedRoute(request, 'e2e-calls', paths);
});

test('the heatmap counts a route’s calls; a brush by keyboard lists exactly those, and the address brings them back', async ({
  page,
  routePage,
}) => {
  await routePage.goto(traced.id, 'traces', rangeOf(traced));
  const durations = page.getByRole('region', { name: 'Durations of this route’s calls' });
  await expect(durations).toContainText(`${paths.length} calls · 2 errors`);
  await expect(routePage.callRows()).toHaveCount(paths.length);

  const heatmap = durations.getByRole('application', { name: 'Calls by the time they ended and how long they took' });
  await heatmap.focus();
  // The first key shows the cursor, then: the longest row of cells, from the first to the last.
  for (const key of ['ArrowRight', 'PageUp', 'Home', 'Shift+End']) await page.keyboard.press(key);
  await expect(durations.getByRole('status')).toHaveText(/· 1 call$/);
  await page.keyboard.press('Enter');

  const shown = async () => {
    await expect(routePage.callRows()).toHaveCount(1);
    await expect(routePage.callsTo('/p/5?slow=1')).toHaveCount(1);
    const against = page.getByRole('region', { name: 'Selected calls against the rest' });
    await expect(against).toContainText(`1 selected call against ${paths.length - 1} others`);
    await expect(page).toHaveURL(/sel=/);
  };
  await shown();
  await page.reload();
  await shown();

  await heatmap.focus();
  await page.keyboard.press('Escape');
  await expect(routePage.callRows()).toHaveCount(paths.length);
  await expect(page).not.toHaveURL(/sel=/);
});

test('the heatmap is a table, too, whose rows select their calls', async ({ page, routePage }) => {
  await routePage.goto(traced.id, 'traces', rangeOf(traced));
  await page.getByRole('button', { name: 'Show as a table' }).click();
  const table = page.getByRole('table');
  await expect(table.getByRole('row').nth(1)).toBeVisible();
  const counts = await table.locator('tbody tr td:nth-of-type(1)').allInnerTexts();
  expect(counts.reduce((sum, text) => sum + Number(text), 0)).toBe(paths.length);
  await table
    .getByRole('button', { name: /Select these calls|\d/ })
    .first()
    .click();
  await expect(page).toHaveURL(/sel=/);
  await expect(routePage.callRows()).toHaveCount(Number(counts[0]));
});

test('each call says how it stands among the others, and by what it is known', async ({ routePage }) => {
  await routePage.goto(traced.id, 'traces', rangeOf(traced));
  const slow = routePage.callsTo('/p/5?slow=1');
  await expect(slow.getByText('ASN')).toBeVisible();
  await expect(slow).toContainText('Belongs to this route for certain');
  await expect(slow).toContainText(
    `Slower than 88 % of the ${paths.length} answered calls of this route in this range`,
  );
});

test('two clicks lead from the list to where a slow call spent its time, and to the span that failed', async ({
  page,
  routePage,
  tracePage,
}) => {
  await test.step('slow: the gateway itself', async () => {
    await routePage.goto(traced.id, 'traces', rangeOf(traced));
    await routePage.callsTo('/p/5?slow=1').click();
    await tracePage.isOpen();
    await expect(tracePage.way).toContainText(/gateway itself 1\.\d+ s/);
    await tracePage.way.getByRole('button', { name: /^gateway span ?,/ }).click();
    await expect(tracePage.details).toContainText(/Itself\s*1\.\d+ s/);
  });
  await test.step('failed: the service that answered 404 first', async () => {
    await routePage.goto(traced.id, 'traces', rangeOf(traced));
    await routePage.callsTo('/p/0').click();
    await tracePage.isOpen();
    const failed = tracePage.spans('A').filter({ has: page.getByRole('img', { name: 'Client error (4xx)' }) });
    await failed.filter({ hasText: 'product' }).last().click();
    await expect(tracePage.details).toContainText('/products/{id}');
    await expect(tracePage.details).toContainText('404');
  });
});

test('two calls that were chosen in the list are laid over each other', async ({ page, routePage }) => {
  await routePage.goto(traced.id, 'traces', rangeOf(traced));
  const [slow, fast] = [callTo(traced, 'p/5?slow=1'), callTo(traced, 'p/4')];
  await routePage.calls.focus();
  for (const path of ['/p/4', '/p/5?slow=1']) {
    await page.keyboard.press('Home');
    const selected = routePage.calls.locator('[aria-selected=true]');
    await expect(async () => {
      if (!(await selected.innerText()).includes(path)) await page.keyboard.press('ArrowDown');
      await expect(selected).toContainText(path, { timeout: 100 });
    }).toPass();
    await page.keyboard.press('x');
  }
  await page.getByRole('link', { name: 'Compare 2 calls' }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/${fast.id}/compare/${slow.id}`));
  await expect(page.getByText(/^B takes 1\.\d+ s longer/)).toBeVisible();
  const grid = page.getByRole('treegrid', { name: 'Spans of both traces with their durations' });
  const root = grid
    .getByRole('row')
    .filter({ hasText: `GET /${traced.id}/*` })
    .first();
  await expect(root).toContainText(/\+\s?1\.\d+ s/);
  await page.getByRole('radio', { name: 'Biggest change first' }).check();
  await expect(grid.locator('[role=row][aria-level]').first()).toContainText(/\+\s?1\.\d+ s/);
  await page.getByRole('link', { name: 'Swap' }).click();
  await expect(page.getByText(/^B takes 1\.\d+ s less/)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/traces/${slow.id}/compare/${fast.id}`));
  // On a phone what one came to see stands beside the names.
  await page.setViewportSize({ width: 400, height: 800 });
  await expect(grid.getByRole('columnheader', { name: 'B against A' })).toBeInViewport({ ratio: 0.9 });
});

test('the help lists the keys of the calls, and x among them', async ({ page, routePage }) => {
  await routePage.goto(traced.id, 'traces', rangeOf(traced));
  await expect(routePage.callRows()).toHaveCount(paths.length);
  await page.keyboard.press('?');
  const own = page.getByRole('dialog').getByRole('region', { name: 'On the calls of a route' });
  await expect(own).toContainText('xChoose the selected call for comparing');
  await expect(own).toContainText('EnterSpaceHeatmap: select these calls');
});

test('all of it by keyboard: from the list into a trace, to a span, and back to the same call', async ({
  page,
  routePage,
  tracePage,
}) => {
  await routePage.goto(traced.id, 'traces', rangeOf(traced));
  await expect(routePage.callRows()).toHaveCount(paths.length);
  await routePage.calls.focus();
  await page.keyboard.press('End');
  const chosen = routePage.calls.locator('[aria-selected=true]');
  await expect(chosen).toContainText('/p/1');
  await page.keyboard.press('Enter');
  await tracePage.isOpen();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await expect(tracePage.details).toBeVisible();
  await expect(page).toHaveURL(/span=/);
  await page.keyboard.press('ArrowDown');
  await expect(tracePage.selected()).toHaveAttribute('aria-rowindex', '4');
  await page.keyboard.press('Escape');
  await expect(tracePage.details).toHaveCount(0);
  await page.goBack();
  await expect(chosen).toContainText('/p/1');
});
