import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
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
const copy: PluginCopy = {
  place: 'route',
  id: 'r1',
  name: 'cart',
  config: { sampler: { name: 'always_on' } },
  disabled: false,
  filtered: false,
};
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

/** What a click loads is there before it: how long that takes is not what is tested. */
beforeAll(() => Promise.all([import('@/components/changes/dialect-choice'), import('@/lib/apisix/variables-list')]));

vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));
const push = vi.fn();

/** Answers of the API of changes; what the card reads beside it is answered by its address. */
const fetchMock = vi.fn<typeof fetch>();
const reads: Record<string, unknown> = {};
beforeEach(() => {
  Object.assign(reads, { facts: facts, schema: { plugin: 'opentelemetry', schema: null } });
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    if (url.endsWith('/plugins/opentelemetry')) return answer(200, reads.facts);
    if (url.endsWith('/schema')) return answer(200, reads.schema);
    return fetchMock(url, init);
  });
});
afterEach(() => {
  fetchMock.mockReset();
  push.mockReset();
  vi.unstubAllGlobals();
});

const facts: PluginFacts = {
  plugin: 'opentelemetry',
  loaded: true,
  metadata: 'present',
  collectorAddress: '127.0.0.1:4318',
  labels: null,
};

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
    expect((await screen.findAllByRole('alert')).length).toBeGreaterThan(0);
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
  const field = screen.getByRole('textbox', { name: 'Share of requests in percent' });
  await user.clear(field);
  if (percent) await user.type(field, percent);
  expect(field).toBeInvalid();
  expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
});

test.each([
  ['viewer_key', /only read/],
  ['managed', /adc manages this route/],
] as const)('a blocked write (%s) says why, and is previewed for whoever may make it', async (reason, words) => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  show(detailWith(off, reason));
  expect(screen.getByText(words)).toBeInTheDocument();
  const { user } = await wishForShare('2.5');
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  const review = await screen.findByRole('region', { name: 'Change to be made' });
  expect(within(review).queryByRole('button', { name: 'Apply to this route' })).not.toBeInTheDocument();
  expect(await within(review).findByText(/curl/, { selector: 'label' })).toBeInTheDocument();
  expect(within(review).getByText(/APISIX_ADMIN_KEY/, { selector: 'li' })).toBeInTheDocument();
});

const wishOf = (call: number) => JSON.parse(String(fetchMock.mock.calls[call]?.[1]?.body)).wish;
const preview = async (user: ReturnType<typeof userEvent.setup>) =>
  user.click(screen.getByRole('button', { name: 'Preview change' }));

describe('what somebody else wrote', () => {
  const odd: PluginCopy = {
    ...copy,
    config: {
      sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } },
      additional_attributes: ['deepflow=demo'],
      extra_labels: [{ a: '$b' }],
    },
  };
  const state: PluginState = {
    ...on,
    copies: [odd],
    inForce: [odd],
    sampling: { name: 'trace_id_ratio', fraction: 1.5 },
  };

  test('is shown with the reason why it makes no sense, and stays while another field is changed', async () => {
    fetchMock.mockImplementationOnce(() => answer(200, plan));
    show(detailWith(state));
    expect(screen.getByRole('textbox', { name: 'Share of requests in percent' })).toHaveValue('150');
    expect(screen.getByText(/gateway has this value though it makes no sense/)).toBeInTheDocument();
    expect(screen.getByText(/“key=value” adds nothing to a span; give/)).toBeInTheDocument();
    expect(screen.getByText(/extra labels belong to plugin_attr/)).toBeInTheDocument();
    const user = userEvent.setup();
    await user.type(screen.getByRole('textbox', { name: 'Add a header' }), 'x-shop-*{Enter}');
    await preview(user);
    expect(wishOf(0)).toEqual({ state: 'on', config: { additional_header_prefix_attributes: ['x-shop-*'] } });
  });

  test('cannot be written anew', async () => {
    show(detailWith(state));
    const user = userEvent.setup();
    const field = screen.getByRole('textbox', { name: 'Share of requests in percent' });
    await user.clear(field);
    await user.type(field, '160');
    expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
  });
});

test('the slider and the field go in step, by steps that are even to the eye', async () => {
  show(detailWith(off));
  const { user, field } = await wishForShare('0.05');
  const slider = screen.getByRole('slider', { name: 'Share of requests' });
  expect(slider).toHaveAttribute('aria-valuetext', '0.05 %');
  await user.type(field, '{ArrowUp}');
  expect(field).toHaveValue('0.1');
  fireEvent.change(slider, { target: { value: slider.getAttribute('max') } });
  expect(field).toHaveValue('100');
});

test('attributes are found by what they say, chosen and removed by keyboard, and a pair is refused', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  show(detailWith(on));
  const user = userEvent.setup();
  const box = screen.getByRole('combobox', { name: 'Add a variable' });
  await user.type(box, 'node tried');
  await screen.findByRole('option', { name: /upstream_addr/ });
  await user.keyboard('{ArrowDown}{Enter}');
  await user.type(box, 'deepflow=demo{Enter}');
  expect(screen.getByRole('alert')).toHaveTextContent(/adds nothing to a span/);
  expect(box).toBeInvalid();
  await user.clear(box);
  await user.type(box, 'my_own{Enter}');
  const chosen = screen.getByRole('list', { name: 'Chosen variables' });
  expect(within(chosen).getAllByRole('listitem')).toHaveLength(2);
  within(chosen).getByRole('button', { name: 'Take out upstream_addr' }).focus();
  await user.keyboard('{Delete}');
  expect(within(chosen).getAllByRole('listitem')).toHaveLength(1);
  await preview(user);
  expect(wishOf(0)).toEqual({ state: 'on', config: { additional_attributes: ['my_own'] } });
});

test('a filter that does not compile is refused, and one that does is sent alone', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  show(detailWith(on));
  const user = userEvent.setup();
  await user.click(screen.getByText(/priority and filter/));
  const filter = screen.getByRole('textbox', { name: /Only for some requests/ });
  fireEvent.change(filter, { target: { value: '["arg_debug", "==", "1"]' } });
  expect(filter).toBeInvalid();
  expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
  fireEvent.change(filter, { target: { value: '[["arg_debug", "==", "1"]]' } });
  await preview(user);
  expect(wishOf(0)).toEqual({ state: 'on', config: { _meta: { filter: [['arg_debug', '==', '1']] } } });
});

describe('a change that somebody overtook', () => {
  const versions = {
    seen: null,
    current: { sampler: { name: 'always_off' } },
    wished: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.025 } } },
  };
  async function overtaken() {
    fetchMock
      .mockImplementationOnce(() => answer(200, plan))
      .mockImplementationOnce(() => answer(409, { ...problem(409, 'conflict'), versions }));
    show(detailWith(off));
    const { user, field } = await wishForShare('2.5');
    await preview(user);
    await user.click(await screen.findByRole('button', { name: 'Apply to this route' }));
    const view = await screen.findByRole('alert', { name: /Someone changed this/ });
    return { user, field, view };
  }

  test('shows the three versions', async () => {
    const { view } = await overtaken();
    expect(within(view).getByText(/always_off/)).toBeInTheDocument();
    expect(within(view).getByText(/0.025/)).toBeInTheDocument();
    expect(within(view).getByText(/What was there/)).toBeInTheDocument();
  });

  test('is put on top by a new preview', async () => {
    const { user, view } = await overtaken();
    fetchMock.mockImplementationOnce(() => answer(200, plan));
    await user.click(within(view).getByRole('button', { name: /Put mine on top/ }));
    expect(await screen.findByRole('region', { name: 'Change to be made' })).toBeInTheDocument();
  });

  test('is given up for theirs', async () => {
    const { user, view } = await overtaken();
    await user.click(within(view).getByRole('button', { name: /Take theirs/ }));
    expect(screen.getByRole('switch')).not.toBeChecked();
    expect(view).not.toBeInTheDocument();
  });

  test('is kept for more editing', async () => {
    const { user, field, view } = await overtaken();
    await user.click(within(view).getByRole('button', { name: 'Back to editing' }));
    expect(field).toHaveValue('2.5');
    expect(view).not.toBeInTheDocument();
  });
});

test('a change for a time says when it is restored, and its record can be undone', async () => {
  const recorded: ChangeResult = {
    ...result,
    changeId: 'c1',
    nodes: [
      { address: 'http://10.0.0.1:9090', status: 'same', problem: null },
      { address: 'http://10.0.0.2:9090', status: 'different', problem: null },
    ],
  };
  fetchMock
    .mockImplementationOnce(() => answer(200, plan))
    .mockImplementationOnce(() => answer(200, recorded))
    .mockImplementationOnce(() => answer(200, { id: 'c2' }));
  show(detailWith(off));
  const { user } = await wishForShare('2.5');
  await preview(user);
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Holds' }), 'for 15 minutes');
  expect(screen.getByText(/is restored/)).toBeInTheDocument();
  const before = Date.now();
  await user.click(screen.getByRole('button', { name: 'Apply to this route' }));
  const nodes = await screen.findByRole('list', { name: 'What the nodes run' });
  expect(within(nodes).getByText(/another configuration still/)).toBeInTheDocument();
  const { revertAt } = JSON.parse(String(fetchMock.mock.calls[1]?.[1]?.body));
  expect(revertAt - before).toBeGreaterThanOrEqual(900_000);
  expect(screen.getByRole('link', { name: 'Record of this change' })).toHaveAttribute('href', '/g/changes/c1');
  await user.click(screen.getByRole('button', { name: 'Undo…' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/g/changes/c2'));
});

test('an address that deepflow-agent would refuse is told, with the right one', async () => {
  reads.facts = { ...facts, collectorAddress: 'agent.deepflow/api/v1/otel/trace' };
  show(detailWith(on));
  expect(await screen.findByText(/must end in “\?”/)).toBeInTheDocument();
  expect(screen.getByText('agent.deepflow/api/v1/otel/trace?')).toBeInTheDocument();
});

test('a gateway without the plugin and its metadata says how to mend it', async () => {
  reads.facts = { ...facts, loaded: false, metadata: 'absent', collectorAddress: null };
  show(detailWith(on));
  expect(await screen.findByText(/must be added to the plugins list/)).toBeInTheDocument();
  expect(screen.getByText(/until a collector is set there/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Instrumentation of the gateway' })).toHaveAttribute(
    'href',
    '/g/instrumentation',
  );
});
