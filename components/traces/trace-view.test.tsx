import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useListedShortcuts } from '@/components/shell/page-shortcuts';
import { LocalTraceEngine } from '@/lib/telemetry/trace/local-engine';
import {
  levels,
  restoreSurroundings,
  shopSpans,
  show,
  span,
  spanRows,
  startUs,
  stubSurroundings,
  tree,
  viewOf,
} from './test-view';

beforeEach(stubSurroundings);
afterEach(restoreSurroundings);

test('the tree is one stop of the Tab key, has every span at its level, and says how many rows there are', async () => {
  await show();
  expect(levels()).toEqual(['1', '2', '3', '4', '3']);
  expect(tree()).toHaveAttribute('aria-rowcount', '6');
  expect(spanRows()[0]).toHaveAttribute('aria-rowindex', '2');
  expect(spanRows()[0]).toHaveTextContent('Network node-1server node');
  // Of siblings, some may be out of sight and not in the page.
  expect(spanRows().map((row) => `${row.getAttribute('aria-posinset')}/${row.getAttribute('aria-setsize')}`)).toEqual([
    '1/1',
    '1/1',
    '1/2',
    '1/1',
    '2/2',
  ]);
  expect(
    within(tree())
      .getAllByRole('columnheader')
      .map((cell) => cell.textContent),
  ).toEqual(['Service and operation', 'Time', 'Duration', 'Self']);
  for (const stop of tree().querySelectorAll('button, a, input')) expect(stop).toHaveAttribute('tabindex', '-1');
});

test('what a larger screen had above the tree leaves it room on this one', async () => {
  const { url } = await show('?height=99999');
  const border = screen.getByRole('separator', { name: /height/i });
  expect(Number(border.getAttribute('aria-valuenow'))).toBe(Number(border.getAttribute('aria-valuemax')));
  expect(Number(border.getAttribute('aria-valuemax'))).toBeLessThan(window.innerHeight);
  border.focus();
  await userEvent.keyboard('{ArrowUp}');
  await waitFor(() => expect(Number(new URLSearchParams(url.search).get('height'))).toBeLessThan(window.innerHeight));
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

test('a key that leads to a span from nowhere leaves the tree in charge: Enter opens it', async () => {
  const { url } = await show();
  expect(document.body).toHaveFocus();
  await userEvent.keyboard('x{Enter}');
  await waitFor(() => expect(url.search).toBe('?span=cart'));
  expect(tree()).toHaveFocus();
});

test('a tree that becomes lower keeps the selected row in sight, and one that was out of sight there', async () => {
  const resized: (() => void)[] = [];
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(tell: () => void) {
        resized.push(tell);
      }
      observe() {}
      disconnect() {}
    },
  );
  await show();
  const lower = (height: number) => {
    Object.defineProperty(tree(), 'clientHeight', { configurable: true, value: height });
    act(() => {
      for (const tell of resized) tell();
    });
  };
  tree().focus();
  await userEvent.keyboard('{End}');
  lower(100);
  const bottom = tree().scrollTop;
  expect(bottom).toBeGreaterThan(0);
  tree().scrollTop = 0;
  lower(60);
  expect(tree().scrollTop).toBe(0);
});

test('a linked span is open and selected; one that the trace does not have opens nothing', async () => {
  const { unmount } = await show('?span=shop');
  expect(screen.getByRole('complementary', { name: 'Details' })).toBeInTheDocument();
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('orders');
  unmount();
  await show('?span=gone');
  expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
});

test('what is drawn above the tree is kept in the address', async () => {
  const { url, container } = await show();
  const graph = () => container.querySelector('[data-slot=flame-graph]');
  await waitFor(() => expect(graph()).toHaveAttribute('aria-hidden', 'true'));
  await userEvent.keyboard('f');
  await waitFor(() => expect(url.search).toBe('?upper=none'));
  expect(graph()).toBeNull();
});

test('the selected span’s own time is named', async () => {
  await show();
  act(() => tree().focus());
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  const gaps = await screen.findByRole('region', { name: 'Own time of the selected span' });
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
  view.show(viewOf(again, opened));
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
