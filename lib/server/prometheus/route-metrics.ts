import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import type { ApisixMetrics, CutMetric, Part, PromSource, StatusNumbers } from '@/lib/prometheus/apisix-metrics';
import type { PromRange, PromSample } from '@/lib/prometheus/dto';
import { routeInSnapshot } from '@/lib/server/apisix/listed-route';
import { pluginFacts } from '@/lib/server/apisix/plugin-facts';
import { stateOf } from '@/lib/server/apisix/route-entry';
import type { GatewayConfig } from '@/lib/server/config';
import { upstreamProblem } from '@/lib/server/upstream';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import { emptyOf, stretchOf, withNotices } from './apisix-notices';
import { type PromTimes, queryInstant, queryRange } from './client';
import { isDeepflow, wholeRange } from './cut-samples';
import type { Expression } from './expression-names';
import { defaultSource, metricSource } from './metric-prefix';
import { areNodesSeen } from './nodes-seen';
import * as expressions from './route-expressions';
import { sharersOf } from './route-labels';
import { bandwidthOf, latencyOf, statusOf } from './route-parts';
import {
  chartTimes,
  countedWindowS,
  countingTimes,
  highestValue,
  scrapeInterval,
  timesAroundNow,
  untilNow,
} from './sample-times';

/** A range that ends so shortly before now is about now: only there is the newest sample's age of interest. */
const liveMs = 60_000;

/**
 * What APISIX's `prometheus` plugin counted of a route in a range: requests by status code, latencies by type,
 * bandwidth, as series and of the whole range. The series are found by the route's id and, for `prefer_name`, its name.
 * A panel whose questions fail has its problem in its part. Throws `not_found` for a route that the gateway does not
 * have, the problem of reading its configuration, and the first panel's problem where all of them failed.
 */
export async function apisixMetrics(
  gateway: GatewayConfig,
  { routeId, ...asked }: ResolvedRange & { routeId: string },
  signal?: AbortSignal,
): Promise<ApisixMetrics> {
  const { entry, snapshot } = await routeInSnapshot(gateway, routeId);
  const state = stateOf(entry.object, snapshot.context, 'prometheus');
  const nowMs = Date.now();
  const range = untilNow(asked, nowMs);
  if (gateway.prometheus === null) return withoutSource(range);

  const metrics = await metricSource(gateway, signal);
  const labels = { source: metrics, routes: [...new Set([routeId, entry.summary.name])].filter((text) => text !== '') };
  const ask = {
    range: (expression: Expression, times: PromTimes) => queryRange(gateway, expression, times, signal),
    whole: (expression: Expression) => queryInstant(gateway, expression, Math.floor(range.toMs / 1000), signal),
  };
  const isLive = nowMs - range.toMs < liveMs;
  const [counted, around, isLabelDisabled] = await Promise.all([
    ask.range(expressions.sampleCounts(labels, countedWindowS), countingTimes(range)),
    isLive ? ask.range(expressions.newestSample(labels), timesAroundNow(nowMs)) : null,
    isRouteLabelOff(gateway, signal),
  ]);
  // A sample may have been taken while these were answered.
  const answeredMs = Date.now();
  const { scrapeS, series } = scrapeInterval(counted);
  const { times, windowS } = chartTimes(range, scrapeS);
  const rangeS = Math.max(1, Math.round((range.toMs - range.fromMs) / 1000));
  const cut: CutMetric[] = [];
  // Two questions a panel: lines of overlapping windows add up to no sum (docs/architecture.md).
  const part = <T>(
    metric: CutMetric,
    [rates, totals]: [Expression, Expression],
    make: (rates: PromRange, totals: PromSample[]) => T,
  ) => {
    const wholeRates = async () => {
      const found = await ask.range(rates, times);
      const whole = await wholeRange(gateway, rates, found, { windowS, isMeant: isMostOf[metric], signal });
      if (whole.cutBeforeS !== null) cut.push(metric);
      return whole.range;
    };
    return partOf(Promise.all([wholeRates(), ask.whole(totals)]).then((found) => make(...found)));
  };
  const { statusRates, statusTotals, latencyRates, latencyTotals, bandwidthRates, bandwidthTotals } = expressions;
  const [status, latency, bandwidth] = await Promise.all([
    part('http_status', [statusRates(labels, windowS), statusTotals(labels, rangeS)], statusOf),
    part('http_latency', [latencyRates(labels, windowS), latencyTotals(labels, rangeS)], latencyOf),
    part('bandwidth', [bandwidthRates(labels, windowS), bandwidthTotals(labels, rangeS)], bandwidthOf),
  ]);
  if (status.problem !== null && latency.problem !== null && bandwidth.problem !== null)
    throw new ProblemError(status.problem);

  const found = status.data?.routes ?? [];
  const isEmpty = status.data !== null && status.data.codes.length === 0 && series === 0;
  const shown: ApisixMetrics = {
    source: sourceOf(gateway),
    prefix: metrics.prefix,
    times: Array.from(
      { length: (times.toS - times.fromS) / times.stepS + 1 },
      (_, at) => times.fromS + at * times.stepS,
    ),
    stepS: times.stepS,
    windowS,
    scrapeS,
    range: { fromS: range.fromMs / 1000, toS: range.toMs / 1000 },
    status: status.data === null ? status : { data: withoutRoutes(status.data), problem: null },
    latency,
    bandwidth,
    notices: [],
    empty: isEmpty
      ? await emptyOf({
          state,
          isLabelDisabled,
          prefix: metrics.prefix,
          areNodesSeen: () => areNodesSeen(gateway, metrics, { atMs: range.toMs, windowS: rangeS }, signal),
        })
      : null,
  };
  if (shown.empty !== null) return shown;
  const newestS = around && highestValue(around);
  const hasFirst = (status.data?.first.length ?? 0) > 0;
  return withNotices(shown, {
    stretch: stretchOf(shown),
    wasScraped: !hasFirst || (await areNodesSeen(gateway, metrics, { atMs: range.fromMs }, signal)),
    state,
    isLabelDisabled,
    found,
    shared: sharersOf(snapshot, routeId, found.length > 0 ? found : labels.routes),
    newestS,
    asked: { fromS: nowMs / 1000, toS: answeredMs / 1000 },
    cut,
  });
}

/** Of the two selectors of latencies that of the buckets has most samples: what is left out is left out of it. */
const isMostOf: Partial<Record<CutMetric, (labels: Readonly<Record<string, string>>) => boolean>> = {
  http_latency: ({ le }) => le !== undefined,
};

/** Null: the metadata could not be read. */
async function isRouteLabelOff(gateway: GatewayConfig, signal: AbortSignal | undefined): Promise<boolean | null> {
  try {
    const { labels } = await pluginFacts(gateway, 'prometheus', signal);
    const status = labels?.find(({ metric }) => metric === 'http_status')?.labels;
    return status?.some(({ name, disabled }) => name === 'route' && disabled) ?? null;
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

async function partOf<T>(reading: Promise<T>): Promise<Part<T>> {
  try {
    return { data: await reading, problem: null };
  } catch (error) {
    if (error instanceof ProblemError) return { data: null, problem: error.problem };
    throw error;
  }
}

function sourceOf(gateway: GatewayConfig): PromSource | null {
  if (gateway.prometheus === null) return null;
  return { kind: isDeepflow(gateway) ? 'deepflow' : 'prometheus', host: new URL(gateway.prometheus.url).host };
}

function withoutRoutes({ routes: _, ...numbers }: StatusNumbers & { routes: string[] }): StatusNumbers {
  return numbers;
}

function withoutSource(range: ResolvedRange): ApisixMetrics {
  const none = { data: null, problem: upstreamProblem('prometheus', 'not_configured').problem };
  return {
    source: null,
    prefix: defaultSource.prefix,
    times: [],
    stepS: 1,
    windowS: 1,
    scrapeS: null,
    range: { fromS: range.fromMs / 1000, toS: range.toMs / 1000 },
    status: none,
    latency: none,
    bandwidth: none,
    notices: [],
    empty: { reason: 'not_configured' },
  };
}
