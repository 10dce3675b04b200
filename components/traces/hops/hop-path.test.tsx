import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpanWords } from '@/components/traces/span/test-words';
import { renderScreen } from '@/components/traces/test-screen';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import { openedOf, recordedSpans } from '@/test/opened-trace';
import { HopPath } from './hop-path';

beforeEach(() => vi.stubGlobal('fetch', async () => Response.json({}, { status: 404 })));
afterEach(() => vi.unstubAllGlobals());

function show(scenario: string, selectedId?: string) {
  const opened = openedOf(recordedSpans(scenario));
  const onSelect = vi.fn<(index: number) => void>();
  const selected = selectedId === undefined ? -1 : opened.tables.ids.indexOf(selectedId);
  renderScreen(
    <SpanWords>
      <HopPath gatewayId="prod" onSelect={onSelect} opened={opened} selected={selected} />
    </SpanWords>,
  );
  const list = within(screen.getByRole('region', { name: 'Way of this request, point by point' })).getByRole('list');
  return { opened, onSelect, list };
}

test('every point is an item: observed ones are buttons, the others say that they were not observed', () => {
  const { list } = show('ebpf_one_upstream');
  const items = within(list).getAllByRole('listitem');
  expect(items).toHaveLength(10);
  expect(items[0]).toHaveTextContent('clientnot observed');
  expect(within(list).getAllByRole('button')).toHaveLength(9);
});

test('the ways between points are said in full for those who do not see the arrows', () => {
  const { list } = show('ebpf_one_upstream');
  expect(list).toHaveTextContent('To gateway: request 87 µs, answer 97 µs');
  expect(list).toHaveTextContent('To gateway out: request 1 ms, answer 430 µs');
});

test('a point selects its span, by keyboard too', async () => {
  const { opened, onSelect } = show('ebpf_one_upstream');
  const gateway = screen.getByRole('button', { name: /^gateway, ?4.61 ms, ?apisix-7c9d8f6b5-x2x7k$/ });
  gateway.focus();
  await userEvent.keyboard('{Enter}');
  expect(onSelect).toHaveBeenCalledWith(opened.tables.ids.indexOf('in.s-p'));
});

test('whose the time was, in words and shares', () => {
  show('ebpf_one_upstream');
  expect(screen.getByText(/gateway itself 1.43 ms/)).toHaveTextContent('(28.5 %)');
  expect(screen.getByText(/orders 2.3 ms/)).toHaveTextContent('(45.9 %)');
});

test('nothing was sent, and that is said instead of empty points', () => {
  const { list } = show('gateway_404');
  expect(screen.getByText('The gateway answered this itself: nothing was sent to an upstream.')).toBeVisible();
  expect(list).not.toHaveTextContent('upstream NIC');
});

test('several tries can be switched between', async () => {
  const { opened, onSelect } = show('retry_on_500_otel');
  const tries = screen.getByRole('combobox', { name: 'Requests that were made for this one' });
  expect(tries).toHaveDisplayValue(/2\/2 · 200/);
  await userEvent.selectOptions(tries, screen.getByRole('option', { name: /1\/2 · 500/ }));
  expect(onSelect).toHaveBeenCalledWith(opened.tables.ids.indexOf('try1.c-p'));
});

test('the way of another process leads back to the gateway’s', async () => {
  const { opened, onSelect } = show('clock_skew_30ms_ebpf', 'l2.c');
  expect(screen.getByRole('heading', { name: 'Way through orders' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Show the gateway’s' }));
  expect(onSelect).toHaveBeenCalledWith(opened.tables.ids.indexOf('in.s-p'));
});

test('what TCP had to do on either way, and a connection of which nothing was reported', async () => {
  vi.stubGlobal('fetch', async (url: string) => {
    const ids = new URL(String(url), 'http://x').searchParams.getAll('id');
    if (ids.length === 0) return Response.json({}, { status: 404 });
    const none = { client: 0, server: 0 };
    const facts = { rttUs: 120, synRetransmissions: 0, zeroWindows: none };
    return Response.json([{ ...facts, flowId: '500', retransmissions: { client: 1, server: 1 } }]);
  });
  const opened = openedOf(recordedSpans('ebpf_one_upstream'));
  const inside = opened.tables.ids.indexOf('in.s');
  const engine = { span: async (index: number) => ({ flowId: index === inside ? '500' : '600' }) };
  renderScreen(
    <SpanWords>
      <HopPath
        engine={engine as unknown as TraceEngine}
        gatewayId="prod"
        onSelect={() => undefined}
        opened={opened}
        selected={-1}
      />
    </SpanWords>,
  );
  const list = await screen.findByRole('list', { name: 'TCP connections' });
  expect(list).toHaveTextContent('TCP in: RTT 120 µs · 2 retransmissions');
  expect(list).toHaveTextContent('TCP out: not reported');
});
