import { QueryObserver } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apisixKeys } from '@/lib/apisix/queries';
import type { ChangeResult } from '@/lib/changes/dto';
import {
  answer,
  answerReads,
  detailWith,
  facts,
  fetchMock,
  forgetAnswers,
  loadParts,
  off,
  on,
  plan,
  preview,
  problem,
  push,
  reads,
  result,
  show,
  wishForShare,
} from './testing-card';

beforeAll(loadParts);
beforeEach(answerReads);
afterEach(forgetAnswers);

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

test('what was read back is shown at once, however long the rest of the page takes to be read again', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan)).mockImplementationOnce(() => answer(200, result));
  const { client } = show(detailWith(off));
  client.setQueryData(apisixKeys.route('g', 'r1'), detailWith(off));
  const list = { queryKey: apisixKeys.lists('g'), queryFn: () => new Promise<null>(() => {}), initialData: null };
  new QueryObserver(client, list).subscribe(() => {});
  const { user } = await wishForShare('2.5');
  await preview(user);
  await user.click(await screen.findByRole('button', { name: 'Apply to this route' }));
  expect((await screen.findAllByText(/Applied and confirmed/)).length).toBeGreaterThan(0);
  expect(client.getQueryData(apisixKeys.route('g', 'r1'))).toMatchObject({ opentelemetry: result.state });
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

test('a manager that is not known to write back is told, and the change can be applied', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  const detail = detailWith(off);
  show({ ...detail, summary: { ...detail.summary, managedBy: 'terraform' } });
  expect(screen.getByText(/terraform manages this route/)).toBeInTheDocument();
  const { user } = await wishForShare('2.5');
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  expect(await screen.findByRole('button', { name: 'Apply to this route' })).toBeInTheDocument();
});

test('a gateway in standalone mode: the change is given as text of apisix.yaml', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  show(detailWith(off, 'standalone'));
  expect(screen.getByText(/takes its routes from a file/)).toBeInTheDocument();
  const { user } = await wishForShare('2.5');
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  const review = await screen.findByRole('region', { name: 'Change to be made' });
  expect(within(review).queryByRole('button', { name: 'Apply to this route' })).not.toBeInTheDocument();
  expect(await within(review).findByText(/among the chart’s values in standalone mode/)).toBeInTheDocument();
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
