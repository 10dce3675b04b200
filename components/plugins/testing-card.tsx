import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { vi } from 'vitest';
import { TooltipProvider } from '@/components/ui/tooltip';
import type { RouteDetail } from '@/lib/apisix/dto';
import type { PluginFacts } from '@/lib/apisix/plugin-facts';
import type { PluginCopy, PluginState } from '@/lib/apisix/plugins-in-force';
import type { ChangePlan, ChangeResult } from '@/lib/changes/dto';
import changes from '@/lib/i18n/messages/en/changes.json';
import common from '@/lib/i18n/messages/en/common.json';
import plugins from '@/lib/i18n/messages/en/plugins.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import { PluginCard } from './plugin-card';

export const off: PluginState = {
  plugin: 'opentelemetry',
  status: 'off',
  offReason: 'absent',
  missing: [],
  loaded: true,
  inForce: [],
  copies: [],
  sampling: null,
  preferName: null,
  consumerCopies: 0,
  limited: false,
  consumers: [],
  hasScript: false,
  metadata: true,
};
export const copy: PluginCopy = {
  place: 'route',
  id: 'r1',
  name: 'cart',
  config: { sampler: { name: 'always_on' } },
  disabled: false,
  filtered: false,
};
export const on: PluginState = {
  ...off,
  status: 'on',
  offReason: null,
  inForce: [copy],
  copies: [copy],
  sampling: { name: 'always_on' },
};

export function detailWith(state: PluginState, writeBlocked: RouteDetail['writeBlocked'] = null): RouteDetail {
  const summary = { id: 'r1', name: 'cart', managedBy: writeBlocked === 'managed' ? 'adc' : null };
  return { summary, opentelemetry: state, writeBlocked } as RouteDetail;
}

export const plan: ChangePlan = {
  routeId: 'r1',
  plugin: 'opentelemetry',
  request: { method: 'PATCH', path: '/apisix/admin/routes/r1', body: { plugins: {} } },
  before: null,
  after: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.025 } } },
  effect: on,
  seen: 'fingerprint',
  validation: { ok: true },
};
export const result: ChangeResult = {
  changeId: null,
  nodes: [],
  routeId: 'r1',
  plugin: 'opentelemetry',
  before: null,
  after: plan.after,
  verified: true,
  otherDifferences: [],
  state: on,
  at: Date.now(),
};

/** What a click loads is there before it: how long that takes is not what is tested. */
export const loadParts = () =>
  Promise.all([import('@/components/changes/dialect-choice'), import('@/lib/apisix/variables-list')]);

vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));
export const push = vi.fn();

/** Answers of the API of changes; what the card reads beside it is answered by its address. */
export const fetchMock = vi.fn<typeof fetch>();
export const reads: Record<string, unknown> = {};
export function answerReads() {
  Object.assign(reads, { facts, schema: { plugin: 'opentelemetry', schema: null } });
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    if (url.endsWith('/plugins/opentelemetry')) return answer(200, reads.facts);
    if (url.endsWith('/schema')) return answer(200, reads.schema);
    return fetchMock(url, init);
  });
}
export function forgetAnswers() {
  fetchMock.mockReset();
  push.mockReset();
  vi.unstubAllGlobals();
}

export const facts: PluginFacts = {
  plugin: 'opentelemetry',
  loaded: true,
  metadata: 'present',
  collectorAddress: '127.0.0.1:4318',
  labels: null,
};

export const answer = (status: number, body: unknown) => Promise.resolve(Response.json(body, { status }));
export const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: 'No',
  status,
  code,
  upstream: 'admin',
});

export function show(detail: RouteDetail) {
  const client = new QueryClient();
  const page = (shown: RouteDetail) => (
    <NextIntlClientProvider
      locale="en"
      messages={{ changes, common, plugins, problems }}
      now={new Date()}
      timeZone="UTC"
    >
      <QueryClientProvider client={client}>
        <TooltipProvider>
          <PluginCard detail={shown} gatewayId="g" plugin="opentelemetry" />
        </TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>
  );
  const { rerender } = render(page(detail));
  return { client, update: (next: RouteDetail) => rerender(page(next)) };
}

export async function wishForShare(percent: string) {
  const user = userEvent.setup();
  await user.click(screen.getByRole('switch'));
  const field = screen.getByRole('textbox', { name: 'Share of requests in percent' });
  await user.clear(field);
  await user.type(field, percent);
  return { user, field };
}

export const wishOf = (call: number) => JSON.parse(String(fetchMock.mock.calls[call]?.[1]?.body)).wish;
export const preview = async (user: ReturnType<typeof userEvent.setup>) =>
  user.click(screen.getByRole('button', { name: 'Preview change' }));
