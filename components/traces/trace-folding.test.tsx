import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useQueryState } from 'nuqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { levels, restoreSurroundings, show, stubSurroundings, tree, viewOf } from './test-view';
import type { FoldStep } from './timeline/folding';
import { traceParams } from './trace-params';

beforeEach(stubSurroundings);
afterEach(restoreSurroundings);

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
      {viewOf(view.engine, view.opened)}
    </>,
  );
  await act(async () => goTo([{ kind: 'span', id: 'shop', isFolded: true }]));
  await waitFor(() => expect(levels()).toEqual(['1', '2', '3', '3']));
  await act(async () => goTo(null));
  await waitFor(() => expect(levels()).toEqual(['1', '2', '3', '4', '3']));
});
