import 'server-only';
import type { PromqlLabels, PromqlNames } from '@/lib/prometheus/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { upstreamProblem } from '@/lib/server/upstream';
import { examples } from './examples';
import { type MetricSource, seriesOf } from './expression';
import type { Expression } from './expression-names';
import { listMetricNames } from './metric-names';
import { metricPrefix } from './metric-prefix';
import { listSeries } from './series';

/** More names than one can choose among, and still a quick answer. */
const mostNames = 20_000;
const mostSeries = 2_000;
const mostLabels = 200;
const mostValues = 500;
/** Labels that have gone from a metric are of no help in what is written now. */
const windowMs = 3_600_000;

/**
 * The names of the source's metrics, and examples with the gateway's own names in them. Throws `not_configured`
 * without a Prometheus API, and what asking it throws.
 */
export async function promqlNames(gateway: GatewayConfig, signal?: AbortSignal): Promise<PromqlNames> {
  const { prometheus, timeoutMs } = gateway;
  if (prometheus === null) throw upstreamProblem('prometheus', 'not_configured', 'PROMETHEUS_URL is not set.');
  const names = await listMetricNames(prometheus.url, timeoutMs, { signal });
  const known = new Set(names);
  const offered = examples({ prefix: await metricPrefix(gateway, signal), labels: gateway.metricsLabels ?? {} }).filter(
    ({ metrics }) => metrics.every((metric) => known.has(metric)),
  );
  return {
    metrics: names.slice(0, mostNames),
    total: names.length > mostNames ? names.length : null,
    examples: offered.map(({ name, query }) => ({ name, query })),
  };
}

/** The labels of a metric's series of the last hour of a range, and their values. Throws what asking throws. */
export async function promqlLabels(
  gateway: GatewayConfig,
  { metric, from, to }: { metric: string; from: number; to: number },
  signal?: AbortSignal,
): Promise<PromqlLabels> {
  const range = { fromMs: Math.max(from, to - windowMs), toMs: to };
  const labels = await labelsOf(gateway, metric, signal);
  const { series } = await listSeries(gateway, labelsOfMetric(labels, metric), { ...range, most: mostSeries }, signal);
  const found = new Map<string, Set<string>>();
  for (const labels of series)
    for (const [name, value] of Object.entries(labels)) {
      if (name === '__name__') continue;
      const values = found.get(name) ?? new Set();
      if (values.size < mostValues) values.add(value);
      found.set(name, values);
    }
  return {
    labels: [...found]
      .slice(0, mostLabels)
      .map(([name, values]) => ({ name, values: [...values].sort() }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

/** The series of a metric by its whole name, with the labels that tell the gateway's from others. */
export function labelsOfMetric(labels: MetricSource['labels'], metric: string): Expression {
  return { name: 'explorer.labels', kind: 'series', query: seriesOf({ prefix: '', labels }, metric).promql };
}

/** What tells the gateway's series from those of others: metrics of other programs need not have these labels. */
async function labelsOf(
  gateway: GatewayConfig,
  metric: string,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, string>>> {
  const labels = gateway.metricsLabels ?? {};
  if (Object.keys(labels).length === 0) return {};
  return metric.startsWith(await metricPrefix(gateway, signal)) ? labels : {};
}
