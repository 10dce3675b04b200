import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Trace, TraceNotice } from '@/lib/deepflow/dto';
import { renderScreen, stubLayout } from './test-screen';
import { testSpan } from './test-spans';
import { TraceView } from './trace-view';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams('from=now-3h') }));

const startUs = 1_700_000_000_000_000;

function trace(notices: TraceNotice[] = []): Trace {
  const span = (id: string, parentId: string | null, over = {}) => testSpan({ id, parentId, startUs, ...over });
  return {
    callId: '77',
    startUs,
    endUs: startUs + 90_000,
    spans: [
      span('nic', null, { kind: 'N', point: 's-nd', service: null, serviceId: null, instance: 'node-1' }),
      span('gateway', 'nic', { kind: 'S', name: 'GET /orders/7', service: 'gateway', serviceId: 'g' }),
      span('shop', 'gateway', {
        name: 'orders',
        routeId: '12',
        attributes: [{ name: 'http.target', value: '/orders/7' }],
      }),
      span('cart', 'shop', { name: 'cart', outcome: 'server_error', status: 500 }),
      span('log', 'gateway', { name: 'log' }),
    ],
    services: [
      { id: 'g', name: 'gateway', selfUs: 25_000 },
      { id: 'webshop', name: 'webshop', selfUs: 75_000 },
    ],
    notices,
  };
}

beforeEach(() => {
  stubLayout();
  vi.stubGlobal('fetch', async () => Response.json({}, { status: 404 }));
});
afterEach(() => vi.unstubAllGlobals());

function show(search = '', notices: TraceNotice[] = []) {
  return renderScreen(<TraceView gatewayId="prod" routeId="12" trace={trace(notices)} />, search);
}

const spanRows = () => within(screen.getByRole('treegrid')).getAllByRole('row').slice(1);
const shownRows = () => spanRows().map((row) => `${row.getAttribute('aria-level')} ${row.textContent}`);

test('the tree has every span at its level', () => {
  show();
  expect(spanRows().map((row) => row.getAttribute('aria-level'))).toEqual(['1', '2', '3', '4', '3']);
  expect(shownRows()[0]).toContain('node-1server’s node');
});

test('arrows walk, fold and unfold; Enter opens the details and puts the span into the address', async () => {
  const { url } = show();
  screen.getByRole('treegrid').focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowLeft}');
  expect(spanRows()).toHaveLength(2);
  expect(spanRows()[1]).toHaveAttribute('aria-expanded', 'false');
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}');
  expect(await screen.findByRole('complementary', { name: 'Details of the span' })).toHaveTextContent('/orders/7');
  await waitFor(() => expect(url.search).toBe('?span=shop'));
  await userEvent.keyboard('{ArrowDown}');
  await waitFor(() => expect(url.search).toBe('?span=cart'));
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(url.search).toBe(''));
});

test('a linked span is open, selected, and leads to its route with the same range', () => {
  show('?span=shop');
  const pane = screen.getByRole('complementary', { name: 'Details of the span' });
  expect(within(pane).getByRole('link', { name: '12' })).toHaveAttribute('href', '/prod/routes/12?from=now-3h');
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('orders');
});

test('a span in the address that the trace does not have opens nothing', () => {
  show('?span=gone');
  expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
});

test('hiding a kind keeps what is below it, and the address says what is hidden', async () => {
  const { url } = show();
  await userEvent.click(screen.getByRole('button', { name: /System/ }));
  await waitFor(() => expect(url.search).toBe('?kinds=AN'));
  expect(spanRows().map((row) => row.getAttribute('aria-level'))).toEqual(['1', '2', '3', '2']);
});

test('errors alone, and a way back when nothing is left', async () => {
  show('?kinds=N&errors=true');
  expect(screen.getByRole('heading', { name: 'All spans are hidden by the filters' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Show all spans' }));
  await waitFor(() => expect(spanRows()).toHaveLength(5));
  await userEvent.click(screen.getByRole('checkbox', { name: 'Errors only' }));
  await waitFor(() => expect(spanRows()).toHaveLength(1));
  expect(within(spanRows()[0] as HTMLElement).getByRole('img', { name: 'Server error (5xx)' })).toBeInTheDocument();
});

test('search counts its matches, and Enter goes from one to the next, opening what hides it', async () => {
  show('?q=500');
  expect(screen.getByText('1 match')).toBeVisible();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Open levels' }), '2 levels');
  expect(spanRows().map((row) => row.getAttribute('aria-level'))).toEqual(['1', '2']);
  screen.getByRole('searchbox', { name: 'Find in names, ids and attributes' }).focus();
  await userEvent.keyboard('{Enter}');
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('cart');
  expect(screen.getByText('1 of 1')).toBeVisible();
});

test('services stand by the share of the time they spent themselves', () => {
  show();
  const [first, second] = within(screen.getByRole('list', { name: /Share of the time/ })).getAllByRole('listitem');
  expect(first).toHaveTextContent('webshop75 %');
  expect(second).toHaveTextContent('gateway25 %');
});

test('what is missing or was moved is said in words', () => {
  show('', [
    { kind: 'partial', detail: 'querier down' },
    { kind: 'cut', shown: 5, found: null },
    { kind: 'clock_corrected', hosts: 2 },
  ]);
  const note = screen.getByRole('note');
  expect(note).toHaveTextContent('A query behind this trace failed, so something may be missing: querier down');
  expect(note).toHaveTextContent('A row limit cut this trace: 5 spans are shown, and there are more.');
  expect(note).toHaveTextContent('The clocks of 2 hosts seem to differ');
});
