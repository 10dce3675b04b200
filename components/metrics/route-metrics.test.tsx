import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { LatencySplit } from '@/lib/deepflow/latency-split';
import type { ConnectionNumbers, RouteNetwork } from '@/lib/deepflow/network';
import { RouteMetricsView } from './route-metrics';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));
// It has tests of its own.
vi.mock('./apisix/apisix-section', () => ({ ApisixMetricsSection: () => null }));
vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, marked }: TimeChartProps) => (
    <p>
      {title} {marked ? `${marked.fromMs}–${marked.toMs}` : 'unmarked'}
    </p>
  ),
}));

const fromMs = Date.UTC(2026, 0, 1);
const toMs = fromMs + 3_600_000;
const [t0, t1] = [fromMs + 600_000, fromMs + 1_200_000];
const one = [1, 2];
const metrics: RouteMetrics = {
  times: [fromMs / 1000, fromMs / 1000 + 1800],
  stepS: 1800,
  rate: one,
  outcomes: { ok: one, client_error: one, server_error: one, timeout: one, unknown: one },
  duration: { p50: one, p90: one, p95: one, p99: one, max: one, average: one },
  slowest: [],
  bytes: { request: one, response: one },
  keptFromS: null,
  completeToS: null,
  totals: { calls: 3, perSecond: 1, errors: 0, p50Us: 1, p95Us: 1, p99Us: 1 },
  source: 'ebpf',
  attributed: { exact: 0, computed: 3, ambiguous: 0 },
  cut: null,
  notices: [],
};

const { times, stepS } = metrics;
const part = { mean: one, p95: one, known: 2, overallUs: 1 };
const unseen = { mean: [null, null], p95: [null, null], known: 0, overallUs: null };
const split: LatencySplit = {
  times,
  stepS,
  parts: {
    clientNetwork: unseen,
    gateway: part,
    upstreamNetwork: part,
    upstream: part,
    beyond: { ...part, mean: [0, 0] },
  },
  calls: 3,
  sampled: 3,
  selfAnswered: 0,
  unanswered: 1,
  outermost: [],
  source: 'ebpf',
  attributed: metrics.attributed,
  cut: null,
  keptFromS: null,
  notices: [],
};
const numbers: ConnectionNumbers = {
  sent: one,
  received: one,
  opened: one,
  retransmissions: one,
  retransmittedShare: one,
  zeroWindows: one,
  failures: {},
  rttMean: one,
  rttMax: one,
  totals: { bytes: 1500, packets: 50, retransmissions: 1, zeroWindows: 0, opened: 4, failed: 0, rttMaxUs: 900 },
};
const network: RouteNetwork = {
  times,
  stepS,
  precision: '1m',
  gateways: ['gw-1'],
  clients: numbers,
  upstreams: [{ instance: 'orders-1', service: 'orders', calls: 3, numbers }],
  others: { instances: 2, numbers },
  calls: 3,
  completeToS: toMs / 1000,
  notices: [],
};
const answers: Record<string, unknown> = { metrics, 'latency-split': split, network };
const failing = new Set<string>();
const nameOf = (url: string) => /\/routes\/r\/([a-z-]+)/.exec(url)?.[1] ?? '';
const asked: string[] = [];
const askedFor = () => asked.map(nameOf).filter((name) => name !== '');

beforeEach(() => {
  stubLayout();
  failing.clear();
  asked.length = 0;
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    if (url.includes('/changes?')) return Response.json({ rows: [], next: null, total: 0, actors: [] });
    const what = nameOf(url);
    // Breakdowns have their own test, and are still on their way in this one.
    if (what === 'breakdown') return new Promise(() => undefined);
    return failing.has(what)
      ? Response.json(
          { type: 'about:blank', title: `${what} failed`, status: 400, code: 'invalid_input' },
          { status: 400 },
        )
      : Response.json(answers[what]);
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Four of the calls, two of their parts, five of connections: none failed, which stands in words. */
const drawn = 11;

const show = (sel: string) =>
  renderScreen(<RouteMetricsView gatewayId="prod" routeId="r" />, `?from=${fromMs}&to=${toMs}${sel}`);

test('what was selected on the traces tab is marked in every chart and named, and can be taken away; going back brings it again', async () => {
  const { url } = show(`&sel=${t0},${t1},100000,2000000`);
  await waitFor(() => expect(screen.getAllByText(new RegExp(`${t0}–${t1}$`))).toHaveLength(drawn));
  await userEvent.click(
    screen.getByRole('button', {
      name: 'Remove the filter: Selected in the picture 00:10:00 – 00:20:00 · 100 ms – 2 s',
    }),
  );
  await waitFor(() => expect(screen.getAllByText(/unmarked$/)).toHaveLength(drawn));
  expect(url.search).not.toContain('sel=');
  expect(url.history).toBe('push');
});

test('the marked time becomes the range of the page, and the selection stays', async () => {
  const { url } = show(`&sel=${t0},${t1},100000,2000000`);
  await userEvent.click(await screen.findByRole('button', { name: 'Zoom to the band' }));
  await waitFor(() => expect(url.search).toContain(`from=${t0}&to=${t1}`));
  expect(url.search).toContain('sel=');
  expect(url.history).toBe('push');
});

test('without a selection nothing is marked, and neither is one that lies outside the range', async () => {
  const { unmount } = show('');
  await waitFor(() => expect(screen.getAllByText(/unmarked$/)).toHaveLength(drawn));
  unmount();
  show(`&sel=${fromMs - 2000},${fromMs - 1000},0,5`);
  await waitFor(() => expect(screen.getAllByText(/unmarked$/)).toHaveLength(drawn));
  expect(screen.queryByRole('button', { name: /Remove the filter/ })).not.toBeInTheDocument();
});

test('a source that fails breaks its own part alone', async () => {
  failing.add('network');
  show('');
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible();
  await waitFor(() => expect(screen.getAllByText(/unmarked$/)).toHaveLength(6));
});

test('a part of the time that nothing observed is named with its reason, not drawn', async () => {
  show('');
  expect(await screen.findByText(/no agent saw these calls before they reached the gateway/)).toBeInTheDocument();
  expect(screen.getByText(/1 call got no answer and cannot be split/)).toBeInTheDocument();
});

test('of a time that is kept no more it is not said that there were no calls to split', async () => {
  const nothing = Object.fromEntries(Object.keys(split.parts).map((name) => [name, unseen]));
  answers['latency-split'] = { ...split, parts: nothing, calls: 0, sampled: 0, notices: ['not_kept'] };
  show('');
  expect(await screen.findByText('DeepFlow keeps nothing of this time range')).toBeVisible();
  expect(screen.queryByText('No calls in this range')).not.toBeInTheDocument();
  answers['latency-split'] = split;
});

test('where DeepFlow cannot split the time, APISIX’s own chart stays; that it could not be read is said as such', async () => {
  failing.add('latency-split').add('apisix-metrics');
  show('');
  expect(await screen.findByText(/^APISIX’s latency could not be read/)).toBeVisible();
  expect(screen.getByRole('heading', { name: 'Mean as APISIX tells it' })).toBeVisible();
  expect(screen.queryByText(/has counted no latency/)).not.toBeInTheDocument();
});

test('without a Prometheus API nothing failed: APISIX has counted nothing', async () => {
  const none = { data: null, problem: { type: 'about:blank', title: 'x', status: 404, code: 'not_configured' } };
  const parts = { status: none, latency: none, bandwidth: none, notices: [], empty: { reason: 'not_configured' } };
  answers['apisix-metrics'] = { ...parts, source: null, prefix: 'apisix_', times: [], stepS: 1, windowS: 1 };
  show('');
  expect(await screen.findByText(/has counted no latency/)).toBeVisible();
  delete answers['apisix-metrics'];
});

test('whose connections are shown is said, and another end can be chosen', async () => {
  const { url } = show('');
  expect(await screen.findByText(/numbers of all routes through this gateway, not of this route alone/)).toBeVisible();
  expect(screen.getByText('No connection failed in this range.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Gateway → orders-1' }));
  expect(screen.getByText(/through this gateway to this upstream, not of this route alone/)).toBeVisible();
  expect(url.search).toContain('peer=orders-1');
});

test('what lies out of sight is asked for when it comes near', async () => {
  const watched: { see: () => void; id: string }[] = [];
  class Observer {
    constructor(private readonly tell: (entries: { isIntersecting: boolean }[]) => void) {}
    observe(element: Element) {
      watched.push({ see: () => this.tell([{ isIntersecting: true }]), id: element.id });
    }
    disconnect() {}
  }
  vi.stubGlobal('IntersectionObserver', Observer);
  show('');
  const see = (id: string) => act(() => watched.find((one) => one.id === id)?.see());
  see('red');
  await waitFor(() => expect(screen.getAllByText(/unmarked$/)).toHaveLength(4));
  expect(askedFor()).toEqual(['metrics']);
  see('network');
  await waitFor(() => expect(askedFor()).toEqual(['metrics', 'network']));
});

test('charts and breakdowns are of the calls that pass the filters of the address; a chip takes one away', async () => {
  const { url } = show('&status=503&method=GET&endpoint=/p/{id}');
  await screen.findAllByText(/unmarked$/);
  const of = (name: string) => asked.findLast((one) => one.includes(`/${name}?`));
  for (const name of ['metrics', 'breakdown'])
    expect(of(name)).toContain('method=GET&status=503&endpoint=%2Fp%2F%7Bid%7D');
  await userEvent.click(screen.getByRole('button', { name: 'Remove the filter: Method GET' }));
  await waitFor(() => expect(of('metrics')).not.toContain('method='));
  await waitFor(() => expect(of('breakdown')).not.toContain('method='));
  expect(url.search).toContain('status=503');
});

test('filters that let no call through can be seen and cleared', async () => {
  vi.stubGlobal('fetch', async (url: string) => {
    if (nameOf(url) !== 'metrics') return new Promise(() => undefined);
    return Response.json({
      ...metrics,
      totals: { ...metrics.totals, calls: 0 },
      attributed: { exact: 0, computed: 0, ambiguous: 0 },
    });
  });
  const { url } = show('&outcome=timeout');
  expect(await screen.findByRole('button', { name: 'Remove the filter: Outcome Timeout' })).toBeVisible();
  expect(await screen.findByText(/none that match what is chosen above/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  await waitFor(() => expect(url.search).not.toContain('outcome'));
});

test('calls of which no point can be drawn are told from a range without a call', async () => {
  answers.metrics = { ...metrics, rate: [null, null] } satisfies RouteMetrics;
  show('');
  expect(await screen.findByText(/From 3 calls .* No point lies whole in what is known of this range/)).toBeVisible();
  answers.metrics = metrics;
});

test('a range that DeepFlow keeps in part is drawn, calls or none, and says from when on; one that it does not keep says that', async () => {
  const [startS, none] = [fromMs / 1000 + 1800, { ...metrics.totals, calls: 0 }];
  answers.metrics = { ...metrics, rate: [null, 0], totals: none, keptFromS: startS } satisfies RouteMetrics;
  const lagging = { completeToS: toMs / 1000 - 99, notices: ['lagging'] } satisfies Partial<RouteMetrics>;
  answers.metrics = { ...(answers.metrics as RouteMetrics), ...lagging };
  const { unmount } = show('');
  // By how much DeepFlow is late is known then, and nothing taken for granted.
  expect(await screen.findByText(/What ended after .* need not be in DeepFlow yet/)).toBeVisible();
  expect(await screen.findByText(/DeepFlow keeps nothing from before .*: until then lines have a gap/)).toBeVisible();
  unmount();
  answers.metrics = { ...metrics, totals: none, keptFromS: toMs, notices: ['not_kept'] } satisfies RouteMetrics;
  show('');
  expect(await screen.findByText('DeepFlow keeps nothing of this time range')).toBeVisible();
  answers.metrics = metrics;
});
