import { expect, test } from '@/e2e/fixtures';

test('the list says what each route’s calls came to, and is sorted by it; the link brings the order back', async ({
  page,
  routesPage,
}) => {
  await routesPage.goto();
  const status = page.locator('[data-slot=route-numbers]');
  await expect(status).toContainText('Numbers from calls');
  await expect(page.locator('[data-slot=sparkline]').first()).toBeVisible();

  /** `0.05 /s` of the first rows. */
  const rates = async () => {
    const cells = await page.getByRole('row').locator('[role=gridcell][aria-colindex="5"]').allTextContents();
    return cells.slice(0, 8).map((text) => Number(/(\d[\d.]*) \/s$/.exec(text)?.[1] ?? Number.NaN));
  };
  const isBusiestFirst = async () => {
    const shown = await rates();
    return (shown[0] ?? 0) > 0 && shown.every((rate, at) => at === 0 || rate <= (shown[at - 1] ?? 0));
  };
  const heading = page.getByRole('columnheader', { name: 'Rate' });
  await heading.getByRole('button').click();
  await expect(page).toHaveURL(/sort=rate&desc=true/);
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(isBusiestFirst).toBe(true);

  await page.reload();
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(isBusiestFirst).toBe(true);
});
