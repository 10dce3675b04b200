import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

type Plugin = 'opentelemetry' | 'prometheus';

export class RoutePage {
  readonly calls: Locator;

  constructor(readonly page: Page) {
    this.calls = page.getByRole('grid', { name: 'Calls of this route, newest first' });
  }

  async goto(routeId: string, tab = '', query = ''): Promise<void> {
    await this.page.goto(`/default/routes/${encodeURIComponent(routeId)}${tab && `/${tab}`}${query}`);
  }

  async tab(name: 'Overview' | 'Traces' | 'Metrics' | 'Logs' | 'Profile' | 'Plugins' | 'Config'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Parts of this route' })
      .getByRole('link', { name, exact: true })
      .click();
  }

  card(plugin: Plugin): Locator {
    return this.page.locator(`[data-plugin=${plugin}]`);
  }

  switch(plugin: Plugin): Locator {
    return this.card(plugin).getByRole('switch', { name: `Run ${plugin} on this route` });
  }

  /** Previews what the card's form says, applies it, and waits for the read-back. */
  async apply(plugin: Plugin): Promise<void> {
    const card = this.card(plugin);
    await card.getByRole('button', { name: 'Preview change' }).click();
    await card.getByRole('button', { name: 'Apply to this route' }).click();
    await expect(card.locator('[data-slot=change-outcome]')).toContainText('Applied and confirmed');
  }

  /** Reads the telemetry of the page again until `seen` holds: spans and rows arrive with a delay. */
  async readUntil(seen: () => Promise<void>): Promise<void> {
    await expect(async () => {
      await this.page.getByRole('button', { name: 'Read everything again' }).click();
      await seen();
    }).toPass({ timeout: 60_000 });
  }

  /** Rows of calls, without the head. */
  callRows(): Locator {
    return this.calls.locator('[role=row][aria-selected]');
  }

  callsTo(path: string): Locator {
    return this.calls.getByRole('row').filter({ hasText: path });
  }
}
