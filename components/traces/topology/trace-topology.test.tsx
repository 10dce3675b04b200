import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { SpanWords } from '@/components/traces/span/test-words';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { Span } from '@/lib/deepflow/dto';
import { openedOf, recordedSpans } from '@/test/opened-trace';
import { TraceTopology } from './trace-topology';

function show(spans: Span[]) {
  stubLayout();
  const opened = openedOf(spans);
  const onSelect = vi.fn<(index: number) => void>();
  renderScreen(
    <SpanWords>
      <TraceTopology colours={new Map()} onSelect={onSelect} opened={opened} selected={-1} />
    </SpanWords>,
  );
  return { opened, onSelect };
}

test('the graph is a table as well, and a row leads to the first call’s span', async () => {
  const { opened, onSelect } = show(recordedSpans('retry_on_500'));
  await userEvent.click(screen.getByText('As a table (2 connections)'));
  const row = screen.getByRole('row', { name: /^apisix-gateway orders/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['apisix-gateway', 'orders', '2', '1', '3.3 ms', '3.3 ms']);
  await userEvent.click(within(row).getByRole('button', { name: 'orders' }));
  expect(onSelect).toHaveBeenCalledWith(opened.tables.ids.indexOf('try1.s-p'));
});

test('nodes and the words on edges are buttons', async () => {
  const { opened, onSelect } = show(recordedSpans('retry_on_500'));
  expect(await screen.findByRole('button', { name: /^Client/, hidden: true })).toBeDisabled();
  // d3's zoom wants mouse events of a real window; the button is the same for the keyboard.
  screen.getByRole('button', { name: /^orders.*3.3 ms itself/, hidden: true }).focus();
  await userEvent.keyboard('{Enter}');
  expect(onSelect).toHaveBeenCalledWith(opened.tables.ids.indexOf('try1.s-p'));
});

test('a trace without processes says that there is nothing to draw', () => {
  show(recordedSpans('ebpf_one_upstream').filter(({ point }) => point === 'c-nd' || point === 's-nd'));
  expect(screen.getByRole('heading', { name: 'Nothing to draw' })).toBeVisible();
});
