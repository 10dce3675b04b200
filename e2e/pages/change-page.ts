import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export class ChangePage {
  readonly items: Locator;
  readonly progress: Locator;

  constructor(readonly page: Page) {
    this.items = page.getByRole('grid', { name: 'Routes of this change' });
    this.progress = page.getByRole('progressbar', { name: 'Progress' });
  }

  goto(changeId: string): Promise<unknown> {
    return this.page.goto(`/default/changes/${encodeURIComponent(changeId)}`);
  }

  /** The id of the change that is shown. */
  id(): string {
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('main').getByRole('button', { name });
  }

  item(name: string): Locator {
    return this.items.getByRole('row').filter({ hasText: name });
  }

  /** Waits until every route has its end, as the page says it. */
  async isDone(total: number): Promise<void> {
    await expect(this.page.getByText(`${total} of ${total} routes`).first()).toBeVisible();
    await expect(
      this.page
        .getByRole('main')
        .locator('[data-slot=chip]')
        .filter({ hasText: /^done$/ }),
    ).toBeVisible();
  }
}
