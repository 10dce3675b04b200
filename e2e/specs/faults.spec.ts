import type { APIRequestContext } from '@playwright/test';
import type { Fault } from '@/e2e/faulty-upstream';
import { expect, test } from '@/e2e/fixtures';
import { adminKey, deadConsolePort, faultyConsolePort, faultyPort } from '@/e2e/ports';

const setFault = (request: APIRequestContext, fault: Fault) =>
  request.post(`http://127.0.0.1:${faultyPort}/fault`, { data: fault });

test.use({ expectedErrors: [/Failed to load resource/] });

test.describe('when APISIX and DeepFlow are down', () => {
  test.use({ baseURL: `http://127.0.0.1:${deadConsolePort}` });

  test('the list names the upstream and offers a retry', async ({ routesPage, page }) => {
    await routesPage.goto();
    await expect(page.getByRole('alert').filter({ hasText: /Admin API/ })).toBeVisible();
    await expect(page.getByRole('button', { name: /Try again/ }).first()).toBeVisible();
  });

  test('the status page tells each upstream apart, and the probe still answers', async ({ page, request }) => {
    await page.goto('/default/status');
    await expect(page.getByText('Admin API').first()).toBeVisible();
    await expect(page.getByText(/cannot be reached|not configured/i).first()).toBeVisible();
    expect((await request.get('/api/health')).status()).toBe(200);
  });
});

test.describe('when the Admin API fails', () => {
  test.use({ baseURL: `http://127.0.0.1:${faultyConsolePort}` });

  for (const [fault, code] of [
    ['wrong-key', 'upstream_unauthorized'],
    ['html', 'upstream_contract'],
    ['truncated', 'upstream_unreachable'],
    ['silence', 'upstream_timeout'],
  ] as const) {
    test(`${fault}: the problem is ${code}, within the timeout, without the key`, async ({ request }) => {
      await setFault(request, fault);
      await expect(async () => {
        const answer = await request.get('/api/default/routes/only');
        expect(await answer.json()).toMatchObject({ code });
        expect(await answer.text()).not.toContain(adminKey);
      }).toPass({ timeout: 10_000 });
    });
  }

  test('an answer of another version, and objects that make no sense, are shown as far as they go', async ({
    request,
    routesPage,
  }) => {
    await setFault(request, 'other-version');
    await routesPage.goto();
    await expect(async () => {
      await routesPage.page.reload();
      await expect(routesPage.row('only-route')).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await setFault(request, 'nonsense');
    await expect(async () => {
      await routesPage.page.reload();
      await expect(routesPage.row('nothing')).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await expect(routesPage.row('only-route')).toBeVisible();
  });

  test('a gateway that goes away leaves its routes on screen, with their age and the reason', async ({
    request,
    routesPage,
    page,
  }) => {
    await setFault(request, 'fine');
    await expect(async () => {
      await routesPage.goto();
      await expect(routesPage.row('only-route')).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await setFault(request, 'wrong-key');
    await expect(async () => {
      await page.reload();
      await expect(page.getByText(/The routes are as of/)).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await expect(routesPage.row('only-route')).toBeVisible();
    await setFault(request, 'fine');
  });
});
