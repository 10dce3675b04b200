import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { LatencySplit } from '@/lib/deepflow/latency-split';
import type { ConnectionNumbers, RouteNetwork } from '@/lib/deepflow/network';
import type { ApisixMetrics, LatencyNumbers } from '@/lib/prometheus/apisix-metrics';
import { RouteMetricsView } from './route-metrics';

/* The parts of the page beside the calls' own, laid over the same of a day before, which is twice as much. */

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));
vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, model }: TimeChartProps) => (
    <p>
      {title}: {model.series.map(({ key, before }) => `${key} ${JSON.stringify(before ?? null)}`).join(' ')}{' '}
      {model.totalBefore ? `total ${JSON.stringify(model.totalBefore)} ` : ''}
      {model.beforeLabel}
    </p>
  ),
}));

const fromMs = Date.UTC(2026, 0, 8);
const toMs = fromMs + 3_600_000;
const none = [null, null];
const unseen = { mean: none, p95: none, known: 0, overallUs: null };

function splitOf(startS: number, isEarlier: boolean): LatencySplit {
  const part = { mean: isEarlier ? [2, 2] : [1, 1], p95: [3, 3], known: 2, overallUs: 1 };
  return {
    times: [startS, startS + 1800],
    stepS: 1800,
    // Then the upstream's side was not watched.
    parts: {
      clientNetwork: unseen,
      gateway: part,
      upstreamNetwork: isEarlier ? unseen : part,
      upstream: isEarlier ? unseen : part,
      beyond: isEarlier ? { ...part, mean: [8, 8] } : { ...part, mean: [0, 0] },
    },
    calls: 3,
    sampled: 3,
    selfAnswered: 0,
    unanswered: 0,
    outermost: [],
    source: 'ebpf',
    attributed: { exact: 0, computed: 3, ambiguous: 0 },
    cut: null,
    keptFromS: isEarlier ? startS + 1200 : null,
    notices: [],
  };
}

function networkOf(startS: number, isEarlier: boolean): RouteNetwork {
  const stepS = isEarlier ? 3600 : 1800;
  const values = isEarlier ? (isEarlierKept ? [40] : [null]) : [10, 10];
  const numbers: ConnectionNumbers = {
    sent: values,
    received: values,
    opened: values,
    retransmissions: values,
    retransmittedShare: values,
    zeroWindows: values,
    failures: isEarlier && isEarlierKept ? { client_rst_flow: values } : {},
    rttMean: values,
    rttMax: values,
    totals: { bytes: 1, packets: 1, retransmissions: 1, zeroWindows: 0, opened: 4, failed: 0, rttMaxUs: 9 },
  };
  return {
    times: isEarlier ? [startS] : [startS, startS + 1800],
    stepS,
    precision: '1m',
    gateways: ['gw-1'],
    clients: numbers,
    upstreams: hasOthers && !isEarlier ? [{ instance: 'up-9', service: 'up', calls: 1, numbers }] : [],
    others: hasOthers ? { instances: 2, numbers } : null,
    calls: 3,
    completeToS: toMs / 1000,
    notices: [],
  };
}

function apisixOf(startS: number, isEarlier: boolean): ApisixMetrics {
  const values = isEarlier ? [null, 4] : [2, 2];
  const type: LatencyNumbers['request'] = {
    series: { p50: values, p90: values, p95: values, p99: values, mean: values },
    whole: { p50: null, p90: null, p95: null, p99: null },
    wholeMeanUs: null,
  };
  const codes = ['200', ...(isEarlier ? ['503'] : [])].map((code) => ({ code, values, count: 1 }));
  return {
    source: { kind: 'prometheus', host: 'prometheus:9090' },
    prefix: 'apisix_',
    times: [startS, startS + 1800],
    stepS: 1800,
    windowS: 1800,
    scrapeS: 15,
    range: { fromS: startS, toS: startS + 3600 },
    status: { data: { codes, count: 2, first: [], resets: 0 }, problem: null },
    latency: { data: { request: type, upstream: type, apisix: type }, problem: null },
    bandwidth: { data: { ingress: { values, bytes: 1 }, egress: { values, bytes: 1 } }, problem: null },
    notices: isEarlier ? [{ kind: 'begins', atS: startS + 1800 }] : [],
    empty: null,
  };
}

const answers = { 'latency-split': splitOf, network: networkOf, 'apisix-metrics': apisixOf };
let isEarlierKept = true;
/** The route has more upstreams than are told one by one; then up-9 was not among those. */
let hasOthers = false;
let asked: string[] = [];
beforeEach(() => {
  stubLayout();
  isEarlierKept = true;
  hasOthers = false;
  asked = [];
  vi.stubGlobal('fetch', async (text: string) => {
    const { pathname, searchParams } = new URL(text, 'http://console');
    if (pathname.endsWith('/changes')) return Response.json({ rows: [], next: null, total: 0, actors: [] });
    const name = pathname.split('/').at(-1) ?? '';
    const answer = answers[name as keyof typeof answers];
    if (answer === undefined) return new Promise(() => undefined);
    const startMs = Number(searchParams.get('from'));
    asked.push(`${name} ${(fromMs - startMs) / 3_600_000}`);
    return Response.json(answer(startMs / 1000, startMs < fromMs));
  });
});
afterEach(() => vi.unstubAllGlobals());

const show = (rest: string) =>
  renderScreen(<RouteMetricsView gatewayId="prod" routeId="r" />, `?from=${fromMs}&to=${toMs}${rest}`);
const shown = (start: RegExp) => screen.findAllByText(start).then((all) => all.map(({ textContent }) => textContent));

test('connections, parts of durations and APISIX’s own numbers are laid over those of the other time, each asked for once', async () => {
  show('&compare=day');
  await waitFor(() =>
    expect(asked.toSorted()).toEqual(
      Object.keys(answers)
        .flatMap((name) => [`${name} 0`, `${name} 24`])
        .sort(),
    ),
  );
  expect(await screen.findByText(/^Latency: request \[null,4\].* a day before$/)).toBeInTheDocument();
  // Of an hour before, where today's buckets are of half an hour: what is counted is halved, what is a rate is not.
  expect(await screen.findByText(/^Opened connections: opened \[20,20\] a day before$/)).toBeInTheDocument();
  expect(await screen.findByText(/^Throughput: sent \[40,40\] received \[40,40\] a day before$/)).toBeInTheDocument();
});

test('kinds of failures and of answers that there are no more are part of what was before', async () => {
  show('&compare=day');
  expect(await screen.findByText(/client_rst_flow \[20,20\] a day before$/)).toBeInTheDocument();
  expect(
    await screen.findByText(/^Requests by status: 2xx \[null,4\] total \[null,8\] a day before$/),
  ).toBeInTheDocument();
});

test('of parts that were told apart otherwise the whole is compared', async () => {
  show('&compare=day');
  const [mean] = await shown(/total \[10,10\] a day before$/);
  expect(mean).toContain('gateway [2,2]');
  expect(mean).toContain('upstream [null,null]');
});

test('an earlier time that is not kept is said, of each part for itself, and never drawn as zero', async () => {
  isEarlierKept = false;
  show('&compare=day');
  expect(await screen.findByText('There are no data from a day before to compare with.')).toBeInTheDocument();
  expect(await screen.findByText(/^Opened connections: opened \[null,null\]/)).toBeInTheDocument();
  expect(await screen.findByText(/^DeepFlow keeps a part of the data from a day before: .*00:20/)).toBeInTheDocument();
  expect(await screen.findByText(/^What there is from a day before begins late: .*00:30/)).toBeInTheDocument();
});

test.each(['*', 'up-9'])(
  'connections of peer %s are not compared with other ones, nor said to have been none',
  async (peer) => {
    hasOthers = true;
    show(`&compare=day&peer=${peer}`);
    expect(
      await screen.findByText(/^Only the busiest upstreams are told one by one, .* a day before to/),
    ).toBeVisible();
    expect(screen.getByText(/^Opened connections: opened null\s*$/)).toBeInTheDocument();
    expect(screen.queryByText(/^There are no data/)).toBeNull();
  },
);
