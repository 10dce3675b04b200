import 'server-only';
import {
  aggregated,
  combined,
  type Matcher,
  type MetricSource,
  oneOfValues,
  over,
  type Promql,
  sampleTimes,
  seriesOf,
  valueCounts,
} from './expression';
import type { Expression } from './expression-names';

/** How far back Prometheus and DeepFlow look for a series' last sample. */
const lookbackS = 300;

/** Whose series are asked for: the gateway's, and the values that its label `route` may have. */
export type RouteLabels = { source: MetricSource; routes: readonly string[] };

type Metric = 'http_status' | 'http_latency_bucket' | 'http_latency_sum' | 'bandwidth';

function series({ source, routes }: RouteLabels, metric: Metric): Promql {
  const route: Matcher = oneOfValues('route', routes);
  return seriesOf(source, metric, [route]);
}

/** The requests of a route. */
export function requestsOf(labels: RouteLabels): Promql {
  return series(labels, 'http_status');
}

/**
 * First values of series that were not there before a range. What was there is told by a window: right after a failed
 * scrape a series is stale, and would seem new with all that it has ever counted.
 */
export function youngIn(counters: Promql, rangeS: number): Promql {
  return combined(
    over('min_over_time', counters, rangeS),
    'unless',
    over('count_over_time', counters, lookbackS, rangeS),
  );
}

const both = (left: Promql, right: Promql) => combined(left, 'or', right);

/** Requests per second by `code` and by the `route` that the series bears. */
export function statusRates(labels: RouteLabels, windowS: number): Expression {
  const rates = over('rate', series(labels, 'http_status'), windowS);
  return { name: 'route.status', kind: 'range', query: aggregated('sum', rates, ['code', 'route']).promql };
}

/**
 * Requests of a whole range, in one answer told apart by their labels: with `code` alone what the counters grew by;
 * with `code` and `route` the first values of series that were not there before the range; with `route` alone how often
 * counters began anew.
 */
export function statusTotals(labels: RouteLabels, rangeS: number): Expression {
  const counters = series(labels, 'http_status');
  const growth = aggregated('sum', over('increase', counters, rangeS), ['code']);
  const resets = aggregated('sum', over('resets', counters, rangeS), ['route']);
  const query = both(both(growth, aggregated('sum', youngIn(counters, rangeS), ['code', 'route'])), resets).promql;
  return { name: 'route.status_totals', kind: 'instant', query };
}

/**
 * The latency histograms by `type`: with `le` their buckets, without it the sums of milliseconds, per second. Quantiles
 * are made of these here, so that one answer has them all.
 */
export function latencyRates(labels: RouteLabels, windowS: number): Expression {
  return { name: 'route.latency', kind: 'range', query: latencies(labels, 'rate', windowS).promql };
}

/** The same of a whole range, as growth. */
export function latencyTotals(labels: RouteLabels, rangeS: number): Expression {
  return { name: 'route.latency_totals', kind: 'instant', query: latencies(labels, 'increase', rangeS).promql };
}

function latencies(labels: RouteLabels, name: 'rate' | 'increase', windowS: number): Promql {
  const buckets = over(name, series(labels, 'http_latency_bucket'), windowS);
  const sums = over(name, series(labels, 'http_latency_sum'), windowS);
  return both(aggregated('sum', buckets, ['type', 'le']), aggregated('sum', sums, ['type']));
}

/** Bytes per second by `type`. */
export function bandwidthRates(labels: RouteLabels, windowS: number): Expression {
  const rates = over('rate', series(labels, 'bandwidth'), windowS);
  return { name: 'route.bandwidth', kind: 'range', query: aggregated('sum', rates, ['type']).promql };
}

/** Bytes of a whole range by `type`. */
export function bandwidthTotals(labels: RouteLabels, rangeS: number): Expression {
  const growth = over('increase', series(labels, 'bandwidth'), rangeS);
  return { name: 'route.bandwidth_totals', kind: 'instant', query: aggregated('sum', growth, ['type']).promql };
}

/**
 * How many series of the route have how many samples (label `value`) in a window, and how many of the gateway's nodes
 * (label `node`): tells the scrape interval, of series that are younger than the window too.
 */
export function sampleCounts(labels: RouteLabels, windowS: number): Expression {
  const counts = (of: Promql, as: string) => valueCounts(over('count_over_time', of, windowS), as);
  const nodes = seriesOf(labels.source, 'node_info');
  const query = both(counts(series(labels, 'http_status'), 'value'), counts(nodes, 'node')).promql;
  return { name: 'route.samples', kind: 'range', query };
}

/** When the newest sample was taken, epoch seconds. */
export function newestSample(labels: RouteLabels): Expression {
  const times = sampleTimes(series(labels, 'http_status'));
  return { name: 'route.newest', kind: 'range', query: aggregated('max', times).promql };
}

/** How many nodes' metrics arrived in a range at all: every gateway exports this one, whatever its routes. */
export function nodesSeen(source: MetricSource, rangeS: number): Expression {
  const seen = over('count_over_time', seriesOf(source, 'node_info'), rangeS);
  return { name: 'route.nodes', kind: 'instant', query: aggregated('count', seen).promql };
}

/** Every expression above with sample values. */
export function sampleRouteExpressions(labels: RouteLabels): Expression[] {
  return [
    statusRates(labels, 60),
    statusTotals(labels, 3600),
    latencyRates(labels, 60),
    latencyTotals(labels, 3600),
    bandwidthRates(labels, 60),
    bandwidthTotals(labels, 3600),
    sampleCounts(labels, 300),
    newestSample(labels),
    nodesSeen(labels.source, 3600),
  ];
}
