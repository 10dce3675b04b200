import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { beforeEach, expect, test, vi } from 'vitest';
import common from '@/lib/i18n/messages/en/common.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import shell from '@/lib/i18n/messages/en/shell.json';
import traceFile from '@/lib/i18n/messages/en/traceFile.json';
import { getQueryClient } from '@/lib/query/client';
import { CommandCenter } from './command-center';
import { GatewayProvider } from './gateway-context';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push, refresh: vi.fn() }), usePathname: () => '/g/routes' }));

beforeEach(() => {
  getQueryClient().clear();
  const facets = { hosts: [], methods: [], labels: [] };
  const page = { rows: [], offset: 0, matched: 0, total: 0, facets, readAt: 0, readMs: 1, stale: null };
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(page)));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  Element.prototype.scrollIntoView = () => undefined;
});

test('what is typed after the key goes to the palette, and Enter takes what it shows', async () => {
  const gateway = { id: 'g', name: 'G' };
  render(
    <NextIntlClientProvider locale="en" messages={{ common, problems, shell, traceFile }} timeZone="UTC">
      <QueryClientProvider client={getQueryClient()}>
        <GatewayProvider value={{ gateway, gateways: [gateway] }}>
          <CommandCenter>page</CommandCenter>
        </GatewayProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
  await userEvent.keyboard('{Control>}k{/Control}');
  expect(await screen.findByRole('combobox')).toHaveFocus();
  await userEvent.keyboard('statu');
  expect(screen.getByRole('combobox')).toHaveValue('statu');
  await screen.findByRole('option', { name: 'Status' });
  await userEvent.keyboard('{Enter}');
  expect(push).toHaveBeenCalledWith('/g/status');
});
