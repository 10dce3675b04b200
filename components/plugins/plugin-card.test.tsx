import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TooltipProvider } from '@/components/ui/tooltip';
import type { RouteDetail } from '@/lib/apisix/dto';
import type { PluginState } from '@/lib/apisix/plugins-in-force';
import type { ChangePlan, ChangeResult } from '@/lib/changes/dto';
import common from '@/lib/i18n/messages/en/common.json';
import plugins from '@/lib/i18n/messages/en/plugins.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import { PluginCard } from './plugin-card';

const off: PluginState = {
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
const copy = { place: 'route', id: 'r1', name: 'cart', config: {}, disabled: false, filtered: false } as const;
const on: PluginState = {
  ...off,
  status: 'on',
  offReason: null,
  inForce: [copy],
  copies: [copy],
  sampling: { name: 'always_on' },
};

function detailWith(state: PluginState, writeBlocked: RouteDetail['writeBlocked'] = null): RouteDetail {
  const summary = { id: 'r1', name: 'cart', managedBy: writeBlocked === 'managed' ? 'adc' : null };
  return { summary, opentelemetry: state, writeBlocked } as RouteDetail;
}

const plan: ChangePlan = {
  routeId: 'r1',
  plugin: 'opentelemetry',
  request: { method: 'PATCH', path: '/apisix/admin/routes/r1', body: { plugins: {} } },
  before: null,
  after: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.025 } } },
  effect: on,
  seen: 'fingerprint',
  validation: { ok: true },
};
const result: ChangeResult = {
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

const fetchMock = vi.fn<typeof fetch>();
beforeEach(() => vi.stubGlobal('fetch', fetchMock));
afterEach(() => {
  fetchMock.mockReset();
  vi.unstubAllGlobals();
});

const answer = (status: number, body: unknown) => Promise.resolve(Response.json(body, { status }));
const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: 'No',
  status,
  code,
  upstream: 'admin',
});

function show(detail: RouteDetail) {
  const client = new QueryClient();
  const page = (shown: RouteDetail) => (
    <NextIntlClientProvider locale="en" messages={{ common, plugins, problems }} now={new Date()} timeZone="UTC">
      <QueryClientProvider client={client}>
        <TooltipProvider>
          <PluginCard detail={shown} gatewayId="g" plugin="opentelemetry" />
        </TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>
  );
  const { rerender } = render(page(detail));
  return { update: (next: RouteDetail) => rerender(page(next)) };
}

async function wishForShare(percent: string) {
  const user = userEvent.setup();
  await user.click(screen.getByRole('switch'));
  const field = screen.getByRole('textbox', { name: 'Share of requests in percent' });
  await user.clear(field);
  await user.type(field, percent);
  return { user, field };
}

describe('what was typed is kept', () => {
  test.each([
    ['a gateway that cannot be reached', 502, 'upstream_unreachable'],
    ['a refused key', 502, 'upstream_unauthorized'],
    ['another writer', 409, 'conflict'],
  ])('after %s', async (_, status, code) => {
    fetchMock
      .mockImplementationOnce(() => answer(200, plan))
      .mockImplementationOnce(() => answer(status, problem(status, code)));
    show(detailWith(off));
    const { user, field } = await wishForShare('2.5');
    await user.click(screen.getByRole('button', { name: 'Preview change' }));
    await user.click(await screen.findByRole('button', { name: 'Apply to this route' }));
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect(field).toHaveValue('2.5');
    expect(screen.getByRole('switch')).toBeChecked();
  });

  test('when the gateway’s state changes meanwhile', async () => {
    const { update } = show(detailWith(off));
    const { field } = await wishForShare('2.5');
    update(detailWith({ ...on, sampling: { name: 'always_on' } }));
    expect(field).toHaveValue('2.5');
    expect(screen.getByText(/your values are kept/)).toBeInTheDocument();
  });
});

test('the form follows the gateway while nothing was typed', () => {
  const { update } = show(detailWith(off));
  expect(screen.getByRole('switch')).not.toBeChecked();
  update(detailWith(on));
  expect(screen.getByRole('switch')).toBeChecked();
  expect(screen.getByRole('radio', { name: 'Every request' })).toBeChecked();
});

test('nothing is written before the preview, and then what the preview showed', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan)).mockImplementationOnce(() => answer(200, result));
  show(detailWith(off));
  const { user } = await wishForShare('2.5');
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  const review = await screen.findByRole('region', { name: 'Change to be made' });
  expect(within(review).getByText(/The gateway accepts/)).toBeInTheDocument();
  expect(fetchMock).toHaveBeenCalledTimes(1);
  await user.click(within(review).getByRole('button', { name: 'Apply to this route' }));
  await waitFor(() => expect(fetchMock).toHaveBeenCalledTimes(2));
  const wish = { state: 'on', config: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.025 } } } };
  const [url, init] = fetchMock.mock.calls[1] ?? [];
  expect(url).toBe('/api/g/routes/r1/plugins/opentelemetry/apply');
  expect(JSON.parse(String(init?.body))).toEqual({ wish, seen: 'fingerprint' });
});

test('a changed value takes the preview of the former one away', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  show(detailWith(off));
  const { user, field } = await wishForShare('2.5');
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  await screen.findByRole('button', { name: 'Apply to this route' });
  await user.type(field, '5');
  expect(screen.queryByRole('button', { name: 'Apply to this route' })).not.toBeInTheDocument();
});

test.each(['', 'a', '101', '-1'])('a share of «%s» cannot be previewed', async (percent) => {
  show(detailWith(off));
  const user = userEvent.setup();
  await user.click(screen.getByRole('switch'));
  const field = screen.getByRole('textbox');
  await user.clear(field);
  if (percent) await user.type(field, percent);
  expect(field).toBeInvalid();
  expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
});

test.each([
  ['viewer_key', /only read/],
  ['managed', /adc manages this route/],
] as const)('a blocked write (%s) says why', (reason, words) => {
  show(detailWith(off, reason));
  expect(screen.getByText(words)).toBeInTheDocument();
  expect(screen.getByRole('switch')).toBeDisabled();
});
