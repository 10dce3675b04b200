import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useQueryState } from 'nuqs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useListedShortcuts } from '@/components/shell/page-shortcuts';
import type { Span, TraceNotice } from '@/lib/deepflow/dto';
import { LocalTraceEngine } from '@/lib/telemetry/trace/local-engine';
import { renderScreen, stubLayout } from './test-screen';
import { testSpan } from './test-spans';
import type { FoldStep } from './timeline/folding';
import { traceParams } from './trace-params';
import { TraceView } from './trace-view';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams('from=now-3h') }));
vi.mock('./span/span-details', () => ({
  SpanDetails: ({ index, onClose }: { index: number; onClose: () => void }) => (
    <aside aria-label="Details">
      {index}{' '}
      <button onClick={onClose} type="button">
        Close
      </button>
    </aside>
  ),
}));

const startUs = 1_700_000_000_000_000;

const span = (id: string, parentId: string | null, over: Partial<Span> = {}) =>
  testSpan({ id, parentId, startUs, endUs: startUs + 1000, ...over });
const shopSpans = [
  span('nic', null, {
    kind: 'N',
    point: 's-nd',
    service: null,
    serviceId: null,
    instance: 'node-1',
    endUs: startUs + 90_000,
  }),
  span('gateway', 'nic', {
    kind: 'S',
    name: 'GET /orders/7',
    service: 'gateway',
    serviceId: 'g',
    endUs: startUs + 90_000,
  }),
  span('shop', 'gateway', { name: 'orders', routeId: '12', endUs: startUs + 50_000 }),
  span('cart', 'shop', {
    name: 'cart',
    outcome: 'server_error',
    status: 500,
    attributes: [{ name: 'db', value: 'Cart!' }],
  }),
  span('log', 'gateway', { name: 'log', startUs: startUs + 60_000, endUs: startUs + 61_000 }),
];

beforeEach(() => {
  stubLayout();
  vi.stubGlobal('fetch', async () => Response.json({}, { status: 404 }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function show(search = '', spans: readonly Span[] = shopSpans, notices: TraceNotice[] = []) {
  const engine = new LocalTraceEngine();
  vi.stubGlobal('fetch', async (url: string) =>
    url === '/trace'
      ? Response.json({ callId: '77', startUs: 0, endUs: 0, spans, services: [], notices })
      : Response.json({}, { status: 404 }),
  );
  const opened = await engine.open({ kind: 'url', url: '/trace' });
  return {
    ...renderScreen(<TraceView engine={engine} gatewayId="prod" opened={opened} routeId="12" />, search),
    opened,
    engine,
  };
}

const tree = () => screen.getByRole('treegrid');
const spanRows = () => within(tree()).getAllByRole('row').slice(1);
const levels = () => spanRows().map((row) => row.getAttribute('aria-level'));

test('the tree is one stop of the Tab key, has every span at its level, and says how many rows there are', async () => {
  await show();
  expect(levels()).toEqual(['1', '2', '3', '4', '3']);
  expect(tree()).toHaveAttribute('aria-rowcount', '6');
  expect(spanRows()[0]).toHaveAttribute('aria-rowindex', '2');
  expect(spanRows()[0]).toHaveTextContent('Network node-1server node');
  expect(
    within(tree())
      .getAllByRole('columnheader')
      .map((cell) => cell.textContent),
  ).toEqual(['Service and operation', 'Time', 'Duration', 'Self']);
  for (const stop of tree().querySelectorAll('button, a, input')) expect(stop).toHaveAttribute('tabindex', '-1');
});

test('arrows walk, fold and unfold; Enter opens the details and puts the span into the address', async () => {
  const { url } = await show();
  tree().focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowLeft}');
  expect(spanRows()).toHaveLength(2);
  expect(spanRows()[1]).toHaveAttribute('aria-expanded', 'false');
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}');
  expect(await screen.findByRole('complementary', { name: 'Details' })).toHaveTextContent('2');
  await waitFor(() => expect(url.search).toBe('?span=shop'));
  await userEvent.keyboard('{ArrowDown}');
  await waitFor(() => expect(url.search).toBe('?span=cart'));
  expect(tree().getAttribute('aria-activedescendant')).toBe(screen.getByRole('row', { selected: true }).id);
});

test('a linked span is open and selected; one that the trace does not have opens nothing', async () => {
  const { unmount } = await show('?span=shop');
  expect(screen.getByRole('complementary', { name: 'Details' })).toBeInTheDocument();
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('orders');
  unmount();
  await show('?span=gone');
  expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
});

test('hiding a kind keeps what is below it, and the address says what is hidden', async () => {
  const { url } = await show();
  await userEvent.click(screen.getByRole('button', { name: /System/ }));
  await waitFor(() => expect(url.search).toBe('?kinds=AN'));
  expect(levels()).toEqual(['1', '2', '3', '2']);
});

test('errors alone keep what is above them; when nothing is left there is a way back', async () => {
  const { url } = await show('?kinds=N&errors=true');
  expect(screen.getByRole('heading', { name: 'No span passes the filters' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Show all spans' }));
  await waitFor(() => expect(spanRows()).toHaveLength(5));
  await userEvent.keyboard('e');
  await waitFor(() => expect(url.search).toBe('?errors=true'));
  expect(levels()).toEqual(['1', '2', '3', '4']);
  expect(within(spanRows()[3] as HTMLElement).getByRole('img', { name: 'Server error (5xx)' })).toBeInTheDocument();
  expect(screen.getByRole('checkbox', { name: 'Errors only' })).toBeChecked();
});

test('search counts its matches, goes from one to the next, opens what hides it, and can leave matches alone', async () => {
  const { url } = await show('?q=cart!');
  expect(await screen.findByText('1 match')).toBeVisible();
  await userEvent.keyboard('[[[[');
  expect(levels()).toEqual(['1', '2']);
  await userEvent.keyboard('/{Enter}');
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('cart');
  expect(screen.getByText('1 of 1')).toBeVisible();
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard('m');
  await waitFor(() => expect(levels()).toEqual(['1', '2', '3', '4']));
  expect(url.search).toContain('matches=true');
});

test('what is typed is looked for, and the address keeps it', async () => {
  const { url } = await show();
  await userEvent.type(screen.getByRole('searchbox'), 'orders');
  expect(await screen.findByText('2 matches')).toBeVisible();
  expect(url.search).toBe('?q=orders');
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('orders');
  expect(screen.getByText('2 of 2')).toBeVisible();
});

test('a service’s spans can be folded and hidden', async () => {
  HTMLElement.prototype.hidePopover ??= () => undefined;
  const { url } = await show();
  const list = screen.getByRole('list', { name: /Share of the time/ });
  const chip = within(list).getByTitle(/^webshop: 3 spans, 1 error/);
  const menu = document.getElementById(chip.getAttribute('popovertarget') ?? '') as HTMLElement;
  const open = () => fireEvent(menu, Object.assign(new Event('beforetoggle'), { newState: 'open' }));
  open();
  await userEvent.click(within(menu).getByText('Fold its spans'));
  expect(levels()).toEqual(['1', '2', '3', '3']);
  await userEvent.click(within(menu).getByText('Hide its spans'));
  await waitFor(() => expect(levels()).toEqual(['1', '2']));
  expect(url.search).toBe('?fold=s.webshop&hide=webshop');
});

test('what is folded goes into the address, a link brings it back, and opening it again leaves nothing there', async () => {
  const { url, unmount } = await show();
  act(() => tree().focus());
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowLeft}');
  expect(levels()).toEqual(['1', '2', '3', '3']);
  await waitFor(() => expect(url.search).toBe('?fold=c.shop'));
  unmount();
  const linked = await show('?fold=c.shop');
  expect(levels()).toEqual(['1', '2', '3', '3']);
  act(() => tree().focus());
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}');
  await waitFor(() => expect(linked.url.search).toBe(''));
  expect(levels()).toEqual(['1', '2', '3', '4', '3']);
});

test('a link folds to a level but for its exceptions, and names in it that the trace does not have do nothing', async () => {
  await show('?fold=l2,u.gateway,c.gone,s.nobody');
  expect(levels()).toEqual(['1', '2', '3', '3']);
  expect(screen.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '5');
});

test('an address that changes, as going back does, folds as it says', async () => {
  const view = await show('?fold=c.gateway');
  expect(levels()).toEqual(['1', '2']);
  let goTo: (steps: FoldStep[] | null) => void = () => undefined;
  function Address() {
    [, goTo] = useQueryState('fold', traceParams.fold);
    return null;
  }
  view.show(
    <>
      <Address />
      <TraceView engine={view.engine} gatewayId="prod" opened={view.opened} routeId="12" />
    </>,
  );
  await act(async () => goTo([{ kind: 'span', id: 'shop', isFolded: true }]));
  await waitFor(() => expect(levels()).toEqual(['1', '2', '3', '3']));
  await act(async () => goTo(null));
  await waitFor(() => expect(levels()).toEqual(['1', '2', '3', '4', '3']));
});

test('zoom goes into the address, and 0 shows the whole trace again', async () => {
  const { url } = await show();
  await userEvent.keyboard('+');
  await waitFor(() => expect(url.search).toBe('?zoom=13500-76500'));
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  await waitFor(() => expect(url.search).toBe('?zoom=26100-89100'));
  await userEvent.keyboard('0');
  await waitFor(() => expect(url.search).toBe(''));
});

test('what is drawn above the tree is kept in the address', async () => {
  const { url, container } = await show();
  expect(container.querySelector('[data-slot=flame-graph]')).toHaveAttribute('aria-hidden', 'true');
  await userEvent.keyboard('f');
  await waitFor(() => expect(url.search).toBe('?upper=none'));
  expect(container.querySelector('[data-slot=flame-graph]')).toBeNull();
});

test('the selected span’s own time is named', async () => {
  await show();
  act(() => tree().focus());
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  const gaps = screen.getByRole('region', { name: 'Own time of the selected span' });
  expect(gaps).toHaveTextContent('Self 39 ms:');
  expect(within(gaps).getAllByRole('button')[0]).toHaveTextContent(/^29 ms from .*log.* back to gateway/);
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByRole('complementary')).toBeInTheDocument();
  expect(gaps).not.toBeInTheDocument();
});

test('closing the details gives the focus back to the tree', async () => {
  await show('?span=shop');
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.queryByRole('complementary')).not.toBeInTheDocument());
  expect(tree()).toHaveFocus();
});

test('the head counts the spans that do not fit and leads from one to the next', async () => {
  const { url } = await show('', [span('top', null), span('a', 'gone'), span('b', 'away')]);
  const next = screen.getByRole('button', { name: '2 spans that do not fit' });
  for (const id of ['a', 'b', 'a']) {
    await userEvent.click(next);
    await waitFor(() => expect(url.search).toBe(`?span=${id}`));
  }
});

test('the second click of a double click on the flame graph chooses nothing: it goes back', async () => {
  const { container, url } = await show('?zoom=0-45000');
  const graph = container.querySelector('[data-slot=flame-graph]') as HTMLElement;
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 600, 300));
  fireEvent.click(graph, { clientX: 5, clientY: 1, detail: 2 });
  fireEvent.doubleClick(graph, { clientX: 5, clientY: 1 });
  await waitFor(() => expect(url.search).toBe(''));
  fireEvent.click(graph, { clientX: 5, clientY: 1, detail: 1 });
  await waitFor(() => expect(url.search).toBe('?span=nic'));
});

test('what does not fit is marked and explained', async () => {
  await show('', [
    span('a', 'b', { endUs: startUs - 50 }),
    span('b', 'a'),
    span('c', 'gone', { faults: ['timeout_with_answer'] }),
  ]);
  const text = spanRows()
    .map((row) => row.textContent)
    .join('\n');
  expect(text).toContain('Its parents lead back to itself');
  expect(text).toContain('It ends before it starts');
  expect(text).toContain('The span above it is not in this trace');
  expect(text).toContain('two halves of one exchange');
});

test('a trace of one span without length, one of 200 levels and one with endless names are drawn', async () => {
  const { unmount } = await show('', [span('a', null, { endUs: startUs })]);
  expect(spanRows()).toHaveLength(1);
  unmount();
  const deep = Array.from({ length: 200 }, (_, at) =>
    span(String(at), at === 0 ? null : String(at - 1), { name: `n${'x'.repeat(10_000)}` }),
  );
  await show('?span=199', deep);
  await waitFor(() => expect(tree().scrollTop).toBeGreaterThan(0));
  fireEvent.scroll(tree());
  expect(screen.getByRole('row', { selected: true })).toHaveAttribute('aria-level', '200');
  expect(tree()).toHaveAttribute('aria-rowcount', '201');
  for (const row of spanRows()) expect(row.textContent?.length).toBeLessThan(1000);
});

test('a trace that is read anew keeps what was folded and selected, wherever its spans now stand', async () => {
  const view = await show('?span=cart');
  act(() => tree().focus());
  await userEvent.keyboard('{ArrowUp}{ArrowLeft}');
  expect(levels()).toEqual(['1', '2', '3', '3']);
  const again = new LocalTraceEngine();
  const early = span('early', 'gateway', { name: 'early', startUs: startUs - 500 });
  vi.stubGlobal('fetch', async () => Response.json({ callId: '77', spans: [...shopSpans, early], notices: [] }));
  const opened = await again.open({ kind: 'url', url: '/trace' });
  view.show(<TraceView engine={again} gatewayId="prod" opened={opened} routeId="12" />);
  expect(levels()).toEqual(['1', '2', '3', '3', '3']);
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('orders');
});

test('the help lists the page’s own keys', async () => {
  await show();
  render(<Listed />);
  expect(screen.getByText('Zoom to the selected span')).toBeInTheDocument();
});

function Listed() {
  return useListedShortcuts()?.shortcuts.map(({ text }) => <p key={text}>{text}</p>);
}

test('only the rows in sight are in the document', async () => {
  const many = Array.from({ length: 5000 }, (_, at) => span(String(at), at === 0 ? null : '0'));
  await show('', many);
  expect(spanRows().length).toBeLessThan(100);
  expect(tree()).toHaveAttribute('aria-rowcount', '5001');
  act(() => tree().focus());
  await userEvent.keyboard('{End}');
  // Scrolled in the frame that lays out anyway.
  await waitFor(() => expect(tree().scrollTop).toBeGreaterThan(100_000));
});

test('what is missing or was moved is said in words', async () => {
  await show('', shopSpans, [
    { kind: 'partial', detail: 'querier down' },
    { kind: 'cut', shown: 5, found: null },
    { kind: 'clock_corrected', hosts: 2 },
  ]);
  const note = screen.getByRole('note');
  expect(note).toHaveTextContent('A query behind this trace failed, so something may be missing: querier down');
  expect(note).toHaveTextContent('A row limit cut this trace: 5 spans are shown, and there are more.');
  expect(note).toHaveTextContent('The clocks of 2 hosts seem to differ');
});
