import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderScreen } from './test-screen';
import {
  levels,
  restoreSurroundings,
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

test('a key that leaves no row keeps the focus in the tree, says so, and brings the rows back', async () => {
  await show('', [span('only', null)]);
  tree().focus();
  await userEvent.keyboard('{ArrowDown}e');
  expect(screen.getByText('No span passes the filters').closest('[role=status]')).toBeVisible();
  expect(tree()).toHaveFocus();
  await userEvent.keyboard('e');
  expect(spanRows()).toHaveLength(1);
  expect(tree()).toHaveFocus();
});

test('the trace that was read whole has the focus that the button for it had', async () => {
  const { engine, opened, unmount } = await show('?rows=all');
  expect(document.body).toHaveFocus();
  unmount();
  renderScreen(viewOf(engine, opened, true), '?rows=all');
  expect(tree()).toHaveFocus();
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

test('the next error is one that the filters show', async () => {
  const failed = { outcome: 'server_error', status: 500 } as const;
  const spans = [
    span('root', null),
    span('nic', 'root', { ...failed, kind: 'N', service: null, serviceId: null }),
    span('own', 'root', { ...failed, name: 'own', startUs: startUs + 10 }),
  ];
  await show('?kinds=AS', spans);
  await userEvent.keyboard('x');
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('own');
  await userEvent.keyboard('x');
  expect(screen.getByRole('row', { selected: true })).toHaveTextContent('own');
});

test('a row whose span has no end, or no start of this age, tells no duration, nor its parent a time of its own', async () => {
  await show('', [
    span('root', null),
    span('open', 'root', { endUs: startUs, durationUs: 0, faults: ['no_end'] }),
    span('unset', 'root', { startUs: 0 }),
  ]);
  const cells = spanRows().map((row) => within(row).getAllByRole('gridcell').slice(-2));
  expect(cells.map(([duration]) => duration?.textContent)).toEqual(['1 ms', '–', '–']);
  expect(cells.map(([, self]) => self?.textContent)).toEqual(['–', '–', '–']);
});
