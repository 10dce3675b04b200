import { test as base, expect } from '@playwright/test';
import { RoutePage } from './pages/route-page';
import { RoutesPage } from './pages/routes-page';
import { TracePage } from './pages/trace-page';

type Fixtures = {
  routesPage: RoutesPage;
  routePage: RoutePage;
  tracePage: TracePage;
  /** Messages that a test expects in the browser's console, e.g. of an answer 502 it provoked. */
  expectedErrors: RegExp[];
  cleanConsole: undefined;
};

export const test = base.extend<Fixtures>({
  expectedErrors: [[], { option: true }],
  cleanConsole: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on(
        'console',
        (message) => message.type() === 'error' && errors.push(`${message.text()} (${message.location().url})`),
      );
      await use(undefined);
      const unexpected = errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)));
      expect(unexpected, 'the browser console is clean').toEqual([]);
    },
    { auto: true },
  ],
  routesPage: async ({ page }, use) => use(new RoutesPage(page)),
  routePage: async ({ page }, use) => use(new RoutePage(page)),
  tracePage: async ({ page }, use) => use(new TracePage(page)),
});

export { expect };
