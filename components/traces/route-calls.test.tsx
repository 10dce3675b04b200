import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Call, CallPage } from '@/lib/deepflow/dto';
import type { Problem } from '@/lib/http/problem';
import { RouteCalls } from './route-calls';
import { distributionOf } from './test-distribution';
import { renderScreen, stubLayout } from './test-screen';

const push = vi.fn();
const address = new URLSearchParams('from=now-3h');
vi.mock('next/navigation', () => ({
  useRouter: () => ({ push }),
  useSearchParams: () => address,
}));

/** Questions for the list of calls, and for their durations. */
const asked: URL[] = [];
const askedDurations: URL[] = [];
let answer: (url: URL) => Response;
let durations: (url: URL) => Response;

beforeEach(() => {
  stubLayout();
  asked.length = 0;
  askedDurations.length = 0;
  push.mockClear();
  durations = () => Response.json(distributionOf([]));
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://console');
    const isList = url.pathname.endsWith('/calls');
    (isList ? asked : askedDurations).push(url);
    return isList ? answer(url) : durations(url);
  });
});
afterEach(() => vi.unstubAllGlobals());

function call(over: Partial<Call> = {}): Call {
  return {
    id: '1',
    startUs: Date.UTC(2026, 0, 1, 10, 57, 45, 123) * 1000,
    durationUs: 43_120,
    method: 'GET',
    host: 'shop.example.com',
    path: '/orders/7',
    status: 200,
    outcome: 'ok',
    requestBytes: 10,
    responseBytes: 3400,
    client: '203.0.113.7',
    server: 'apisix',
    traceId: null,
    kinds: ['S', 'N'],
    source: 'ebpf',
    attribution: { kind: 'exact' },
    ...over,
  };
}

function page(over: Partial<CallPage> = {}): Response {
  return Response.json({
    calls: [],
    cursor: null,
    source: 'ebpf',
    otherRoutes: 0,
    keptFromS: null,
    notices: [],
    ...over,
  });
}

function show(search = ''): ReturnType<typeof renderScreen> {
  return renderScreen(<RouteCalls gatewayId="prod" routeId="r/1" />, search);
}

test('a call has its time in the viewer’s zone, its numbers with units, and a link to its trace that keeps the range', async () => {
  answer = () => page({ calls: [call()] });
  show();
  const row = await screen.findByRole('row', { name: /orders/ });
  for (const text of ['10:57:45.123', '43.1 ms', '3.4 kB', '200']) expect(within(row).getByText(text)).toBeVisible();
  expect(within(row).getByRole('link')).toHaveAttribute('href', '/prod/traces/1?route=r%2F1&from=now-3h');
});

test('arrow keys select and Enter opens the trace', async () => {
  answer = () => page({ calls: [call(), call({ id: '2', path: '/orders/8' })] });
  show();
  const grid = await screen.findByRole('grid');
  grid.focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(screen.getByRole('row', { name: /orders\/8/ })).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{Enter}');
  expect(push).toHaveBeenCalledWith('/prod/traces/2?route=r%2F1&from=now-3h');
});

test('filters go to the address and into the next question', async () => {
  answer = () => page({ calls: [call()] });
  const { url } = show();
  await userEvent.click(await screen.findByRole('button', { name: 'Timeout' }));
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Least duration' }), '≥ 250 ms');
  await userEvent.type(screen.getByRole('searchbox', { name: 'Path contains' }), '50%');
  await waitFor(() => expect(url.search).toBe('?outcome=timeout&min=250&path=50%25'));
  await waitFor(() =>
    expect(Object.fromEntries(asked.at(-1)?.searchParams ?? [])).toMatchObject({
      outcome: 'timeout',
      minDurationUs: '250000',
      path: '50%',
    }),
  );
});

test('an address with filters is what is asked first', async () => {
  answer = () => page({ calls: [call()] });
  show('?outcome=server_error,nonsense&method=PUT&min=-5');
  await screen.findByRole('grid');
  const params = asked[0]?.searchParams;
  expect(params?.getAll('outcome')).toEqual(['server_error']);
  expect(params?.get('method')).toBe('PUT');
  expect(params?.has('minDurationUs')).toBe(false);
});

test('an ambiguous call names the routes that could have taken it', async () => {
  const candidates = [
    { id: '7', name: 'orders', needs: ['vars'] },
    { id: '8', name: '', needs: [] },
  ];
  answer = () => page({ calls: [call({ attribution: { kind: 'ambiguous', candidates } })], notices: ['ambiguous'] });
  show();
  await userEvent.click(await screen.findByRole('button', { name: '2 routes could have taken it' }));
  const tooltip = await screen.findByRole('tooltip');
  expect(tooltip).toHaveTextContent('orders — depends on request conditions (vars)');
  expect(tooltip).toHaveTextContent('8');
});

test('an empty list says why, and its action leads on', async () => {
  answer = ({ searchParams }) => (searchParams.has('path') ? page({ otherRoutes: 9 }) : page({ calls: [call()] }));
  const { url } = show('?path=nowhere');
  expect(await screen.findByRole('heading', { name: 'No call passes the filters' })).toBeVisible();
  const [first] = screen.getAllByRole('button', { name: 'Clear filters' });
  if (first) await userEvent.click(first);
  expect(await screen.findByRole('grid')).toBeVisible();
  expect(url.search).toBe('');
});

test('a problem is shown with a way to try again, and the tools stay', async () => {
  const problem: Problem = {
    type: 'about:blank',
    title: 'no answer',
    status: 504,
    code: 'upstream_rejected',
    upstream: 'querier',
  };
  answer = () => Response.json(problem, { status: 504 });
  show();
  expect(await screen.findByRole('alert')).toHaveTextContent('DeepFlow’s querier answered with an error');
  expect(screen.getByRole('searchbox', { name: 'Path contains' })).toBeVisible();
  answer = () => page({ calls: [call()] });
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('grid')).toBeVisible();
});

test('older calls follow, and the end of the range is said', async () => {
  answer = ({ searchParams }) =>
    searchParams.get('cursor') === 'next'
      ? page({ calls: [call({ id: '2', path: '/older' })] })
      : page({ calls: [call()], cursor: 'next' });
  show();
  expect(await screen.findByRole('row', { name: /older/ })).toBeVisible();
  expect(screen.getByText('2 calls · no older ones in this range')).toBeVisible();
});

test('each call says how slow it is among the calls of the range', async () => {
  const peers = Array.from({ length: 200 }, (_, at) => ({ durationUs: (at + 1) * 1000 }));
  durations = () => Response.json(distributionOf(peers));
  answer = () =>
    page({
      calls: [
        call({ id: '1', path: '/slow', durationUs: 197_000 }),
        call({ id: '2', path: '/none', durationUs: null }),
        call({ id: '3', path: '/quick', durationUs: 1000 }),
      ],
    });
  show();
  await screen.findByText('98 %');
  expect(screen.getByRole('row', { name: /slow/ })).toHaveAccessibleName(
    /Slower than 98 % of the 200 answered calls of this route in the last hour/,
  );
  expect(within(screen.getByRole('row', { name: /none/ })).getByTitle('It was never answered')).toHaveTextContent('–');
  expect(within(screen.getByRole('row', { name: /quick/ })).getByText('< 1 %')).toBeVisible();
});

test('a filter that came by a link is shown, is asked for, and can be removed', async () => {
  answer = () => page({ calls: [call()] });
  const { url } = show('?status=503,404&upstream=orders-b&attr=apisix.response_source%3Dapisix,broken&max=250');
  await screen.findByRole('grid');
  for (const { searchParams } of [asked[0], askedDurations[0]].flatMap((one) => one ?? [])) {
    expect(searchParams.getAll('status')).toEqual(['404', '503']);
    expect(searchParams.getAll('attr')).toEqual(['apisix.response_source=apisix']);
    expect(Object.fromEntries(searchParams)).toMatchObject({ upstream: 'orders-b', maxDurationUs: '250000' });
  }
  expect(screen.getByText('Only calls with a span of the gateway can have the attribute.')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Remove the filter: Status 503' }));
  await waitFor(() => expect(new URLSearchParams(url.search).get('status')).toBe('404'));
  await userEvent.click(screen.getByRole('button', { name: 'Remove the filter: Upstream orders-b' }));
  await waitFor(() => expect(asked.at(-1)?.searchParams.has('upstream')).toBe(false));
});

test('two calls are chosen by x or by their boxes, and are compared', async () => {
  answer = () => page({ calls: [1, 2, 3].map((id) => call({ id: String(id), path: `/orders/${id}` })) });
  show();
  const grid = await screen.findByRole('grid');
  grid.focus();
  await userEvent.keyboard('{Home}x');
  expect(screen.getByText('Choose a second call to compare')).toBeVisible();
  await userEvent.click(screen.getByRole('checkbox', { name: 'Choose to compare: GET /orders/2' }));
  expect(push).not.toHaveBeenCalled();
  const compare = screen.getByRole('link', { name: 'Compare 2 calls' });
  expect(compare).toHaveAttribute('href', '/prod/traces/1/compare/2?route=r%2F1&from=now-3h');
  await userEvent.click(screen.getByRole('checkbox', { name: 'Choose to compare: GET /orders/3' }));
  expect(screen.getByRole('link', { name: 'Compare 2 calls' })).toHaveAttribute(
    'href',
    '/prod/traces/2/compare/3?route=r%2F1&from=now-3h',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Choose none' }));
  expect(screen.queryByRole('link', { name: 'Compare 2 calls' })).toBeNull();
});

test('a range that is kept in part has no list without a word of it: empty, filtered, or with calls', async () => {
  const keptFromS = Date.UTC(2026, 0, 1, 10, 30) / 1000;
  const kept = /DeepFlow keeps nothing from before .*10:30.*: whether there were calls until then is not known\./;
  answer = () => page({ keptFromS });
  const { unmount } = renderScreen(<RouteCalls gatewayId="prod" routeId="r" />);
  expect(await screen.findByRole('heading', { name: 'No traffic in what is kept of this range' })).toBeVisible();
  expect(screen.getByText(kept)).toBeVisible();
  unmount();
  const filtered = renderScreen(<RouteCalls gatewayId="prod" routeId="r" />, '?method=GET');
  expect(await screen.findByText(kept)).toBeVisible();
  filtered.unmount();
  answer = () => page({ calls: [call()], keptFromS });
  renderScreen(<RouteCalls gatewayId="prod" routeId="r" />);
  expect(await screen.findByText(kept)).toHaveTextContent(/^1 call /);
});
