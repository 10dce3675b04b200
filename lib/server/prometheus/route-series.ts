import 'server-only';
import type { RouteSeries, SeriesLabels } from '@/lib/apisix/plugin-facts';
import { type MetricName, metricNames } from '@/lib/instrumentation/metrics';
import { routeInSnapshot } from '@/lib/server/apisix/listed-route';
import type { GatewayConfig } from '@/lib/server/config';
import { metricSource } from './metric-prefix';
import { routeSeriesOf } from './promql';
import { listSeries } from './series';

/** A scrape is made each minute at most, and counters stay: an hour shows what is written now. */
const windowMs = 3_600_000;
/** Of one metric of a route; a route with some thousand consumers and nodes has as many. */
const mostSeries = 20_000;

/**
 * The labels that a route's series of the last hour carry. Throws `not_found` for a route that the gateway does not
 * have, `not_configured` without a Prometheus API, and what asking it throws.
 */
export async function routeSeries(gateway: GatewayConfig, routeId: string, signal?: AbortSignal): Promise<RouteSeries> {
  const { summary } = (await routeInSnapshot(gateway, routeId)).entry;
  const toMs = Date.now();
  const fromMs = toMs - windowMs;
  const routes = [...new Set([routeId, summary.name])].filter((route) => route !== '');
  const source = await metricSource(gateway, signal);
  const metrics = await Promise.all(
    metricNames.map(async (metric) => {
      const found = await Promise.all(
        routes.map((route) =>
          listSeries(gateway, routeSeriesOf(source, metric, route), { fromMs, toMs, most: mostSeries }, signal),
        ),
      );
      return {
        ...toLabels(
          metric,
          found.flatMap(({ series }) => series),
        ),
        isCut: found.some(({ isCut }) => isCut),
      };
    }),
  );
  return { metrics, fromMs, toMs };
}

/** Labels that are not the gateway's: the metric's name, and the tags that DeepFlow adds to each series. */
function isForeign(label: string): boolean {
  return label === '__name__' || label.startsWith('df_');
}

function toLabels(metric: MetricName, series: readonly Record<string, string>[]): Omit<SeriesLabels, 'isCut'> {
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
