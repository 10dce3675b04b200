import 'server-only';
import {
  type DashboardAnswer,
  type DashboardFilter,
  type DashboardGroup,
  type DashboardPanel,
  type DashboardPanelKey,
  dashboardGroups,
  type PanelEmptyReason,
} from '@/lib/prometheus/apisix-dashboard';
import type { PromRange } from '@/lib/prometheus/dto';
import { quantilesOver } from '@/lib/prometheus/quantiles-over';
import { reachesLimit, topSeries } from '@/lib/prometheus/top-series';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { Snapshot } from '@/lib/server/apisix/snapshot';
import { gate } from '@/lib/server/changes/at-once';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { toProblem } from '@/lib/server/to-problem';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import { mostByLabel, panelExpression, scrapedNodes } from './apisix-expressions';
import { type PromTimes, queryInstant, queryRange } from './client';
import { wholeRange } from './cut-samples';
import type { MetricSource } from './expression';
import { metricSource } from './metric-prefix';
import { namedRoutes } from './named-routes';
import { chartTimes, untilNow } from './sample-times';
import { nodeScrapeS } from './scrape-interval';

const queriesAtOnce = 6;
const shownByLabel = 8;
const quantiles = [0.5, 0.9, 0.95, 0.99] as const;
const latencyTypes = ['request', 'upstream', 'apisix'] as const;

const gates = processWide('prometheus-gates', () => new Map<string, ReturnType<typeof gate>>());

export type DashboardQuery = { group: DashboardGroup; range: ResolvedRange; filter: DashboardFilter };

/**
 * The panels of one group over a range, each by one expression and each failing alone; six are asked at a time, all
 * groups together. Throws what finding the prefix of the metrics throws, `not_configured` without a Prometheus API.
 */
export async function apisixDashboard(
  gateway: GatewayConfig,
  { group, range: asked, filter }: DashboardQuery,
  signal?: AbortSignal,
): Promise<DashboardAnswer> {
  const range = untilNow(asked, Date.now());
  const source = await metricSource(gateway, signal);
  const scrapeS = await nodeScrapeS(gateway, source, Math.floor(range.toMs / 1000), signal);
  const { times, windowS } = chartTimes(range, scrapeS);
  const ask = async (key: DashboardPanelKey): Promise<DashboardPanel | 'nothing'> => {
    const expression = panelExpression(key, { source, filter, windowS });
    try {
      if (expression.kind === 'range') {
        const found = await queryRange(gateway, expression, times, signal);
        return toPanel(key, await wholeRange(gateway, expression, found, { windowS, signal }));
      }
      const samples = await queryInstant(gateway, expression, times.toS, signal);
      return samples.length === 0 ? 'nothing' : { state: 'samples', samples };
    } catch (error) {
      signal?.throwIfAborted();
      return { state: 'problem', problem: toProblem(error) };
    }
  };
  const keys: readonly DashboardPanelKey[] = dashboardGroups[group];
  const pass = gateOf(gateway);
  const [snapshot, ...answers] = await Promise.all([routesOf(gateway), ...keys.map((key) => pass(() => ask(key)))]);
  const isScraped = answers.includes('nothing') ? await pass(() => wasScraped(gateway, source, times, signal)) : true;
  const reason = (key: DashboardPanelKey) => emptyReason(key, { filter, isScraped, snapshot });
  const panels = keys.map((key, at): [DashboardPanelKey, DashboardPanel] => {
    const answer = answers[at] ?? 'nothing';
    return [key, answer === 'nothing' ? { state: 'empty', reason: reason(key) } : answer];
  });
  const labels = panels.flatMap(([, panel]) =>
    panel.state === 'series' ? panel.series.flatMap((one) => one.labels.route ?? []) : [],
  );
  return {
    panels: Object.fromEntries(panels),
    windowS,
    scrapeS,
    routes: snapshot ? namedRoutes(snapshot, labels) : {},
  };
}

type Whole = Awaited<ReturnType<typeof wholeRange>>;

function toPanel(key: DashboardPanelKey, { range: answer, cutBeforeS }: Whole): DashboardPanel | 'nothing' {
  const range = key === 'latency' ? toQuantiles(answer) : key === 'sharedDictFree' ? toUsed(answer) : answer;
  // What is not told apart by a label of many values is shown whole.
  const count = byLabel.includes(key) ? shownByLabel : latencyTypes.length * quantiles.length;
  const { series, others } = topSeries(range.series, count, { leastFirst: key === 'etcdReachable' });
  if (series.length === 0) return 'nothing';
  return {
    state: 'series',
    times: range.times,
    stepS: range.stepS,
    series,
    others: others && { ...others, ...(neverSummed.includes(key) && { values: null }) },
    isCut:
      answer.total !== null ||
      (byLabel.includes(key) && key !== 'sharedDictFree' && reachesLimit(range.series, mostByLabel)),
    cutBeforeS,
  };
}

/** Shares, states and revisions: their sum says nothing. */
const neverSummed: readonly DashboardPanelKey[] = ['sharedDictFree', 'etcdReachable', 'etcdIndexes'];

const byLabel: readonly DashboardPanelKey[] = [
  ...(['byRoute', 'byService', 'byConsumer', 'sharedDictFree'] as const),
  ...(['ingressByRoute', 'egressByRoute', 'ingressByService', 'egressByService'] as const),
];

/** Of each of APISIX's three latencies the quantiles, µs (the buckets are in ms). */
function toQuantiles(answer: PromRange): PromRange {
  const series = latencyTypes.flatMap((type) => {
    const found = quantilesOver(
      quantiles,
      answer.series.filter(({ labels }) => labels.type === type),
    );
    return quantiles.map((quantile, at) => ({
      labels: { type, quantile: String(quantile) },
      values: (found[at] ?? []).map((ms) => (ms === null ? null : ms * 1000)),
    }));
  });
  return { ...answer, series };
}

/** The share that is taken, so that the fullest has most. */
function toUsed(answer: PromRange): PromRange {
  const series = answer.series.map(({ values, ...one }) => ({
    ...one,
    values: values.map((free) => (free === null ? null : 1 - free)),
  }));
  return { ...answer, series };
}

async function wasScraped(
  gateway: GatewayConfig,
  source: MetricSource,
  times: PromTimes,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const { series } = await queryRange(gateway, scrapedNodes(source), times, signal);
    return series.some(({ values }) => values.some((value) => value !== null));
  } catch {
    signal?.throwIfAborted();
    // Not known: no reason is named that may be wrong.
    return true;
  }
}

function emptyReason(
  key: DashboardPanelKey,
  known: { filter: DashboardFilter; isScraped: boolean; snapshot: Snapshot | null },
): PanelEmptyReason {
  if (!known.isScraped) return 'not_scraped';
  const isOfRequests = key === 'latency' || dashboardGroups.requests.some((one) => one === key) || isBandwidth(key);
  const { instance, ...ofRequests } = known.filter;
  if (instance !== undefined || (isOfRequests && Object.values(ofRequests).some((value) => value !== undefined)))
    return 'filtered';
  if (isOfRequests) return known.snapshot && !countsRequests(known.snapshot) ? 'plugin_off' : 'no_traffic';
  return key === 'upstreamStatus' ? 'no_health_checks' : 'unknown_metric';
}

function isBandwidth(key: DashboardPanelKey): boolean {
  return dashboardGroups.bandwidth.some((one) => one === key);
}

/** Whether the `prometheus` plugin is, or may be, in force for any request. */
function countsRequests({ entries }: Snapshot): boolean {
  return entries.some(({ summary: { prometheus } }) => prometheus.status !== 'off' || prometheus.someConsumers);
}

/** Without the Admin API routes keep their labels, and no plugin is said to be off. */
function routesOf(gateway: GatewayConfig): Promise<Snapshot | null> {
  return routeIndex(gateway)
    .current()
    .catch(() => null);
}

function gateOf(gateway: GatewayConfig): ReturnType<typeof gate> {
  const known = gates.get(gateway.id) ?? gate(queriesAtOnce);
  gates.set(gateway.id, known);
  return known;
}
