import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RouteCalls } from '@/components/traces/route-calls';
import { distributionOf, type TestCall } from '@/components/traces/test-distribution';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { Comparison, Distribution } from '@/lib/deepflow/distribution';
import type { Problem } from '@/lib/http/problem';

vi.mock('next/navigation', () => ({
  useRouter: () => ({ push: vi.fn() }),
  useSearchParams: () => new URLSearchParams(),
}));

const nowMs = Date.UTC(2026, 0, 1, 12);
const minuteMs = 60_000;
const asked: URL[] = [];
let durations: (url: URL) => Response;
const ofCalls = (calls: readonly TestCall[], over: Partial<Distribution> = {}) =>
  Response.json(distributionOf(calls, over, nowMs));

beforeEach(() => {
  stubLayout();
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs });
  HTMLCanvasElement.prototype.getContext = () => null;
  HTMLElement.prototype.setPointerCapture = () => undefined;
  asked.length = 0;
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://console');
    asked.push(url);
    if (url.pathname.endsWith('/distribution')) return durations(url);
    return Response.json({ calls: [], cursor: null, source: 'ebpf', otherRoutes: 0, notices: [] });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const range = `from=${nowMs - 60 * minuteMs}&to=${nowMs}`;
const show = (search = '') => renderScreen(<RouteCalls gatewayId="prod" routeId="r1" />, `?${range}${search}`);
const calls: TestCall[] = [
  ...Array.from({ length: 30 }, () => ({ agoMs: 10 * minuteMs, durationUs: 20_000 })),
  { agoMs: 5 * minuteMs, durationUs: 900_000, outcome: 'server_error' },
  { agoMs: 5 * minuteMs, durationUs: null, outcome: 'timeout' },
];
const selectionIn = (search: string) => (new URLSearchParams(search).get('sel') ?? '').split(',').map(Number);
const lastList = () => asked.findLast(({ pathname }) => pathname.endsWith('/calls'))?.searchParams;

test('the picture says what it counts, and the table says the same', async () => {
  durations = () => ofCalls(calls);
  show();
  expect(await screen.findByText('32 calls · 2 errors · 1 without an answer')).toBeVisible();
  expect(screen.getByText('no answer')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Show as a table' }));
  const lines = within(screen.getByRole('table')).getAllByRole('row').slice(1);
  expect(
    lines.map((line) =>
      within(line)
        .getAllByRole('cell')
        .slice(0, 3)
        .map((cell) => cell.textContent),
    ),
  ).toEqual([
    ['2', '2', '1'],
    ['30', '0', '0'],
  ]);
});

test('of a range that is kept in part the picture says from when on', async () => {
  durations = () => ofCalls(calls, { keptFromS: nowMs / 1000 - 1800 });
  show();
  expect(
    await screen.findByText(/^DeepFlow keeps nothing from before .*11:30:00: whether .* not known\.$/),
  ).toBeVisible();
});

test('arrow keys start at the fullest cell, Shift extends, Enter selects, and the list asks for those calls alone', async () => {
  durations = () => ofCalls(calls);
  const { url } = show();
  (await screen.findByRole('application')).focus();
  await userEvent.keyboard('{ArrowRight}');
  const said = () =>
    screen
      .getAllByRole('status')
      .map(({ textContent }) => textContent)
      .join();
  expect(said()).toMatch(/11:50:00 – 11:50:40 · .* · 30 calls/);
  await userEvent.keyboard('{Shift>}{End}{PageUp}{/Shift}');
  expect(said()).toMatch(/31 calls, 1 error/);
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(selectionIn(url.search)).toHaveLength(4));
  const [t0 = 0, t1 = 0, d0 = 0, d1 = 0] = selectionIn(url.search);
  expect([t0, d0 <= 20_000, d1 > 900_000]).toEqual([nowMs - 10 * minuteMs, true, true]);
  expect(url.history).toBe('push');
  await waitFor(() =>
    expect(Object.fromEntries(lastList() ?? [])).toMatchObject({
      from: String(t0),
      to: String(Math.min(t1, nowMs)),
      minDurationUs: String(d0),
      maxDurationUs: String(d1 - 1),
    }),
  );
  // Once: what is marked is what is selected.
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(new URLSearchParams(url.search).has('sel')).toBe(false));
  expect(await screen.findByRole('heading', { name: 'No traffic in this range' })).toBeVisible();
});

test('a drag selects whole cells over both axes, and a click beside all calls clears', async () => {
  durations = () => ofCalls(calls);
  const { url } = show();
  const picture = await screen.findByRole('application');
  const at = (x: number, y: number) => ({ clientX: x, clientY: y, button: 0, pointerId: 1 });
  fireEvent.pointerDown(picture, at(470, 30));
  fireEvent.pointerMove(picture, at(583, 130));
  fireEvent.pointerUp(picture, at(583, 130));
  await waitFor(() => expect(selectionIn(url.search)).toHaveLength(4));
  const [t0 = 0, t1 = 0] = selectionIn(url.search);
  expect(t0).toBeLessThanOrEqual(nowMs - 10 * minuteMs);
  expect((nowMs - t0) % 40_000).toBe(0);
  expect(t1).toBeGreaterThanOrEqual(nowMs);
  fireEvent.pointerDown(picture, at(70, 60));
  fireEvent.pointerUp(picture, at(70, 60));
  await waitFor(() => expect(new URLSearchParams(url.search).has('sel')).toBe(false));
});

const sel = `&sel=${nowMs - 6 * minuteMs},${nowMs - 4 * minuteMs},100000,2000000`;
const comparison: Comparison = {
  selected: 30,
  rest: 210,
  attributes: [
    { name: 'status', known: { selected: 30, rest: 210 }, values: [{ value: '503', selected: 26, rest: 4 }] },
    { name: 'gateway', known: { selected: 30, rest: 210 }, values: [{ value: 'apisix-1', selected: 20, rest: 4 }] },
    {
      name: 'attribute.apisix.response_source',
      known: { selected: 10, rest: 50 },
      values: [{ value: 'apisix', selected: 10, rest: 1 }],
    },
  ],
};

test('the selection is compared with the rest in words, and a click on a value filters by it', async () => {
  durations = ({ searchParams }) => ofCalls(calls, searchParams.has('t0') ? { comparison } : {});
  const { url } = show(sel);
  expect(await screen.findByText('86.7 % of the selection, 1.9 % of the rest', { exact: false })).toBeVisible();
  expect(screen.getByTitle('26 of 30 selected calls, 4 of 210 others')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'apisix-1' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: '503' }));
  await waitFor(() => expect(new URLSearchParams(url.search).get('status')).toBe('503'));
  await userEvent.click(screen.getByRole('button', { name: 'apisix' }));
  await waitFor(() => expect(new URLSearchParams(url.search).get('attr')).toBe('apisix.response_source=apisix'));
});

test('zooming makes the selected time the range of the page', async () => {
  durations = () => ofCalls(calls, { comparison });
  const { url } = show(sel);
  await userEvent.click(await screen.findByRole('button', { name: 'Zoom to it' }));
  await waitFor(() => expect(new URLSearchParams(url.search).has('sel')).toBe(false));
  const params = new URLSearchParams(url.search);
  expect([params.get('from'), params.get('to')]).toEqual([`${nowMs - 6 * minuteMs}`, `${nowMs - 4 * minuteMs}`]);
});

test('a selection that the time range has left behind is said, not applied', async () => {
  durations = () => ofCalls(calls);
  show(`&sel=${nowMs - 90 * minuteMs},${nowMs - 80 * minuteMs},1,5`);
  expect(await screen.findByText(/lie outside this time range/)).toBeVisible();
  expect(lastList()?.has('maxDurationUs')).toBe(false);
});

test.each(['&sel=1,2,3', '&sel=x', `&sel=${nowMs},${nowMs - 1},5,6`])(
  'a senseless selection %s is none',
  async (bad) => {
    durations = () => ofCalls(calls);
    show(bad);
    expect(await screen.findByRole('application')).toBeVisible();
    expect(asked.some(({ searchParams }) => searchParams.has('t0'))).toBe(false);
  },
);

test('a DeepFlow that fails takes the picture and leaves the list', async () => {
  const problem: Problem = {
    type: 'about:blank',
    title: 'x',
    status: 504,
    code: 'upstream_rejected',
    upstream: 'querier',
  };
  durations = () => Response.json(problem, { status: 504 });
  show();
  const region = await screen.findByRole('region', { name: 'Durations of this route’s calls' });
  expect(await within(region).findByRole('alert')).toBeVisible();
  expect(await screen.findByRole('heading', { name: 'No traffic in this range' })).toBeVisible();
  durations = () => ofCalls(calls);
  await userEvent.click(within(region).getByRole('button', { name: 'Try again' }));
  expect(await within(region).findByRole('application')).toBeVisible();
});

test('an empty picture says why, and so does one of calls without answers', async () => {
  durations = () => ofCalls([], { ambiguous: 4, notices: ['ambiguous'] });
  const { unmount } = show();
  expect(await screen.findByText('No durations to draw: No call is this route’s for certain.')).toBeVisible();
  expect(screen.getByText('4 calls that could also be another route’s are not counted here.')).toBeVisible();
  unmount();
  durations = () => ofCalls([{ durationUs: null, outcome: 'timeout' }]);
  show();
  expect(await screen.findByText(/None of these calls was answered/)).toBeVisible();
});

test('the picture folds away, and the address keeps it so', async () => {
  durations = () => ofCalls(calls);
  const { url } = show();
  await screen.findByRole('application');
  await userEvent.click(screen.getByRole('button', { name: 'Durations', expanded: true }));
  expect(screen.queryByRole('application')).toBeNull();
  await waitFor(() => expect(new URLSearchParams(url.search).get('dist')).toBe('folded'));
});

test('a selection that is folded away is still named beside the filters, since the list holds its calls alone', async () => {
  durations = () => ofCalls(calls);
  const { url } = show(`&dist=folded&sel=${nowMs - 20 * minuteMs},${nowMs},10000,1000000`);
  await userEvent.click(await screen.findByRole('button', { name: /^Remove the filter: Selected in the picture/ }));
  await waitFor(() => expect(selectionIn(url.search)).toEqual([0]));
  expect(url.history).toBe('push');
});

test('a trace file can be opened from here', async () => {
  durations = () => ofCalls(calls);
  show();
  const links = await screen.findAllByRole('link', { name: 'Open a trace file…' });
  for (const link of links) expect(link).toHaveAttribute('href', '/prod/traces/file');
});
