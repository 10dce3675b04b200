import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { OnUrlUpdateFunction } from 'nuqs/adapters/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testChange } from '@/components/changes/testing-changes';
import { answerReads, answers, fetchMock, forgetAnswers, loadParts, page, searchOf, show, total } from './testing-list';

const router = vi.hoisted(() => ({ push: vi.fn() }));
const { push } = router;
vi.mock('next/navigation', () => ({
  useRouter: () => router,
  usePathname: () => '/g/routes',
  useSearchParams: () => new URLSearchParams(),
}));

beforeAll(loadParts, 60_000);
beforeEach(answerReads);
afterEach(() => {
  forgetAnswers();
  push.mockReset();
});

describe('the list', () => {
  test('draws what is on screen, and says how many there are', async () => {
    show();
    const grid = await screen.findByRole('grid');
    expect(grid).toHaveAttribute('aria-rowcount', String(total + 1));
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getByText('1,000 routes', { selector: '[data-slot=route-count]' })).toBeInTheDocument();
  });

  test('shows a name as text, whatever is in it', async () => {
    show();
    expect(await screen.findByRole('link', { name: '<script>alert("1")</script>' })).toBeInTheDocument();
  });

  test('asks for what the address says, and writes what is typed', async () => {
    const handleUrl = vi.fn<OnUrlUpdateFunction>();
    show('?method=GET&method=POST&status=disabled', handleUrl);
    await screen.findByRole('grid');
    expect(searchOf(fetchMock.mock.calls[0]?.[0]).getAll('method')).toEqual(['GET', 'POST']);
    const search = screen.getByLabelText('Search routes');
    await userEvent.type(search, 'pay');
    expect(search).toHaveValue('pay');
    expect(await screen.findByText('5 of 1,000 routes', { selector: '[data-slot=route-count]' })).toBeInTheDocument();
    await waitFor(() => expect(handleUrl.mock.lastCall?.[0].searchParams.get('q')).toBe('pay'));
  });

  test('keeps the rows of before until the new ones are there', async () => {
    show();
    await screen.findByRole('grid');
    fetchMock.mockImplementation(() => new Promise(() => undefined));
    await userEvent.type(screen.getByLabelText('Search routes'), 'x');
    expect(screen.getByText('route 0')).toBeInTheDocument();
  });

  test('one row has the focus; arrows, Home, End and pages move it, Enter opens it', async () => {
    show();
    await screen.findByRole('grid');
    const focused = () => document.activeElement?.getAttribute('aria-rowindex');
    const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
    screen.getAllByRole('row')[1]?.focus();
    expect(focused()).toBe('2');
    press('ArrowDown');
    expect(focused()).toBe('3');
    press('ArrowUp');
    press('ArrowUp');
    expect(focused()).toBe('2');
    press('PageDown');
    expect(Number(focused())).toBeGreaterThan(4);
    press('Home');
    await waitFor(() => expect(focused()).toBe('2'));
    press('ArrowDown');
    press('Enter');
    expect(push).toHaveBeenCalledWith('/g/routes/r1');
  });

  test('the arrow down leads from the search to the rows', async () => {
    show();
    await screen.findByRole('grid');
    screen.getByLabelText('Search routes').focus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(push).toHaveBeenCalledWith('/g/routes/r0');
  });

  test('says that rows are old, and why', async () => {
    const stale = {
      type: 'about:blank',
      title: 'x',
      status: 502,
      code: 'upstream_unreachable',
      upstream: 'admin',
    } as const;
    fetchMock.mockImplementation((input) => Promise.resolve(Response.json(page(searchOf(input), { stale }))));
    show();
    expect(
      await screen.findByText(/The newest reading failed: APISIX’s Admin API cannot be reached/),
    ).toBeInTheDocument();
    expect(screen.getByRole('grid')).toBeInTheDocument();
  });

  test('nothing matches: says so and takes the filters away', async () => {
    fetchMock.mockImplementation((input) => {
      const search = searchOf(input);
      return Promise.resolve(Response.json(page(search, search.get('q') ? { rows: [], matched: 0 } : {})));
    });
    show('?q=nothing');
    await userEvent.click(await screen.findByRole('button', { name: 'Clear search and filters' }));
    expect(await screen.findByRole('grid')).toBeInTheDocument();
  });

  test('a gateway that was never read shows its problem', async () => {
    const body = { type: 'about:blank', title: 'x', status: 502, code: 'upstream_unauthorized', upstream: 'admin' };
    fetchMock.mockImplementation(() => Promise.resolve(Response.json(body, { status: 502 })));
    show();
    expect(await screen.findByRole('heading', { name: /refused the console’s key/ })).toBeInTheDocument();
  });
});

// By label, text and attribute: a query by role would compute the name of each of some hundred cells.
describe('the selection', () => {
  const selected = () => document.querySelectorAll('[role=row][aria-selected=true]').length;
  const box = (name: string) => screen.getByLabelText(`Select ${name}`);

  test('by key, by range, and the dry run is of exactly these routes', async () => {
    show();
    await screen.findByText('route 0');
    document.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
    const press = (key: string, shiftKey = false) =>
      fireEvent.keyDown(document.activeElement ?? document.body, { key, shiftKey });
    press('x');
    await waitFor(() => expect(selected()).toBe(1));
    press('ArrowDown', true);
    await waitFor(() => expect(selected()).toBe(2));
    press('ArrowDown', true);
    await waitFor(() => expect(selected()).toBe(3));
    fireEvent.click(await screen.findByText('Switch or edit a plugin on 3 routes'));
    fireEvent.click(await screen.findByText('Switch off'));
    fetchMock.mockImplementation(() => Promise.resolve(Response.json(testChange({ id: 'p1', status: 'planned' }))));
    fireEvent.click(screen.getByText('Dry run on 3 routes'));
    await waitFor(() => expect(push).toHaveBeenCalledWith('/g/changes/p1'));
    const [, init] = fetchMock.mock.calls.find(([input]) => String(input).endsWith('/changes/plan')) ?? [];
    expect(JSON.parse(String(init?.body))).toEqual({
      plugin: 'opentelemetry',
      wish: { state: 'off' },
      routes: { ids: ['r0', 'r1', 'r2'] },
    });
  });

  test('all that match is the filter itself, without those that were taken out, and another filter ends it', async () => {
    show();
    await screen.findByText('route 0');
    fireEvent.click(box('route 1'));
    fireEvent.click(await screen.findByText('Select all 1,000 that match'));
    await screen.findByText(/The filter itself is meant/);
    expect(box('route 2')).toBeChecked();
    fireEvent.click(box('route 2'));
    await screen.findAllByText('All 1,000 routes that match, without 1 that was taken out');
    expect(box('route 2')).not.toBeChecked();
    expect(box('route 4')).toBeChecked();
    fireEvent.click(await screen.findByText('Switch or edit a plugin on 999 routes'));
    fetchMock.mockImplementation(() => Promise.resolve(Response.json(testChange({ id: 'p2', status: 'planned' }))));
    fireEvent.click(await screen.findByText('Dry run on 999 routes'));
    await waitFor(() => expect(push).toHaveBeenCalledWith('/g/changes/p2'));
    const [, init] = fetchMock.mock.calls.find(([input]) => String(input).endsWith('/changes/plan')) ?? [];
    expect(JSON.parse(String(init?.body)).routes).toMatchObject({ query: {}, except: ['r2'] });
    fireEvent.change(screen.getByLabelText('Search routes'), { target: { value: 'pay' } });
    await waitFor(() => expect(screen.queryByText(/The filter itself is meant/)).toBeNull());
  });

  test('a click with Shift takes all between, and Escape ends the selection', async () => {
    show();
    await screen.findByText('route 0');
    fireEvent.click(box('route 1'));
    await waitFor(() => expect(selected()).toBe(1));
    fireEvent.click(box('route 4'), { shiftKey: true });
    await waitFor(() => expect(selected()).toBe(4));
    fireEvent.keyDown(box('route 4'), { key: 'Escape' });
    await waitFor(() => expect(selected()).toBe(0));
  });
});

test('what is restored in time counts down beside its state, and leads to the change', async () => {
  answers.timers = [{ changeId: 'c7', plugin: 'opentelemetry', routeIds: ['r2'], at: Date.now() + 11.5 * 60_000 }];
  show();
  const link = await screen.findByRole('link', { name: 'opentelemetry: restored in 12 min' });
  expect(link).toHaveAttribute('href', '/g/changes/c7');
});
