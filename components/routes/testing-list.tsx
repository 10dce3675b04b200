import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { type OnUrlUpdateFunction, withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import { vi } from 'vitest';
import { GatewayProvider } from '@/components/shell/gateway-context';
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

/** The route list over a gateway of a thousand routes, for its tests. */

const chip = {
  status: 'off',
  offReason: 'absent',
  from: null,
  twice: false,
  sampling: null,
  someConsumers: false,
} as const;
export const route = (index: number): RouteSummary => ({
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
export const total = 1000;
export function page(search: URLSearchParams, overrides: Partial<RouteListPage> = {}): RouteListPage {
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

export const fetchMock = vi.fn<typeof fetch>();
/** What a test has the server answer beside the rows. */
export const answers = {
  timers: [] as ChangeTimer[],
  numbers: (routeIds: string[]): Promise<Response> => numbersOf(routeIds),
};

export const range = { fromMs: 1_771_000_000_000, toMs: 1_771_003_600_000 };
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
export const numbersOf = (asked: string[], part: Partial<NumbersOfRoutes> = {}) => {
  const basis = {
    range,
    sparkStepS: 120,
    isObserved: true,
    source: 'ebpf' as const,
    cut: null,
    keptFromS: null,
    completeToS: null,
    notices: [],
  };
  const answer: NumbersOfRoutes = { ...basis, asked, routes: routesWithCalls, ...part };
  return Promise.resolve(Response.json(answer));
};
export const searchOf = (input: unknown) => new URL(String(input), 'http://console').searchParams;

/** What is loaded when it is needed is there already: a test does not wait for the transform of its modules. */
export async function loadParts(): Promise<void> {
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
}

export function answerReads(): void {
  getQueryClient().clear();
  answers.timers = [];
  answers.numbers = numbersOf;
  vi.stubGlobal('fetch', (...[input, init]: Parameters<typeof fetch>) => {
    if (String(input).endsWith('/changes/timers')) return Promise.resolve(Response.json(answers.timers));
    if (String(input).includes('/numbers/')) return answers.numbers(JSON.parse(String(init?.body)).routeIds);
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
}

export function forgetAnswers(): void {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  fetchMock.mockReset();
}

export function show(searchParams = '', onUrlUpdate?: OnUrlUpdateFunction) {
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
