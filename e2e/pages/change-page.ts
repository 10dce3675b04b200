import type { Locator, Page } from '@playwright/test';

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
}
