import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import type { OnUrlUpdateFunction } from 'nuqs/adapters/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { clockStore } from '@/components/time-range/clock';
import { getQueryClient } from '@/lib/query/client';
import {
  answerReads,
  answers,
  fetchMock,
  forgetAnswers,
  loadParts,
  numbersOf,
  page,
  range,
  searchOf,
  show,
} from './testing-list';

const router = vi.hoisted(() => ({ push: () => undefined }));
vi.mock('next/navigation', () => ({
  useRouter: () => router,
  usePathname: () => '/g/routes',
  useSearchParams: () => new URLSearchParams(),
}));

beforeAll(loadParts, 60_000);
beforeEach(answerReads);
afterEach(forgetAnswers);

describe('the numbers of the rows', () => {
  const line = () => document.querySelector('[data-slot=route-numbers]');
  const cells = async (row: number) => {
    const name = await screen.findByText(`route ${row}`);
    const texts = [...(name.closest('[role=row]')?.querySelectorAll('[role=gridcell]') ?? [])].map(
      (cell) => cell.textContent,
    );
    return texts.slice(4, 7);
  };
  const isThere = (text: string) => waitFor(() => expect(line()).toHaveTextContent(text));

  test('fill in what each route’s calls came to, and mark how surely they are its own', async () => {
    show();
    await isThere('Numbers from calls seen by eBPF');
    expect(await cells(0)).toEqual([
      'Every one of these calls belongs to this route for certain.1 /s',
      '2.5 %',
      '340 ms',
    ]);
    expect((await cells(1))[0]).toMatch(/^~7,000 of 7,200 calls .*2 \/s$/);
    expect((await cells(2))[0]).toMatch(/^312 calls could be another route’s, .*0.01 \/s$/);
    expect(await cells(4)).toEqual(['0 /s', '–', '–']);
    expect(document.querySelectorAll('[data-slot=sparkline]')).toHaveLength(3);
  });

  test('of a range of which no second is complete yet, no call is no rate rather than none a second', async () => {
    answers.numbers = (asked) => numbersOf(asked, { completeToS: range.fromMs / 1000 });
    show();
    await isThere('Numbers from calls seen by eBPF');
    expect((await cells(4))[0]).toBe('–');
  });

  test('the rows do not wait for them', async () => {
    answers.numbers = () => new Promise(() => undefined);
    show();
    expect(await screen.findByText('route 0')).toBeInTheDocument();
    await isThere('Reading numbers');
    expect(await cells(0)).toEqual(['', '', '']);
  });

  test('a DeepFlow that fails is said once, and each cell is missing rather than zero', async () => {
    const body = { type: 'about:blank', title: 'x', status: 504, code: 'upstream_timeout', upstream: 'querier' };
    answers.numbers = () => Promise.resolve(Response.json(body, { status: 504 }));
    show();
    await isThere('No numbers');
    expect(await cells(0)).toEqual(['–', '–', '–']);
    answers.numbers = numbersOf;
    fireEvent.click(screen.getByText('Try again'));
    await isThere('Numbers from calls');
  });

  test('without an observer nothing is said of any route', async () => {
    answers.numbers = (asked) => numbersOf(asked, { isObserved: false, routes: [] });
    show();
    await isThere('nothing watches this gateway');
    expect(await cells(0)).toEqual(['–', '–', '–']);
  });

  test('a range that DeepFlow keeps in part says from when on', async () => {
    answers.numbers = (asked) => numbersOf(asked, { keptFromS: 1_771_003_000 });
    show();
    await isThere('nothing kept from before Feb 13, 17:16:40');
  });

  test('of a range that DeepFlow does not keep that is said, not that nothing watched', async () => {
    const part = { isObserved: false, routes: [], keptFromS: 1_771_003_000, notices: ['not_kept' as const] };
    answers.numbers = (asked) => numbersOf(asked, part);
    show();
    await isThere('DeepFlow keeps nothing of this time range');
    expect(line()).not.toHaveTextContent('nothing watches');
  });

  test('of a range in the future that is said, not that nothing watched', async () => {
    const ahead = { fromMs: Date.now() + 3_600_000, toMs: Date.now() + 7_200_000 };
    answers.numbers = (asked) => numbersOf(asked, { isObserved: false, routes: [], range: ahead });
    show();
    await isThere('this time range lies in the future');
    expect(line()).not.toHaveTextContent('nothing watches');
  });

  test('a cut reading says since when it holds', async () => {
    answers.numbers = (asked) => numbersOf(asked, { cut: { counted: 50_000, sinceS: 1_771_003_000 } });
    show();
    await isThere('the numbers are those since 17:16:40');
  });

  test('the first click on a number’s heading puts the highest first, by the reading that is shown', async () => {
    const handleUrl = vi.fn<OnUrlUpdateFunction>();
    const numbers = `${range.fromMs}-${range.toMs}`;
    fetchMock.mockImplementation((input) => {
      const search = searchOf(input);
      return Promise.resolve(
        Response.json(page(search, { sort: search.get('numbers') === numbers ? 'rate' : 'name' })),
      );
    });
    show('', handleUrl);
    await isThere('Numbers from calls');
    fireEvent.click(screen.getByText('Rate'));
    await waitFor(() => expect(handleUrl.mock.lastCall?.[0].queryString).toBe('?sort=rate&desc=true'));
    await waitFor(() =>
      expect(screen.getByText('Rate').closest('[role=columnheader]')).toHaveAttribute('aria-sort', 'descending'),
    );
    expect(searchOf(fetchMock.mock.lastCall?.[0]).get('numbers')).toBe(numbers);
  });

  test('without numbers the sort says that it is by name', async () => {
    answers.numbers = () => new Promise(() => undefined);
    show('?sort=p95&desc=true');
    await isThere('In the order of names until the numbers');
    const heading = screen.getByText('p95').closest('[role=columnheader]');
    expect(heading).not.toHaveAttribute('aria-sort');
    expect(heading?.querySelector('.text-accent')).toBeNull();
  });

  test('a reading that fails leaves the order of the last one, and without any says that it is by name', async () => {
    const numbers = `${range.fromMs}-${range.toMs}`;
    fetchMock.mockImplementation((input) => {
      const search = searchOf(input);
      return Promise.resolve(
        Response.json(page(search, { sort: search.get('numbers') === numbers ? 'rate' : 'name' })),
      );
    });
    const body = { type: 'about:blank', title: 'x', status: 502, code: 'upstream_error', upstream: 'querier' };
    const fails = () => Promise.resolve(Response.json(body, { status: 400 }));
    const sorted = () => screen.getByText('Rate').closest('[role=columnheader]')?.getAttribute('aria-sort');
    const { unmount } = show('?sort=rate&desc=true');
    await isThere('Numbers from calls');
    await waitFor(() => expect(sorted()).toBe('descending'));
    answers.numbers = fails;
    act(() => clockStore.tick());
    await isThere('No numbers');
    expect(searchOf(fetchMock.mock.lastCall?.[0]).get('numbers')).toBe(numbers);
    expect(sorted()).toBe('descending');
    expect(line()).not.toHaveTextContent('In the order of names');
    unmount();
    getQueryClient().clear();
    show('?sort=rate&desc=true');
    await isThere('No numbers');
    await isThere('In the order of names');
    expect(sorted()).toBeNull();
  });

  test('the time range goes along to the route', async () => {
    show('?from=now-15m');
    const name = await screen.findByText('route 0');
    await waitFor(() => expect(name).toHaveAttribute('href', '/g/routes/r0?from=now-15m'));
  });
});
