import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { GatewayProvider } from '@/components/shell/gateway-context';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { GatewayNumbers, RouteNumbers } from '@/lib/deepflow/gateway-numbers';
import type { GatewayNodes } from '@/lib/prometheus/gateway-nodes';
import { OverviewPage } from './overview-page';
import { asMetrics, rank } from './prepare-overview';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams('from=now-3h') }));
vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, model: { fromS, toS, series, beforeLabel } }: TimeChartProps) => (
    <p>
      chart {title} {fromS}–{toS} {JSON.stringify(series[0]?.values)}
      {beforeLabel === undefined ? '' : ` ${JSON.stringify(series[0]?.before)} ${beforeLabel}`}
    </p>
  ),
}));

const fromMs = Date.UTC(2026, 0, 1);
const toMs = fromMs + 3_600_000;
const values = [1, 2];

function route(routeId: string, over: Partial<RouteNumbers> = {}): RouteNumbers {
  return {
    routeId,
    calls: 10,
    perSecond: 1,
    errors: 0,
    errorShare: 0,
    p50Us: 1000,
    p95Us: 2000,
    spark: [1, null, 2],
    attributed: { exact: 10, computed: 0, ambiguous: 0, candidates: 0 },
    ...over,
  };
}

const numbers: GatewayNumbers = {
  range: { fromMs, toMs },
  sparkStepS: 60,
  isObserved: true,
  source: 'ebpf',
  cut: null,
  keptFromS: null,
  completeToS: null,
  notices: [],
  times: [fromMs / 1000, fromMs / 1000 + 1800],
  stepS: 1800,
  rate: values,
  outcomes: { ok: values, client_error: values, server_error: values, timeout: values, unknown: values },
  duration: { p50: values, p90: values, p95: values, p99: values, max: values, average: values },
  totals: { calls: 100, perSecond: 1, errors: 5, p50Us: 1000, p95Us: 2000, p99Us: 3000 },
  routes: [
    route('busy', { calls: 50 }),
    route('slow', { p95Us: 9_000_000, attributed: { exact: 4, computed: 6, ambiguous: 0, candidates: 0 } }),
    route('bad', { errors: 5, errorShare: 0.5, attributed: { exact: 10, computed: 0, ambiguous: 3, candidates: 2 } }),
  ],
  attributed: { exact: 24, computed: 6 },
  ambiguous: 3,
  withoutRoute: {
    calls: 7,
    notFound: 6,
    paths: [{ method: 'GET', host: 'shop.example.com', path: '/.env', calls: 6 }],
  },
};

const nodes: GatewayNodes = {
  atS: toMs / 1000,
  nodes: [
    {
      instance: 'a:9091',
      hostname: 'host',
      version: '3.18.0',
      requestsPerS: 2,
      connections: { active: 5, waiting: 1, writing: null, reading: null },
      etcdReachable: true,
      metricErrors: 0,
      revisions: { routes: 60, newest: 60, etcd: 66 },
      config: 'behind',
      seenS: null,
    },
  ],
  dicts: [{ instance: 'a:9091', name: 'prometheus-metrics', capacityBytes: 1_000_000, freeBytes: 100_000, used: 0.9 }],
  wanted: { routes: 66, changedAtS: 1 },
  scrapeS: 15,
  failures: [],
};

const problem = { type: 'about:blank', title: 'x', status: 504, code: 'upstream_rejected', upstream: 'prometheus' };
let answers: Record<string, (url: string) => Response>;

beforeEach(() => {
  stubLayout();
  answers = {
    '/numbers': () => Response.json(numbers),
    '/nodes': () => Response.json(nodes),
    '/route-names': () => Response.json({ busy: 'Busy shop', slow: '', bad: 'Bad one' }),
  };
  vi.stubGlobal('fetch', async (url: string) => {
    const [, answer] = Object.entries(answers).find(([part]) => url.includes(part)) ?? [];
    return answer?.(url) ?? Response.json(problem, { status: 504 });
  });
});
afterEach(() => vi.unstubAllGlobals());

const gateway = { id: 'prod', name: 'Prod' };
const show = () =>
  renderScreen(
    <GatewayProvider value={{ gateway, gateways: [gateway] }}>
      <OverviewPage gatewayId="prod" />
    </GatewayProvider>,
    `?from=${fromMs}&to=${toMs}`,
  );

test('from when on calls are kept, and from when on they may be missing, is said, and a node that reports no longer is not behind', async () => {
  const reach = { keptFromS: fromMs / 1000 + 60, completeToS: toMs / 1000 - 15 };
  answers['/numbers'] = () => Response.json({ ...numbers, ...reach } satisfies GatewayNumbers);
  const [node] = nodes.nodes;
  const gone = { ...node, config: 'gone', seenS: toMs / 1000 - 120 };
  answers['/nodes'] = () => Response.json({ ...nodes, nodes: [gone] });
  show();
  expect(
    await screen.findByText(/Calls are taken to be in DeepFlow 15 s after their end: .* left out of lines and rates/),
  ).toBeVisible();
  expect(screen.getByText(/DeepFlow keeps nothing from before .*: until then lines have a gap/)).toBeVisible();
  expect(await screen.findByText(/^silent since/)).toBeVisible();
  expect(screen.queryByText('behind')).not.toBeInTheDocument();
});

test('a range without calls is drawn where it is kept in part; of one that is not kept that is said, not that nothing watched', async () => {
  const none = { ...numbers, totals: { ...numbers.totals, calls: 0 }, keptFromS: fromMs / 1000 + 1800 };
  answers['/numbers'] = () => Response.json({ ...none, rate: [null, 0] } satisfies GatewayNumbers);
  const { unmount } = show();
  expect(await screen.findByText(/^chart Requests .* \[null,0\]/)).toBeInTheDocument();
  unmount();
  const gone: Partial<GatewayNumbers> = { isObserved: false, keptFromS: toMs / 1000 + 60, notices: ['not_kept'] };
  answers['/numbers'] = () => Response.json({ ...none, ...gone });
  show();
  expect(await screen.findByText('DeepFlow keeps nothing of this time range')).toBeVisible();
  expect(screen.queryByText(/DeepFlow sees nothing of the gateway/)).not.toBeInTheDocument();
});

test('charts are of the range that was read, whatever the page asks for', async () => {
  const range = { fromMs: fromMs - 7_200_000, toMs: toMs - 7_200_000 };
  const times = numbers.times.map((time) => time - 7200);
  answers['/numbers'] = () => Response.json({ ...numbers, range, times } satisfies GatewayNumbers);
  show();
  expect(
    await screen.findByText(`chart Requests ${range.fromMs / 1000}–${range.toMs / 1000} ${JSON.stringify(values)}`),
  ).toBeInTheDocument();
});

test('the whole gateway is compared with an earlier time, as the address says', async () => {
  const weekMs = 7 * 86_400_000;
  answers['/numbers'] = (url) => {
    if (!url.includes(`from=${fromMs - weekMs}`)) return Response.json(numbers);
    const range = { fromMs: fromMs - weekMs, toMs: toMs - weekMs };
    const times = numbers.times.map((time) => time - weekMs / 1000);
    return Response.json({ ...numbers, range, times, rate: [5, 6] } satisfies GatewayNumbers);
  };
  const { url } = show();
  await userEvent.click(await screen.findByRole('radio', { name: 'week before' }));
  expect(await screen.findByText(/^chart Requests .* \[5,6\] a week before$/)).toBeInTheDocument();
  expect(url.search).toContain('compare=week');
});

test('routes lead by traffic, duration and failures, each a link that keeps the time range, with how sure it is', async () => {
  show();
  const busiest = await screen.findByRole('region', { name: 'Busiest routes' });
  await waitFor(() => expect(within(busiest).getAllByRole('link')[0]).toHaveTextContent('Busy shop'));
  expect(within(busiest).getAllByRole('link')[0]).toHaveAttribute('href', '/prod/routes/busy/metrics?from=now-3h');
  const slowest = within(screen.getByRole('region', { name: 'Slowest routes' })).getAllByRole('row');
  expect(slowest[1]).toHaveTextContent('slow');
  expect(slowest[1]).toHaveTextContent(/calls are this route’s by computation/);
  // A plain table does not move the focus by itself.
  expect(within(slowest[1] as HTMLElement).getByRole('button')).toHaveProperty('tabIndex', 0);
  const failing = within(screen.getByRole('region', { name: 'Most failing routes' })).getAllByRole('row');
  expect(failing).toHaveLength(2);
  expect(failing[1]).toHaveTextContent('Bad one');
  expect(failing[1]).toHaveTextContent(/could be another route’s, so not counted/);
  expect(failing[1]).toHaveTextContent('50 %');
});

test('what no route explains is counted, with its addresses', async () => {
  show();
  const table = await screen.findByRole('region', { name: 'Traffic that no route explains' });
  expect(screen.getByText(/7 calls reached .* 6 answered 404, 1 otherwise/)).toBeVisible();
  expect(within(table).getByText('/.env')).toBeVisible();
});

test('the nodes’ numbers name their moment, which is not the range that the traffic is of', async () => {
  show();
  expect(await screen.findByText(/^as of Jan \d+, .*requests over the last scrapes before$/)).toBeVisible();
});

test('a node that lags is named so, and a dict shows its share', async () => {
  show();
  const table = await screen.findByRole('region', { name: 'Nodes and configuration' });
  expect(within(table).getByRole('row', { name: /a:9091/ })).toHaveTextContent('behind');
  expect(within(screen.getByRole('region', { name: 'Shared dicts' })).getByText('90 %')).toBeVisible();
});

test('each part fails alone', async () => {
  delete answers['/nodes'];
  show();
  expect(await screen.findByRole('alert')).toHaveTextContent('The PromQL endpoint answered with an error');
  expect(await screen.findByRole('region', { name: 'Busiest routes' })).toBeVisible();
});

test('no call at all and nothing that watches are told apart', async () => {
  const none = { ...numbers, totals: { ...numbers.totals, calls: 0 }, routes: [] };
  answers['/numbers'] = () => Response.json(none);
  const { unmount } = show();
  expect(await screen.findByRole('heading', { name: 'No call reached the gateway' })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Look further back' })).toBeVisible();
  unmount();
  answers['/numbers'] = () => Response.json({ ...none, isObserved: false });
  show();
  expect(await screen.findByRole('heading', { name: 'DeepFlow sees nothing of the gateway' })).toBeVisible();
});

test('a route that has nothing of what is ranked by is in no ranking', () => {
  expect(rank([route('a', { p95Us: null })], 'slowest')).toEqual([]);
  expect(rank([route('a')], 'failing')).toEqual([]);
});

test('certain calls are those of all routes, also where only some lead; ambiguous ones are counted once', () => {
  expect(asMetrics({ ...numbers, routes: numbers.routes.slice(0, 1) }).attributed).toEqual({
    exact: 24,
    computed: 6,
    ambiguous: 3,
  });
});
