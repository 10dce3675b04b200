import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { Call, CallDetail } from '@/lib/deepflow/dto';
import { RouteLogs } from './route-logs';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }), useSearchParams: () => new URLSearchParams() }));

function call(id: string, path: string): Call {
  return {
    id,
    startUs: Date.UTC(2026, 0, 1) * 1000,
    durationUs: 1000,
    method: 'GET',
    host: 'shop.example.com',
    path,
    status: 200,
    outcome: 'ok',
    requestBytes: 1,
    responseBytes: 2,
    client: 'c',
    server: 's',
    traceId: 'cafe',
    kinds: [],
    source: 'ebpf',
    attribution: { kind: 'exact' },
  };
}

const calls = [call('1', '/a'), call('2', '/b')];

const asked: string[] = [];

beforeEach(() => {
  stubLayout();
  asked.length = 0;
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const one = calls.find(({ id }) => path === `/api/prod/calls/${id}`);
    if (!one) return Response.json({ calls, cursor: null, source: 'ebpf', otherRoutes: 0, notices: [] });
    const detail: CallDetail = {
      call: one,
      groups: [
        { name: 'request', fields: [{ name: 'request_resource', value: `${one.path}?whole` }] },
        { name: 'server', fields: [{ name: 'pod_1', value: 'apisix-7c9' }] },
      ],
    };
    return Response.json(detail);
  });
});
afterEach(() => vi.unstubAllGlobals());

test('the details follow the selection, which the address keeps, and Esc closes them', async () => {
  const { url } = renderScreen(<RouteLogs gatewayId="prod" routeId="r" />);
  (await screen.findByRole('grid')).focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(await screen.findByText('/a?whole')).toBeVisible();
  await userEvent.keyboard('{ArrowDown}');
  expect(await screen.findByText('/b?whole')).toBeVisible();
  expect(url.search).toBe('?call=2');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('complementary')).not.toBeInTheDocument());
  expect(url.search).toBe('');
});

test('a linked call shows its fields, which can be searched, and leads to its trace', async () => {
  renderScreen(<RouteLogs gatewayId="prod" routeId="r" />, '?call=2');
  const pane = screen.getByRole('complementary', { name: 'Details of the call' });
  expect(within(pane).getByRole('link', { name: 'Open trace' })).toHaveAttribute('href', '/prod/traces/2?route=r');
  await userEvent.type(await within(pane).findByRole('searchbox', { name: 'Find a field' }), 'apisix');
  expect(within(pane).getByText('pod_1')).toBeVisible();
  expect(within(pane).queryByText('request_resource')).not.toBeInTheDocument();
});

test('columns are chosen in the address', async () => {
  renderScreen(<RouteLogs gatewayId="prod" routeId="r" />, '?columns=trace');
  await screen.findByRole('grid');
  expect(screen.getAllByRole('columnheader').map((head) => head.textContent)).toEqual([
    'Time (UTC)',
    'Path',
    'Trace id',
  ]);
});

test('what was selected on the traces tab narrows the log, is named, and can be taken away', async () => {
  const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 1)];
  const [t0, t1] = [from + 600_000, from + 1_200_000];
  const { url } = renderScreen(
    <RouteLogs gatewayId="prod" routeId="r" />,
    `?from=${from}&to=${to}&sel=${t0},${t1},100000,2000000`,
  );
  const chip = await screen.findByRole('button', {
    name: 'Remove the filter: Selected in the picture 00:10:00 – 00:20:00 · 100 ms – 2 s',
  });
  await waitFor(() => expect(asked.some((path) => path.includes(`from=${t0}&to=${t1}`))).toBe(true));
  await userEvent.click(chip);
  await waitFor(() => expect(url.search).not.toContain('sel='));
  await waitFor(() => expect(asked.at(-1)).toContain(`from=${from}&to=${to}`));
});
