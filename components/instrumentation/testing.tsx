import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { TooltipProvider } from '@/components/ui/tooltip';
import changes from '@/lib/i18n/messages/en/changes.json';
import common from '@/lib/i18n/messages/en/common.json';
import instrumentation from '@/lib/i18n/messages/en/instrumentation.json';
import plugins from '@/lib/i18n/messages/en/plugins.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import type { GatewayInstrumentation } from '@/lib/instrumentation/dto';

/** What tests of this page's parts show. */
export const gatewayData: GatewayInstrumentation = {
  gatewayId: 'g',
  loaded: ['real-ip', 'cors', 'prometheus'],
  metadata: {
    opentelemetry: {
      collector: { address: 'otel:4318', request_headers: { Authorization: '********' } },
      resource: { 'service.name': 'APISIX' },
    },
    prometheus: null,
  },
  needsMetadata: true,
  disablable: null,
  writeBlocked: null,
  managers: [],
  addresses: { adminUrl: 'http://apisix-admin.edge:9180', querierUrl: null },
  staticFile: null,
  problem: null,
  readAt: 0,
};

/** Enters a text at once, as a paste does: letter by letter is slow and says nothing more here. */
export async function enter(user: ReturnType<typeof userEvent.setup>, field: HTMLElement, text: string) {
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
}

export function renderPart(part: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retry: false } } });
  render(
    <NextIntlClientProvider
      locale="en"
      messages={{ changes, common, instrumentation, plugins, problems }}
      timeZone="UTC"
    >
      <QueryClientProvider client={client}>
        <TooltipProvider>{part}</TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
  return userEvent.setup();
}
