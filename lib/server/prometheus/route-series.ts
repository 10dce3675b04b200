import 'server-only';
import { z } from 'zod';
import type { RouteSeries, SeriesLabels } from '@/lib/apisix/plugin-facts';
import { ProblemError } from '@/lib/http/problem';
import { type MetricName, metricNames } from '@/lib/instrumentation/metrics';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import { callUpstream, upstreamProblem } from '@/lib/server/upstream';
import { metricPrefix } from './metric-prefix';
import { type Expression, routeSeriesOf } from './promql';

/** A scrape is made each minute at most, and counters stay: an hour shows what is written now. */
const windowMs = 3_600_000;
const maxBytes = 4 * 1024 * 1024;

const seriesSchema = z.looseObject({
  status: z.literal('success'),
  // DeepFlow has null in place of an empty list, and for a metric that it has never seen the empty result of a query
  // (querier/app/prometheus/router/prometheus.go).
  data: z
    .union([z.array(z.record(z.string(), z.string())), z.looseObject({ result: z.array(z.unknown()).max(0) })])
    .nullable(),
});

/**
 * The labels that a route's series of the last hour carry. Throws `not_found` for a route that the gateway does not
 * have, `not_configured` without a Prometheus API, and what asking it throws.
 */
export async function routeSeries(gateway: GatewayConfig, routeId: string, signal?: AbortSignal): Promise<RouteSeries> {
  const summary = (await routeIndex(gateway).current()).byId.get(routeId)?.summary;
  if (!summary) throw new ProblemError({ type: 'about:blank', title: 'No such route', status: 404, code: 'not_found' });
  const toMs = Date.now();
  const fromMs = toMs - windowMs;
  const routes = [...new Set([routeId, summary.name])].filter((route) => route !== '');
  const prefix = await metricPrefix(gateway, signal);
  const metrics = await Promise.all(
    metricNames.map(async (metric) => {
      const found = await Promise.all(
        routes.map((route) => askSeries(gateway, routeSeriesOf(prefix, metric, route), { fromMs, toMs }, signal)),
      );
      return toLabels(metric, found.flat());
    }),
  );
  return { metrics, fromMs, toMs };
}

async function askSeries(
  gateway: GatewayConfig,
  { query }: Expression,
  range: { fromMs: number; toMs: number },
  signal: AbortSignal | undefined,
): Promise<Record<string, string>[]> {
  if (gateway.prometheus === null) throw upstreamProblem('prometheus', 'not_configured', 'PROMETHEUS_URL is not set.');
  const search = new URLSearchParams({
    'match[]': query,
    start: String(Math.floor(range.fromMs / 1000)),
    end: String(Math.ceil(range.toMs / 1000)),
  });
  const { data } = await callUpstream({
    upstream: 'prometheus',
    url: `${gateway.prometheus.url}/api/v1/series?${search}`,
    timeoutMs: gateway.timeoutMs,
    maxBytes,
    signal,
    schema: seriesSchema,
  });
  return Array.isArray(data) ? data : [];
}

/** Labels that are not the gateway's: the metric's name, and the tags that DeepFlow adds to each series. */
function isForeign(label: string): boolean {
  return label === '__name__' || label.startsWith('df_');
}

function toLabels(metric: MetricName, series: readonly Record<string, string>[]): SeriesLabels {
  const values = new Map<string, Set<string>>();
  for (const labels of series)
    for (const [name, value] of Object.entries(labels)) {
      if (isForeign(name) || value === '') continue;
      const known = values.get(name) ?? new Set();
      values.set(name, known.add(value));
    }
  return {
    metric,
    series: series.length,
    labels: [...values].map(([name, found]) => ({ name, values: found.size, example: [...found][0] ?? '' })),
  };
}
