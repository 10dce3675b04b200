import { QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { type OnUrlUpdateFunction, withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testChange } from '@/components/changes/testing-changes';
import { GatewayProvider } from '@/components/shell/gateway-context';
import { clockStore } from '@/components/time-range/clock';
import { TooltipProvider } from '@/components/ui/tooltip';
import type { RouteListPage, RouteSummary } from '@/lib/apisix/dto';
import type { ChangeTimer } from '@/lib/changes/queries';
import type { NumbersOfRoutes, RouteNumbers } from '@/lib/deepflow/gateway-numbers';
import changes from '@/lib/i18n/messages/en/changes.json';
import common from '@/lib/i18n/messages/en/common.json';
import metrics from '@/lib/i18n/messages/en/metrics.json';
import plugins from '@/lib/i18n/messages/en/plugins.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import routes from '@/lib/i18n/messages/en/routes.json';
import shell from '@/lib/i18n/messages/en/shell.json';
import time from '@/lib/i18n/messages/en/time.json';
import traces from '@/lib/i18n/messages/en/traces.json';
import { getQueryClient } from '@/lib/query/client';
import { RouteList } from './route-list';

// Queries by role compute names over a large table: slow where the machine is busy.
vi.setConfig({ testTimeout: 30_000 });
const push = vi.fn();
vi.mock('next/navigation', () => ({
  useRouter: () => ({ push }),
  usePathname: () => '/g/routes',
  useSearchParams: () => new URLSearchParams(),
}));

const chip = {
  status: 'off',
  offReason: 'absent',
  from: null,
  twice: false,
  sampling: null,
  someConsumers: false,
} as const;
const route = (index: number): RouteSummary => ({
  id: `r${index}`,
  name: index === 3 ? '<script>alert("1")</script>' : `route ${index}`,
  description: '',
  hosts: [],
  hostsFromService: false,
  paths: [`/p${index}`],
  methods: [],
  priority: 0,
  enabled: true,
  labels: {},
  service: null,
  upstream: { from: 'none', id: null, name: '', nodes: [] },
  conditions: [],
  plugins: [],
  opentelemetry: chip,
  prometheus: chip,
  managedBy: null,
  updatedAt: null,
  faults: [],
});

const all = { exact: 0, computed: 0, ambiguous: 0, candidates: 0 };
const total = 1000;
function page(search: URLSearchParams, overrides: Partial<RouteListPage> = {}): RouteListPage {
  const offset = Number(search.get('offset') ?? 0);
  const limit = Number(search.get('limit') ?? 100);
  const matched = search.get('q') ? 5 : total;
  const rows = Array.from({ length: Math.max(0, Math.min(limit, matched - offset)) }, (_, step) =>
    route(offset + step),
  );
  const facets = { hosts: [], methods: [], labels: [] };
  return {
    rows,
    offset,
    matched,
    total,
    facets,
    readAt: Date.now(),
    readMs: 1,
    stale: null,
    sort: 'name',
    ...overrides,
  };
}

const fetchMock = vi.fn<typeof fetch>();
let timers: ChangeTimer[] = [];
let answerNumbers: (routeIds: string[]) => Promise<Response>;

const range = { fromMs: 1_771_000_000_000, toMs: 1_771_003_600_000 };
const course = [0, 1, 2, null];
/** Of the first routes: one exact, one computed, one that could have had more calls, and one with none. */
const routesWithCalls: RouteNumbers[] = [
  { ...sure('r0', 3600), errors: 90, errorShare: 0.025, attributed: { ...all, exact: 3600 } },
  { ...sure('r1', 7200), attributed: { ...all, exact: 200, computed: 7000 } },
  { ...sure('r2', 36), attributed: { ...all, computed: 36, ambiguous: 12, candidates: 3 } },
];
function sure(routeId: string, calls: number): Omit<RouteNumbers, 'attributed'> {
  const durations = { p50Us: 12_000, p95Us: 340_000 };
  return { routeId, calls, perSecond: calls / 3600, errors: 0, errorShare: 0, ...durations, spark: course };
}
const numbersOf = (asked: string[], part: Partial<NumbersOfRoutes> = {}) => {
  const basis = { range, sparkStepS: 120, isObserved: true, source: 'ebpf' as const, cut: null, notices: [] };
  const answer: NumbersOfRoutes = { ...basis, asked, routes: routesWithCalls, ...part };
  return Promise.resolve(Response.json(answer));
};
const searchOf = (input: unknown) => new URL(String(input), 'http://console').searchParams;

/** What is loaded when it is needed is there already: a test does not wait for the transform of its modules. */
beforeAll(async () => {
  await Promise.all([
    import('@/components/changes/bulk/bulk-dialog'),
    import('@/components/changes/bulk/selection-bar'),
    import('@/components/changes/timer-chip'),
    import('@/components/changes/timer-feed'),
    import('@/components/ui/problem-panel'),
    import('@/components/time-range/time-range-control'),
    import('./route-empty'),
    import('./route-filters'),
    import('./route-grid-skeleton'),
    import('./route-numbers'),
    import('./stale-notice'),
    import('./view-options'),
  ]);
}, 60_000);
beforeEach(() => {
  getQueryClient().clear();
  timers = [];
  answerNumbers = numbersOf;
  vi.stubGlobal('fetch', (...[input, init]: Parameters<typeof fetch>) => {
    if (String(input).endsWith('/changes/timers')) return Promise.resolve(Response.json(timers));
    if (String(input).includes('/numbers/')) return answerNumbers(JSON.parse(String(init?.body)).routeIds);
    return fetchMock(input, init);
  });
  fetchMock.mockImplementation((input) => Promise.resolve(Response.json(page(searchOf(input)))));
  // jsdom lays nothing out: the virtual list is told the size of its viewport.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(240);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  HTMLElement.prototype.scrollTo = () => undefined;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  fetchMock.mockReset();
  push.mockReset();
});

function show(searchParams = '', onUrlUpdate?: OnUrlUpdateFunction) {
  const Nuqs = withNuqsTestingAdapter({ searchParams, hasMemory: true, ...(onUrlUpdate ? { onUrlUpdate } : {}) });
  const gateway = { id: 'g', name: 'Gateway' };
  return render(
    <Nuqs>
      <NextIntlClientProvider
        locale="en"
        messages={{ changes, common, metrics, plugins, problems, routes, shell, time, traces }}
        now={new Date()}
        timeZone="UTC"
      >
        <QueryClientProvider client={getQueryClient()}>
          <TooltipProvider>
            <GatewayProvider value={{ gateway, gateways: [gateway] }}>
              <RouteList />
            </GatewayProvider>
          </TooltipProvider>
        </QueryClientProvider>
      </NextIntlClientProvider>
    </Nuqs>,
  );
}

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

describe('the numbers of the rows', () => {
  const line = () => document.querySelector('[data-slot=route-numbers]');
  const cells = async (row: number) => {
    const name = await screen.findByText(`route ${row}`);
    const texts = [...(name.closest('[role=row]')?.querySelectorAll('[role=gridcell]') ?? [])].map(
      (cell) => cell.textContent,
    );
    return texts.slice(4, 7);
  };
  const isThere = async (text: string) =>
    await waitFor(() => expect(line()).toHaveTextContent(text), { timeout: 10_000 });

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

  test('the rows do not wait for them', async () => {
    answerNumbers = () => new Promise(() => undefined);
    show();
    expect(await screen.findByText('route 0')).toBeInTheDocument();
    await isThere('Reading numbers');
    expect(await cells(0)).toEqual(['', '', '']);
  });

  test('a DeepFlow that fails is said once, and each cell is missing rather than zero', async () => {
    const body = { type: 'about:blank', title: 'x', status: 504, code: 'upstream_timeout', upstream: 'querier' };
    answerNumbers = () => Promise.resolve(Response.json(body, { status: 504 }));
    show();
    await waitFor(() => expect(line()).toHaveTextContent('No numbers'), { timeout: 10_000 });
    expect(await cells(0)).toEqual(['–', '–', '–']);
    answerNumbers = numbersOf;
    fireEvent.click(screen.getByText('Try again'));
    await isThere('Numbers from calls');
  });

  test('without an observer nothing is said of any route', async () => {
    answerNumbers = (asked) => numbersOf(asked, { isObserved: false, routes: [] });
    show();
    await isThere('nothing watches this gateway');
    expect(await cells(0)).toEqual(['–', '–', '–']);
  });

  test('a cut reading says since when it holds', async () => {
    answerNumbers = (asked) => numbersOf(asked, { cut: { counted: 50_000, sinceS: 1_771_003_000 } });
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
    answerNumbers = () => new Promise(() => undefined);
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
    answerNumbers = fails;
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
  timers = [{ changeId: 'c7', plugin: 'opentelemetry', routeIds: ['r2'], at: Date.now() + 11.5 * 60_000 }];
  show();
  const link = await screen.findByRole('link', { name: 'opentelemetry: restored in 12 min' });
  expect(link).toHaveAttribute('href', '/g/changes/c7');
});
