import type { Locator } from '@playwright/test';
import { expect, test } from '@/e2e/fixtures';
import { putRoute, readRoute } from '@/e2e/gateway';

const routeId = 'e2e-forms';
const foreign = { 'proxy-rewrite': { regex_uri: ['^/e2e-forms/(.*)', '/$1'] } };

async function put(opentelemetry?: Record<string, unknown>): Promise<void> {
  await putRoute(routeId, {
    name: 'e2e forms',
    uri: '/e2e-forms/*',
    upstream_id: 'up-webshop',
    plugins: { ...foreign, ...(opentelemetry && { opentelemetry }) },
  });
}

const own = async () => (await readRoute(routeId)).plugins?.opentelemetry;
const share = (card: Locator) => card.getByRole('textbox', { name: 'Share of requests in percent' });

test('a share is set by the slider, and an attribute is found and chosen', async ({ routePage, page }) => {
  await put();
  await routePage.goto(routeId, 'plugins');
  const card = routePage.card('opentelemetry');
  await routePage.switch('opentelemetry').click();
  await card.getByRole('slider', { name: 'Share of requests' }).press('ArrowRight');
  await expect(share(card)).toHaveValue('20');
  await card.getByRole('combobox', { name: 'Add a variable' }).fill('node tried');
  await card.getByRole('option', { name: /^upstream_addr/ }).click();
  await page.keyboard.press('Escape');
  await card.getByRole('combobox', { name: 'Add a variable' }).fill('deepflow=demo');
  await page.keyboard.press('Enter');
  await expect(card.getByText('“key=value” adds nothing to a span; give the name of a variable.')).toBeVisible();
  await routePage.apply('opentelemetry');
  expect(await own()).toEqual({
    sampler: { name: 'trace_id_ratio', options: { fraction: 0.2 } },
    additional_attributes: ['upstream_addr'],
  });
});

test('the text and the fields are in step, nothing is lost, and 1.5 is refused in all of them', async ({
  routePage,
  page,
  request,
}) => {
  await put({ sampler: { name: 'always_on' }, foreign: { kept: [1, 2] } });
  await routePage.goto(routeId, 'plugins');
  const card = routePage.card('opentelemetry');
  await card.getByText('Code', { exact: true }).click();
  const text = card.getByRole('textbox', { name: 'Configuration of opentelemetry' });
  await expect(text).toContainText('"foreign"');

  const write = async (config: unknown) => {
    await text.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(typeof config === 'string' ? config : JSON.stringify(config, null, 2));
  };
  await test.step('an unreadable text stays, and keeps the fields closed', async () => {
    await write('{"sampler": ');
    await card.getByText('Form', { exact: true }).click();
    await expect(card.getByText(/mend line 1 first/)).toBeVisible();
    await expect(text).toContainText('{"sampler":');
  });
  await test.step('1.5 is marked with its line', async () => {
    await write({ sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } } });
    await expect(card.getByRole('list', { name: 'What is wrong in the text' })).toContainText('Line 5');
    await expect(card.getByText(/a share must lie between 0 and 1/).first()).toBeVisible();
    await expect(card.getByRole('button', { name: 'Preview change' })).toBeDisabled();
  });
  await test.step('a good text is in the fields', async () => {
    await write({ sampler: { name: 'trace_id_ratio', options: { fraction: 0.05 } }, foreign: { kept: [1, 2] } });
    await card.getByText('YAML', { exact: true }).click();
    await expect(text).toContainText('fraction: 0.05');
    await card.getByText('Form', { exact: true }).click();
    await expect(share(card)).toHaveValue('5');
  });
  await test.step('the field refuses 150 %', async () => {
    await share(card).fill('150');
    await expect(card.getByText('Enter a number from 0 to 100.')).toBeVisible();
    await expect(card.getByRole('button', { name: 'Preview change' })).toBeDisabled();
    await share(card).fill('2.5');
  });
  await routePage.apply('opentelemetry');
  expect(await own()).toEqual({
    sampler: { name: 'trace_id_ratio', options: { fraction: 0.025 } },
    foreign: { kept: [1, 2] },
  });
  const refused = await request.post(`/api/default/routes/${routeId}/plugins/opentelemetry/plan`, {
    data: { wish: { state: 'exactly', config: { sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } } } } },
  });
  expect(refused.status()).toBe(422);
  expect(await refused.json()).toMatchObject({ field: 'wish.config.sampler.options.fraction' });
});

test.describe('another writer in between', () => {
  test.use({ expectedErrors: [/409/] });

  test('nothing is written, the three versions are shown, and mine goes on top', async ({ routePage }) => {
    await put({ sampler: { name: 'always_on' } });
    await routePage.goto(routeId, 'plugins');
    const card = routePage.card('opentelemetry');
    await card.getByRole('radio', { name: 'A share of requests' }).check();
    await card.getByRole('button', { name: 'Preview change' }).click();
    const apply = card.getByRole('button', { name: 'Apply to this route' });
    await expect(apply).toBeEnabled();
    await put({ sampler: { name: 'always_off' }, additional_attributes: ['host'] });
    await apply.click();
    const conflict = card.locator('[data-slot=change-conflict]');
    await expect(conflict).toContainText('always_off');
    await expect(conflict).toContainText('trace_id_ratio');
    expect(await own()).toEqual({ sampler: { name: 'always_off' }, additional_attributes: ['host'] });
    await conflict.getByRole('button', { name: /Put mine on top/ }).click();
    await apply.click();
    await expect(card.locator('[data-slot=change-outcome]')).toContainText('Applied and confirmed');
    expect(await own()).toEqual({
      sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } },
      additional_attributes: ['host'],
    });
  });
});

test('a change is made for a time, and undone from its record', async ({ routePage, page }) => {
  await put();
  await routePage.goto(routeId, 'plugins');
  const card = routePage.card('opentelemetry');
  await routePage.switch('opentelemetry').click();
  await card.getByRole('button', { name: 'Preview change' }).click();
  await card.getByRole('combobox', { name: 'Holds' }).selectOption({ label: 'for 15 minutes' });
  await card.getByRole('button', { name: 'Apply to this route' }).click();
  const outcome = card.locator('[data-slot=change-outcome]');
  await expect(outcome).toContainText(/is restored/);
  await expect(outcome.getByRole('list', { name: 'What the nodes run' })).toContainText('runs the new configuration');
  await outcome.getByRole('button', { name: 'Undo…' }).click();
  await expect(page).toHaveURL(/\/default\/changes\/.+/);
});
