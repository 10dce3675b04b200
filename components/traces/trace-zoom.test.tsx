import { act, fireEvent, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { restoreSurroundings, show, stubSurroundings, tree } from './test-view';

beforeEach(stubSurroundings);
afterEach(restoreSurroundings);

test('zoom goes into the address, and 0 shows the whole trace again', async () => {
  const { url } = await show();
  await userEvent.keyboard('+');
  await waitFor(() => expect(url.search).toBe('?zoom=13500-76500'));
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  await waitFor(() => expect(url.search).toBe('?zoom=26100-89100'));
  await userEvent.keyboard('0');
  await waitFor(() => expect(url.search).toBe(''));
});

test('z zooms to the chosen span, and b goes back to the zoom before', async () => {
  const { url } = await show('?zoom=45000-90000');
  act(() => tree().focus());
  await userEvent.keyboard('{End}z');
  await waitFor(() => expect(url.search).toBe('?zoom=59950-61050'));
  await userEvent.keyboard('b');
  await waitFor(() => expect(url.search).toBe('?zoom=45000-90000'));
  await userEvent.keyboard('b');
  await waitFor(() => expect(url.search).toBe(''));
});

test('the second click of a double click on the flame graph chooses nothing: it goes back', async () => {
  const { container, url } = await show('?zoom=0-45000');
  const graph = await waitFor(() => {
    const found = container.querySelector<HTMLElement>('[data-slot=flame-graph]');
    if (found === null) throw new Error('no flame graph yet');
    return found;
  });
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 600, 300));
  fireEvent.click(graph, { clientX: 5, clientY: 1, detail: 2 });
  fireEvent.doubleClick(graph, { clientX: 5, clientY: 1 });
  await waitFor(() => expect(url.search).toBe(''));
  fireEvent.click(graph, { clientX: 5, clientY: 1, detail: 1 });
  await waitFor(() => expect(url.search).toBe('?span=nic'));
});
