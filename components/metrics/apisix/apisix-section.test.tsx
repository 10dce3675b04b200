import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testChange } from '@/components/changes/testing-changes';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { ApisixMetrics, EstimatedQuantile, LatencyNumbers } from '@/lib/prometheus/apisix-metrics';
import { ApisixMetricsSection } from './apisix-section';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));
vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, note, model, syncKey, marked }: TimeChartProps) => (
    <figure
      aria-label={title}
      data-marked={marked ? marked.toMs - marked.fromMs : null}
      data-markers={model.markers?.map(({ href }) => href).join()}
      data-sync={syncKey}
    >
      {note}:{' '}
      {model.series.map(({ key, values }) => `${key} ${values.map((value) => value ?? '–').join('/')}`).join(', ')}
    </figure>
  ),
}));

const fromS = Date.UTC(2026, 0, 1) / 1000;
const range = { fromS, toS: fromS + 600 };
const estimate: EstimatedQuantile = { us: 47_000, fromUs: 20_000, toUs: 50_000 };
const whole = { p50: estimate, p90: estimate, p95: estimate, p99: estimate };
const latencyType = (first: number): LatencyNumbers['request'] => ({
  series: { p50: [first, 1], p90: [first, 2], p95: [first, 3], p99: [first, 4], mean: [first, 5] },
  whole,
  wholeMeanUs: 1,
});

const changed = testChange({ id: 'c1' });
const oneChange = () => Response.json({ rows: [changed], next: null, total: 1, actors: [] });

function apisix(over: Partial<ApisixMetrics> = {}): ApisixMetrics {
  return {
    source: { kind: 'prometheus', host: 'prometheus:9090' },
    prefix: 'apisix_',
    times: [fromS, fromS + 300],
    stepS: 300,
    windowS: 330,
    scrapeS: 30,
    range,
    status: {
      data: {
        codes: [
          { code: '200', values: [1, null], count: 590 },
          { code: '201', values: [0.5, null], count: 10 },
          { code: '503', values: [null, null], count: 0 },
        ],
        count: 600,
        first: [{ code: '503', count: 1 }],
        resets: 0,
      },
      problem: null,
    },
    latency: { data: { request: latencyType(7), upstream: latencyType(8), apisix: latencyType(9) }, problem: null },
    bandwidth: { data: { ingress: { values: [1, 2], bytes: 5 }, egress: { values: [3, 4], bytes: 6 } }, problem: null },
    notices: [],
    empty: null,
    ...over,
  };
}

const per = (value: number) => [value / 600, value / 600];
const deepflow: RouteMetrics = {
  times: [fromS, fromS + 300],
  stepS: 300,
  rate: per(600),
  outcomes: { ok: per(599), client_error: per(0), server_error: per(1), timeout: per(0), unknown: per(0) },
  duration: { p50: per(0), p90: per(0), p95: per(0), p99: per(0), max: per(0), average: per(0) },
  slowest: [],
  bytes: { request: [null, null], response: per(6) },
  totals: { calls: 600, perSecond: 2, errors: 1, p50Us: 30_000, p95Us: 49_000, p99Us: 1 },
  source: 'ebpf',
  attributed: { exact: 0, computed: 600, ambiguous: 90 },
  cut: null,
  keptFromS: null,
  completeToS: null,
  notices: [],
};

beforeEach(stubLayout);
afterEach(() => vi.unstubAllGlobals());

function show(answer: ApisixMetrics | { problem: object; status: number }, calls: RouteMetrics = deepflow, more = '') {
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('/changes?')) return oneChange();
    if (!url.includes('apisix-metrics')) return Response.json(calls);
    if (!('problem' in answer)) return Response.json(answer);
    return Response.json(answer.problem, { status: answer.status });
  });
  return render(more);
}

function render(more = '') {
  const search = `?from=${fromS * 1000}&to=${range.toS * 1000}${more}`;
  return renderScreen(<ApisixMetricsSection gatewayId="prod" routeId="r" />, search);
}

const rowOf = async (name: RegExp) => within(await screen.findByRole('row', { name }));

test('each chart names its source, a missing code is a zero and a missing scrape a gap', async () => {
  show(apisix());
  const status = await screen.findByRole('figure', { name: 'Requests by status' });
  expect(status).toHaveTextContent('APISIX, by Prometheus: 2xx 1.5/–, 5xx 0/–');
  expect(status).toHaveAttribute('data-sync', 'route');
  expect(
    screen.getByText(/Prometheus at prometheus:9090\. Scraped every 30 s; each point stands for the 5.5 min before it/),
  ).toBeVisible();
});

test('a code whose counter is no number makes a gap of its class and of no other', async () => {
  const codes = [
    { code: '200', values: [1, 1], count: 590 },
    { code: '503', values: [null, 2], notNumbers: [0], count: 10 },
    { code: '504', values: [4, null], count: 1 },
  ];
  show(apisix({ status: { data: { codes, count: 601, first: [], resets: 0 }, problem: null } }));
  expect(await screen.findByRole('figure', { name: 'Requests by status' })).toHaveTextContent('2xx 1/1, 5xx –/2');
  await userEvent.click(screen.getByRole('radio', { name: 'each' }));
  expect(screen.getByRole('figure', { name: 'Requests by status' })).toHaveTextContent('200 1/1, 503 –/2, 504 4/0');
});

test('a chart without a value says why it may be, but hides no earlier line', async () => {
  const nothing: LatencyNumbers['request'] = {
    series: { p50: [null, null], p90: [null, null], p95: [null, null], p99: [null, null], mean: [null, null] },
    whole: { p50: null, p90: null, p95: null, p99: null },
    wholeMeanUs: null,
  };
  const blank = apisix({
    status: { data: { codes: [], count: null, first: [], resets: 0 }, problem: null },
    latency: { data: { request: nothing, upstream: nothing, apisix: nothing }, problem: null },
  });
  const { unmount } = show(blank);
  expect(await screen.findAllByText(/no sample lies in it, or those that do are no numbers/)).toHaveLength(2);
  unmount();
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('/changes?')) return oneChange();
    if (!url.includes('apisix-metrics')) return Response.json(deepflow);
    const isToday = url.includes(`from=${fromS * 1000}`);
    const times = apisix().times.map((timeS) => timeS - 86_400);
    return Response.json(isToday ? blank : apisix({ times }));
  });
  render('&compare=day');
  expect(await screen.findByRole('figure', { name: 'Latency' })).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Requests by status' })).toBeVisible();
});

test('status codes and quantiles are a choice that the address keeps', async () => {
  const { url } = show(apisix());
  await userEvent.click(await screen.findByRole('radio', { name: 'each' }));
  expect(screen.getByRole('figure', { name: 'Requests by status' })).toHaveTextContent('200 1/–, 201 0.5/–, 503 0/–');
  expect(screen.getByRole('figure', { name: 'Latency' })).toHaveTextContent('request 7/3');
  await userEvent.click(screen.getByRole('radio', { name: 'mean' }));
  expect(screen.getByRole('figure', { name: 'Latency' })).toHaveTextContent('request 7/5, upstream 8/5, apisix 9/5');
  expect(url.search).toContain('codes=code');
  expect(url.search).toContain('latency=mean');
});

test('both sources stand side by side, with the difference and what explains it', async () => {
  show(apisix(), { ...deepflow, totals: { ...deepflow.totals, calls: 520 }, rate: per(520) });
  const calls = await rowOf(/^Requests/);
  expect(await calls.findByText('explained')).toBeVisible();
  expect(calls.getByText('+81 (+15.6 %)')).toBeVisible();
  expect(calls.getByText('DeepFlow leaves out 90 calls that could be another route’s.')).toBeVisible();
  const failed = await rowOf(/^Server errors/);
  expect(failed.getByText('agree')).toBeVisible();
  expect((await rowOf(/^Duration p50/)).getByText(/lies in APISIX’s bucket, 20 ms – 50 ms/)).toBeVisible();
  expect((await rowOf(/^Bytes in/)).getByText('–', { selector: 'td:first-of-type' })).toBeVisible();
});

test('without DeepFlow’s calls there is no comparison, and they can be asked for again', async () => {
  const problem = { type: 'about:blank', title: 'x', status: 400, code: 'upstream_rejected', upstream: 'querier' };
  let isDown = true;
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('/changes?')) return oneChange();
    if (url.includes('apisix-metrics')) return Response.json(apisix());
    return isDown ? Response.json(problem, { status: 400 }) : Response.json(deepflow);
  });
  render();
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Bandwidth' })).toBeVisible();
  expect(screen.queryByRole('table')).not.toBeInTheDocument();
  isDown = false;
  await userEvent.click(screen.getByRole('button', { name: /again/i }));
  expect(await (await rowOf(/^Requests/)).findByText('600', { selector: 'td:first-of-type' })).toBeVisible();
});

test('a part that comes with another try is compared as well', async () => {
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 504,
    code: 'upstream_timeout',
    upstream: 'prometheus',
  } as const;
  const { latency } = apisix();
  show(apisix({ latency: { data: null, problem } }));
  expect(await (await rowOf(/^Duration p50/)).findAllByText('–')).not.toHaveLength(0);
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('/changes?')) return oneChange();
    return Response.json(url.includes('apisix-metrics') ? apisix({ latency }) : deepflow);
  });
  await userEvent.click(screen.getByRole('button', { name: /again/i }));
  expect(await (await rowOf(/^Duration p50/)).findByText(/lies in APISIX’s bucket/)).toBeVisible();
});

test('changes of the route are marked in each chart', async () => {
  show(apisix());
  await waitFor(() => {
    const marked = screen.getAllByRole('figure').map((figure) => figure.getAttribute('data-markers'));
    expect(marked).toEqual(Array.from({ length: 3 }, () => '/prod/changes/c1'));
  });
});

test('the time that is chosen elsewhere on the page is marked', async () => {
  show(apisix(), deepflow, `&sel=${fromS * 1000},${fromS * 1000 + 60_000},0,1000`);
  expect(await screen.findByRole('figure', { name: 'Latency' })).toHaveAttribute('data-marked', '60000');
});

test('a panel that failed is a problem of its own', async () => {
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 504,
    code: 'upstream_timeout',
    upstream: 'prometheus',
  } as const;
  show(apisix({ latency: { data: null, problem } }));
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Bandwidth' })).toBeVisible();
  expect(screen.queryByRole('figure', { name: 'Latency' })).not.toBeInTheDocument();
});

test('a Prometheus API that does not answer is a problem with a retry', async () => {
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 502,
    code: 'upstream_unreachable',
    upstream: 'prometheus',
  };
  show({ problem, status: 502 });
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(screen.getByRole('button', { name: /again/i })).toBeVisible();
  expect(screen.queryByRole('figure')).not.toBeInTheDocument();
});

test('without the plugin in force the way to it is offered, and there is no comparison', async () => {
  show(apisix({ empty: { reason: 'off', offReason: 'absent' } }));
  const link = await screen.findByRole('link', { name: 'Open plugins' });
  expect(link).toHaveAttribute('href', expect.stringContaining('/prod/routes/r/plugins'));
  expect(screen.queryByRole('table')).not.toBeInTheDocument();
});

test.each([
  [{ reason: 'not_configured' as const }, 'Open status'],
  [{ reason: 'not_loaded' as const }, 'Open instrumentation'],
  [{ reason: 'not_scraped' as const, prefix: 'edge_' }, 'Open instrumentation'],
  [{ reason: 'label_disabled' as const }, 'Open instrumentation'],
  [{ reason: 'unknown_state' as const }, 'Open plugins'],
])('%o is said with one thing to do', async (empty, action) => {
  show(apisix({ empty }));
  expect(await screen.findByRole('link', { name: action })).toBeVisible();
});

test('what the numbers lack is said in sentences', async () => {
  show(
    apisix({
      notices: [
        { kind: 'resets', count: 2 },
        { kind: 'shared_label', label: 'cart', routes: [{ id: 'r2', name: 'cart' }] },
        { kind: 'clock_ahead', seconds: 240 },
      ],
    }),
  );
  const lacks = within(await screen.findByRole('list', { name: 'What these numbers lack' }));
  expect(lacks.getByText(/^2 counters began anew/)).toBeVisible();
  expect(lacks.getByText(/label “cart”.*cart \(r2\)/)).toBeVisible();
  expect(lacks.getByText(/lies 4 min in the future|lies 240 s in the future/)).toBeVisible();
});
