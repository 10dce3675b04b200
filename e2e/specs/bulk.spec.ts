import { expect, test } from '@/e2e/fixtures';
import { putRoute, readRoute } from '@/e2e/gateway';
import { ChangePage } from '@/e2e/pages/change-page';
import type { ChangeSummary } from '@/lib/changes/dto';

const ids = Array.from({ length: 12 }, (_, at) => `e2e-bulk-${at}`);
const kept = { 'request-id': { include_in_response: true } };
const own = { sampler: { name: 'always_on' }, additional_attributes: ['http_x_tenant'] };
const plugins = async () => Promise.all(ids.map(async (id) => (await readRoute(id)).plugins));

/** One has it already as wished, one would run with settings of its own, one is written back by somebody else. */
const before = ids.map((_, at) => ({
  ...kept,
  ...(at === 1 && { opentelemetry: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } } } }),
  ...(at === 2 && { opentelemetry: own }),
}));

test.beforeAll(async () => {
  for (const [at, id] of ids.entries())
    await putRoute(id, {
      name: `bulk ${at}`,
      uri: `/bulk/${at}`,
      upstream_id: 'up-webshop',
      plugins: before[at],
      labels: { suite: 'bulk', ...(at === 11 && { 'managed-by': 'adc' }) },
    });
});

test('many routes: dry run, start, reload in the middle, pause, resume, undo of the whole set', async ({
  page,
  routesPage,
}) => {
  const change = new ChangePage(page);

  await test.step('all that match a filter are chosen by keyboard, and the filter itself is meant', async () => {
    await expect(async () => {
      await routesPage.goto('?label=suite%3Dbulk');
      await expect(page.getByText(/^12 of /).first()).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await routesPage.grid.locator('[role=row][tabindex="0"]').focus();
    await page.keyboard.press('x');
    await expect(routesPage.grid.getByRole('row', { selected: true })).toHaveCount(1);
    await page.getByRole('button', { name: 'Select all 12 that match' }).click();
    await page.getByRole('button', { name: 'Switch or edit a plugin on 12 routes' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Share of requests in percent' }).fill('10');
    await page.getByRole('button', { name: 'Dry run on 12 routes' }).click();
    await expect(page).toHaveURL(/\/default\/changes\/[^/]+$/);
  });

  await test.step('the dry run says of each route what would happen, and has written nothing', async () => {
    await expect(page.getByRole('heading', { name: 'Dry run: nothing has been written' })).toBeVisible();
    await expect(change.item('bulk 0')).toContainText('will change');
    await expect(change.item('bulk 1').first()).toContainText('already so');
    await expect(change.item('bulk 11')).toContainText('adc manages this object');
    expect(await plugins()).toEqual(before);
    await change.item('bulk 2').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary')).toContainText('trace_id_ratio');
    await page.keyboard.press('Escape');
  });

  const changeId = change.id();
  await test.step('in steps, it goes on without the page, and is paused and resumed', async () => {
    await page.getByRole('radio', { name: /In steps/ }).check();
    await page.getByRole('textbox', { name: 'Wait between two steps, in seconds' }).fill('600');
    await page.getByRole('checkbox', { name: /Halt by itself/ }).uncheck();
    await change.button('Apply to 10 routes').click();
    await expect(change.progress).toBeVisible();
    await page.reload();
    await expect(change.progress).toHaveAttribute('aria-valuetext', '2 of 12 routes done');
    await change.button('Pause').click();
    await expect(change.button('Resume')).toBeVisible();
    expect((await plugins()).filter((each) => each?.opentelemetry).length).toBe(3);
    await page.reload();
    await expect(change.button('Resume')).toBeVisible();
  });

  await test.step('stopped, it says what was and what was not written; the undo brings back exactly what was there', async () => {
    await change.button('Stop').click();
    await expect(page.getByText(/1 route was written\. 10 routes were not written/)).toBeVisible();
    await change.button(/^Undo/).click();
    await expect(page).not.toHaveURL(new RegExp(`${changeId}$`));
    await change.button(/^Undo on \d+ route/).click();
    await expect(async () => expect(await plugins()).toEqual(before)).toPass({ timeout: 30_000 });
  });
});

test('all at once, and one undo for the whole set', async ({ page, request }) => {
  const change = new ChangePage(page);
  const answer = await request.post('/api/default/changes/plan', {
    data: {
      plugin: 'opentelemetry',
      wish: { state: 'on', config: { sampler: { name: 'always_on' } } },
      routes: { ids },
    },
  });
  const planned = (await answer.json()) as ChangeSummary;
  await change.goto(planned.id);
  await change.button(/^Apply to \d+ routes/).click();
  await expect(page.getByText('11 of 12 routes done').first()).toBeVisible();
  await expect(page.getByText('1 skipped', { exact: true }).first()).toBeVisible();
  const after = await plugins();
  expect(after[2]?.opentelemetry).toEqual({ ...own, sampler: { name: 'always_on' } });
  expect(after[11]).toEqual(before[11]);
  for (const each of after) expect(each).toMatchObject(kept);

  await change.button(/^Undo/).click();
  await change.button(/^Undo on \d+ routes/).click();
  await expect(async () => expect(await plugins()).toEqual(before)).toPass({ timeout: 30_000 });
  await change.goto(planned.id);
  await expect(page.getByText('It was undone')).toBeVisible();
});

test('for a time: it counts down in the list, and the server brings back what was there', async ({
  page,
  request,
  routesPage,
}) => {
  const planned = (await (
    await request.post('/api/default/changes/plan', {
      data: {
        plugin: 'opentelemetry',
        wish: { state: 'on', config: { sampler: { name: 'always_on' } } },
        routes: { ids: ['e2e-bulk-3'] },
      },
    })
  ).json()) as ChangeSummary;
  await request.post(`/api/default/changes/${planned.id}/start`, {
    data: { outcomes: ['will_change'], options: null, revertAt: Date.now() + 25_000 },
  });
  await routesPage.goto('?q=bulk%203');
  await expect(page.getByRole('link', { name: /opentelemetry: restored in/ })).toBeVisible();
  await page.getByRole('link', { name: /opentelemetry: restored in/ }).click();
  await expect(page).toHaveURL(new RegExp(`${planned.id}$`));
  await expect(page.getByRole('button', { name: 'Keep it on' })).toBeVisible();
  await expect(page.getByText('restored', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect((await readRoute('e2e-bulk-3')).plugins).toEqual(before[3]);
});
