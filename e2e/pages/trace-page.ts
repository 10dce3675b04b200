import type { Download, Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export class TracePage {
  readonly waterfall: Locator;
  readonly details: Locator;
  readonly search: Locator;
  readonly way: Locator;

  constructor(readonly page: Page) {
    this.waterfall = page.getByRole('treegrid', { name: 'Spans of this trace as a tree over time' });
    this.details = page.getByRole('complementary', { name: 'Details of the span' });
    this.search = page.getByRole('search', { name: 'Find in names, ids and attributes' });
    this.way = page.getByRole('region', { name: 'The request’s way', exact: true });
  }

  async goto(callId: string, query = ''): Promise<void> {
    await this.page.goto(`/default/traces/${callId}${query}`);
    await this.isOpen();
  }

  /** A worker has to start, read and lay out the trace: on a busy machine that takes a while. */
  async isOpen(): Promise<void> {
    await expect(this.waterfall).toBeVisible({ timeout: 60_000 });
  }

  /** Rows of one kind: A application, S system, N network. */
  spans(kind: 'A' | 'S' | 'N'): Locator {
    return this.waterfall.getByRole('row').filter({ has: this.page.getByText(kind, { exact: true }) });
  }

  /** Rows of spans; those that are out of sight do not exist. */
  rows(): Locator {
    return this.waterfall.locator('[role=row][aria-level]');
  }

  selected(): Locator {
    return this.waterfall.locator('[role=row][aria-selected=true]');
  }

  /** How many spans the tree shows, in sight or not. */
  async count(): Promise<number> {
    return Number(await this.waterfall.getAttribute('aria-rowcount')) - 1;
  }

  /** What stands above the tree: the flame graph or the graph. */
  upper(): Locator {
    return this.page.locator('[data-slot=upper-area]');
  }

  showAbove(what: 'Flame' | 'Graph' | 'Tree only'): Promise<void> {
    return this.page
      .getByRole('group', { name: 'Above the tree' })
      .getByRole('radio', { name: what, exact: true })
      .check();
  }

  async action(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Actions of this trace' }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  async export(format: 'OTLP' | 'Jaeger'): Promise<Download> {
    const download = this.page.waitForEvent('download');
    await this.action(`Export as ${format} JSON`);
    return await download;
  }
}
