import { gzipSync } from 'node:zlib';
import { expect, test } from '@/e2e/fixtures';
import { otlpFile } from '@/e2e/otlp-file';

test('a trace file is opened by keyboard, read by a worker and shown; a file that is none says why', async ({
  page,
}) => {
  await page.goto('/default/status');
  // What is read by the page itself is there: so is what answers its keys.
  await expect(page.getByText('3.18.0').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeFocused();
  await page.keyboard.type('trace file');
  await expect(page.getByRole('option', { name: 'Open a trace file…', selected: true })).toBeVisible();
  // It starts with the page, before there is a file.
  const worker = page.waitForEvent('worker');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/default\/traces\/file$/);

  const choose = page.getByRole('button', { name: 'Choose a file' });
  const chooser = page.waitForEvent('filechooser');
  await choose.focus();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(otlpFile('trace.json', 2_000));
  await worker;
  await expect(page.getByText('trace.json: 2,001 spans opened')).toBeAttached();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('GET /orders/*');

  const openAnother = async (file: { name: string; mimeType: string; buffer: Buffer }) => {
    const other = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open another file' }).click();
    await (await other).setFiles(file);
  };
  // Packed in two parts, as a log that is appended to is: browsers themselves refuse the second.
  const { buffer } = otlpFile('', 40);
  const packed = Buffer.concat([gzipSync(buffer.subarray(0, 999)), gzipSync(buffer.subarray(999))]);
  await openAnother({ name: 'trace.json.gz', mimeType: 'application/gzip', buffer: packed });
  await expect(page.getByText('trace.json.gz: 41 spans opened')).toBeAttached();

  await openAnother({ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<html>') });
  await expect(page.getByRole('alert').filter({ hasText: 'page.html is not JSON' })).toBeVisible();
  expect(page.workers()).toHaveLength(0);
});
