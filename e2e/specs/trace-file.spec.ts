import { expect, test } from '@/e2e/fixtures';

/** A gateway's span with as many below it as wanted, as OTLP JSON. */
function otlpFile(name: string, children: number) {
  const span = (at: number) => ({
    traceId: 'a05f520b4ea194a2e740ba308c7e531e',
    spanId: (at + 1).toString(16).padStart(16, '0'),
    parentSpanId: at === 0 ? '' : '0000000000000001',
    name: at === 0 ? 'GET /orders/*' : `step ${at}`,
    kind: at === 0 ? 2 : 1,
    startTimeUnixNano: String(1_795_334_117_000_000_000n + BigInt(at) * 1_000_000n),
    endTimeUnixNano: String(1_795_334_118_000_000_000n + BigInt(at) * 1_000n),
    attributes: [{ key: 'apisix.route_id', value: { stringValue: 'home' } }],
  });
  const spans = Array.from({ length: children + 1 }, (_, at) => span(at));
  const body = JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] });
  return { name, mimeType: 'application/json', buffer: Buffer.from(body) };
}

test('a trace file is opened by keyboard, read by a worker and shown; a file that is none says why', async ({
  page,
}) => {
  await page.goto('/default/status');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('trace file');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/default\/traces\/file$/);

  const choose = page.getByRole('button', { name: 'Choose a file' });
  const worker = page.waitForEvent('worker');
  const chooser = page.waitForEvent('filechooser');
  await choose.focus();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(otlpFile('trace.json', 2_000));
  await worker;
  await expect(page.getByText('trace.json: 2001 spans opened')).toBeAttached();

  const other = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open another file' }).click();
  await (await other).setFiles({ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<html>') });
  await expect(page.getByRole('alert').filter({ hasText: 'page.html is not JSON' })).toBeVisible();
  expect(page.workers()).toHaveLength(0);
});
