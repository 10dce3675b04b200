import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/fixtures';
import { adminKey, adminUrl } from '@/e2e/ports';

async function metadata(plugin: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${adminUrl}/apisix/admin/plugin_metadata/${plugin}`, {
    headers: { 'x-api-key': adminKey },
  });
  const { value } = (await response.json()) as { value: Record<string, unknown> };
  const { create_time: _created, update_time: _updated, ...own } = value;
  return own;
}

/** The last part of the page is there when the browser has taken it over: what is typed from then on counts. */
async function open(page: Page): Promise<void> {
  await page.goto('/default/instrumentation');
  await expect(page.locator('[data-piece=otel_collector]')).toBeVisible();
}

const pasted = `# edge gateway
apisix:
  node_listen: 9080   # behind the load balancer

plugin_attr:
  prometheus:
    export_uri: /apisix/prometheus/metrics   # scraped by infra
`;

test('a change of the metadata is applied, confirmed and undone', async ({ page }) => {
  const before = await metadata('opentelemetry');
  await open(page);
  const card = page.locator('[data-plugin=opentelemetry]');
  const timeout = card.getByRole('textbox', { name: 'Request timeout, seconds' });
  await expect(timeout).toHaveValue('3');
  await timeout.fill('7');
  await card.getByRole('button', { name: 'Preview change' }).click();
  await card.getByRole('button', { name: 'Apply to the gateway' }).click();
  await expect(card.getByText('Applied and confirmed by reading back.').first()).toBeVisible();
  const collector = before.collector as object;
  expect(await metadata('opentelemetry')).toEqual({ ...before, collector: { ...collector, request_timeout: 7 } });

  await card.getByRole('button', { name: 'Undo' }).click();
  await expect(card.getByText('Undone: what was there before is back.').first()).toBeVisible();
  expect(await metadata('opentelemetry')).toEqual(before);
  await expect(timeout).toHaveValue('3');
});

test('an address that leads past the agent is offered in the form that reaches it', async ({ page }) => {
  await open(page);
  const address = page.getByRole('textbox', { name: 'Collector address' });
  await address.fill('deepflow-agent.deepflow/api/v1/otel/trace');
  await page.getByRole('button', { name: 'Use this address' }).click();
  await expect(address).toHaveValue('deepflow-agent.deepflow/api/v1/otel/trace?');
});

test('an extra label comes into a pasted config.yaml, whose comments stay', async ({ page }) => {
  await open(page);
  await page.getByRole('textbox', { name: /Today’s config.yaml/ }).fill(pasted);
  await page.getByRole('button', { name: 'Add a label to http_status' }).click();
  await page.getByRole('combobox', { name: 'Variable 1 of http_status' }).fill('$upstream_status');
  await expect(page.getByText(/every sample of a metric whose labels changed would be dropped/)).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download config.yaml' }).click();
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  expect(text).toBe(
    `${pasted}    metrics:\n      http_status:\n        extra_labels:\n          - upstream_status: $upstream_status\n`,
  );
});

test('the palette leads to the page, and every generated file names the agent’s own paths', async ({ page }) => {
  await page.goto('/default/status');
  await expect(page.getByText('3.18.0').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('instrumentation');
  await page.getByRole('option', { name: 'Instrumentation' }).click();
  await expect(page).toHaveURL(/\/default\/instrumentation/);
  await expect(page.locator('[data-piece=otel_collector]')).toContainText('/api/v1/otel/trace');
  await expect(page.locator('[data-piece=prometheus_agent]')).toContainText('/api/v1/prometheus');
});
