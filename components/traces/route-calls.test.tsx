import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Call, CallPage } from '@/lib/deepflow/dto';
import type { Problem } from '@/lib/http/problem';
import { RouteCalls } from './route-calls';
import { renderScreen, stubLayout } from './test-screen';

const push = vi.fn();
const address = new URLSearchParams('from=now-3h');
vi.mock('next/navigation', () => ({
  useRouter: () => ({ push }),
  useSearchParams: () => address,
}));

const asked: URL[] = [];
let answer: (url: URL) => Response;

beforeEach(() => {
  stubLayout();
  asked.length = 0;
  push.mockClear();
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://console');
    asked.push(url);
    return answer(url);
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
  return Response.json({ calls: [], cursor: null, source: 'ebpf', otherRoutes: 0, notices: [], ...over });
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
