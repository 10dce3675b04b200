import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { enter, gatewayData, renderPart } from '@/components/instrumentation/testing';
import type { MetadataPlan, MetadataResult } from '@/lib/changes/dto';
import { MetadataCard } from './metadata-card';

const fetchMock = vi.fn<(url: string, init?: { body?: string }) => Promise<Response>>();
beforeEach(() => vi.stubGlobal('fetch', fetchMock));
afterEach(() => {
  fetchMock.mockReset();
  vi.unstubAllGlobals();
});

const before = gatewayData.metadata?.opentelemetry ?? null;
const plan: MetadataPlan = {
  plugin: 'opentelemetry',
  request: { method: 'PUT', path: '/apisix/admin/plugin_metadata/opentelemetry', body: {} },
  before,
  after: { ...before, trace_id_source: 'x-request-id' },
  seen: 's1',
  validation: { ok: true },
};
const result: MetadataResult = {
  changeId: 'c1',
  plugin: 'opentelemetry',
  before,
  after: plan.after,
  verified: true,
  nodes: [],
  at: 0,
};
const bodyOf = (call: number) => JSON.parse(fetchMock.mock.calls[call]?.[1]?.body ?? '{}');
const answer = (body: unknown, status = 200) => Promise.resolve(Response.json(body, { status }));
const address = () => screen.getByRole('textbox', { name: 'Collector address' });

test('an address past the agent is told, and the right form is a button away', async () => {
  const user = renderPart(<MetadataCard data={gatewayData} plugin="opentelemetry" />);
  expect(screen.getByText('http://otel:4318/v1/traces')).toBeVisible();
  await enter(user, address(), 'deepflow-agent.deepflow/api/v1/otel/trace');
  expect(screen.getByText(/agent would answer 404/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Use this address' }));
  expect(address()).toHaveValue('deepflow-agent.deepflow/api/v1/otel/trace?');
  expect(screen.queryByText(/agent would answer 404/)).not.toBeInTheDocument();
  expect(screen.getByText('http://deepflow-agent.deepflow/api/v1/otel/trace?/v1/traces')).toBeVisible();
});

test('a change goes from preview to what was read back, and its undo', async () => {
  const user = renderPart(<MetadataCard data={gatewayData} plugin="opentelemetry" />);
  const preview = screen.getByRole('button', { name: 'Preview change' });
  expect(preview).toBeDisabled();
  await user.click(screen.getByRole('radio', { name: 'X-Request-Id' }));
  fetchMock.mockReturnValueOnce(answer(plan));
  await user.click(preview);
  const review = await screen.findByRole('region', { name: 'Change to be made' });
  expect(within(review).getByText(/PUT/)).toBeVisible();
  // What was not changed is not sent: a hidden header keeps its value, and what others set stays.
  expect(bodyOf(0).wish).toEqual({ state: 'on', config: { trace_id_source: 'x-request-id' } });
  fetchMock.mockReturnValueOnce(answer(result));
  await user.click(within(review).getByRole('button', { name: 'Apply to the gateway' }));
  expect(await screen.findAllByText(/confirmed by reading back/)).not.toHaveLength(0);
  expect(bodyOf(1)).toMatchObject({ seen: 's1' });

  fetchMock.mockReturnValueOnce(answer({ id: 'c2', status: 'planned' }));
  fetchMock.mockReturnValueOnce(answer({ id: 'c2', status: 'done', reason: null, counts: { written: 1 } }));
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(await screen.findAllByText(/what was there before is back/)).not.toHaveLength(0);
  expect(fetchMock.mock.calls.slice(2).map(([url]) => url)).toEqual([
    '/api/g/changes/c1/undo',
    '/api/g/changes/c2/start',
  ]);
});

test('someone else’s change meanwhile is shown with the three versions, and mine goes on top of it', async () => {
  const user = renderPart(<MetadataCard data={gatewayData} plugin="opentelemetry" />);
  await enter(user, address(), 'other:4318');
  fetchMock.mockReturnValueOnce(answer(plan));
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  const versions = { seen: before, wished: plan.after, current: { ...before, set_ngx_var: true } };
  const conflict = { type: 'about:blank', title: 'No', status: 409, code: 'conflict', versions };
  fetchMock.mockReturnValueOnce(answer(conflict, 409));
  await user.click(await screen.findByRole('button', { name: 'Apply to the gateway' }));
  const view = await screen.findByRole('alert', { name: /Someone changed this/ });
  expect(within(view).getByText(/set_ngx_var/)).toBeInTheDocument();
  expect(address()).toHaveValue('other:4318');
  fetchMock.mockReturnValueOnce(answer(plan));
  await user.click(within(view).getByRole('button', { name: /Put mine on top/ }));
  expect(await screen.findByRole('region', { name: 'Change to be made' })).toBeVisible();
  expect(bodyOf(2).wish).toEqual({ state: 'on', config: { collector: { address: 'other:4318' } } });
});

test('theirs is taken, and the fields begin anew', async () => {
  const user = renderPart(<MetadataCard data={gatewayData} plugin="opentelemetry" />);
  await enter(user, address(), 'other:4318');
  fetchMock.mockReturnValueOnce(answer(plan));
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  fetchMock.mockReturnValueOnce(answer({ type: 'about:blank', title: 'No', status: 409, code: 'conflict' }, 409));
  await user.click(await screen.findByRole('button', { name: 'Apply to the gateway' }));
  await user.click(await screen.findByRole('button', { name: /Take theirs/ }));
  await waitFor(() => expect(address()).not.toHaveValue('other:4318'));
});

test('fields and text are in step: what one side holds the other begins with', async () => {
  fetchMock.mockImplementation((url) => answer(url.endsWith('/schema') ? { schema: null, metadata: null } : plan));
  const user = renderPart(<MetadataCard data={gatewayData} plugin="opentelemetry" />);
  await enter(user, address(), 'other:4318');
  await user.click(screen.getByRole('radio', { name: 'Code' }));
  const text = await screen.findByRole('textbox', { name: 'Metadata of opentelemetry' }, { timeout: 20_000 });
  expect(text).toHaveTextContent('other:4318');
  await user.click(screen.getByRole('radio', { name: 'Form' }));
  expect(address()).toHaveValue('other:4318');
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  await screen.findByRole('region', { name: 'Change to be made' });
  const sent = fetchMock.mock.calls.find(([url]) => url.endsWith('/plan'))?.[1]?.body ?? '{}';
  expect(JSON.parse(sent).wish).toEqual({ state: 'on', config: { collector: { address: 'other:4318' } } });
});

test('a hidden header under another name has to be typed anew', async () => {
  const user = renderPart(<MetadataCard data={gatewayData} plugin="opentelemetry" />);
  await user.type(screen.getByRole('textbox', { name: 'Name of header 1' }), '-2');
  expect(screen.getByText(/value is hidden, so enter it anew/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
});

test('with a viewer’s key a change is not applied, but given in the language of whoever may make it', async () => {
  const user = renderPart(
    <MetadataCard data={{ ...gatewayData, writeBlocked: 'viewer_key' }} plugin="opentelemetry" />,
  );
  expect(screen.getByText(/key may only read/)).toBeVisible();
  await user.click(screen.getByRole('radio', { name: 'X-Request-Id' }));
  fetchMock.mockReturnValueOnce(answer({ ...plan, validation: null }));
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  const review = await screen.findByRole('region', { name: 'Change to be made' });
  const script = await within(review).findByRole('region', { name: 'change.sh' });
  expect(script).toHaveTextContent('-X PUT "$APISIX_ADMIN_URL"\'/apisix/admin/plugin_metadata/opentelemetry\'');
  expect(script).toHaveTextContent('"trace_id_source":"x-request-id"');
  expect(within(review).queryByRole('button', { name: 'Apply to the gateway' })).not.toBeInTheDocument();
});

test('labels without which a metric cannot be read are not offered', async () => {
  const user = renderPart(<MetadataCard data={gatewayData} plugin="prometheus" />);
  expect(screen.getByRole('checkbox', { name: /^code/ })).toBeDisabled();
  for (const box of screen.getAllByRole('checkbox', { name: /^type/ })) expect(box).toBeDisabled();
  const [node] = screen.getAllByRole('checkbox', { name: 'node' });
  if (node) await user.click(node);
  fetchMock.mockReturnValueOnce(answer({ ...plan, plugin: 'prometheus' }));
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  expect(bodyOf(0).wish.config).toEqual({ disabled_labels: { http_status: ['node'] } });
});
