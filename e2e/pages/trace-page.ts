import type { Locator, Page } from '@playwright/test';

export class TracePage {
  readonly waterfall: Locator;

  constructor(readonly page: Page) {
    this.waterfall = page.getByRole('treegrid', { name: 'Spans of this trace as a tree over time' });
  }

  /** Rows of one kind: A application, S system, N network. */
  spans(kind: 'A' | 'S' | 'N'): Locator {
    return this.waterfall.getByRole('row').filter({ has: this.page.getByText(kind, { exact: true }) });
  }
}
