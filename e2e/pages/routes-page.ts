import type { Locator, Page } from '@playwright/test';

export class RoutesPage {
  readonly search: Locator;
  readonly grid: Locator;

  constructor(readonly page: Page) {
    this.search = page.getByRole('searchbox', { name: 'Search routes' });
    this.grid = page.getByRole('grid', { name: /^Routes of/ });
  }

  async goto(query = ''): Promise<void> {
    await this.page.goto(`/default/routes${query}`);
  }

  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: name });
  }

  open(name: string): Promise<void> {
    return this.grid.getByRole('link', { name, exact: true }).click();
  }
}
