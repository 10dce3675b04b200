import 'server-only';
import type { DashboardLabel, DashboardLabels } from '@/lib/prometheus/apisix-dashboard';
import type { PromSample } from '@/lib/prometheus/dto';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import { mostLabelSets, nodeExpression, requestLabelSets } from './apisix-expressions';
import { queryInstant } from './client';
import { metricSource } from './metric-prefix';
import { namedRoutes } from './named-routes';
import { untilNow } from './sample-times';
import { nodeScrapeS, scrapesPerRate, usualScrapeS } from './scrape-interval';

/** A filter's values are those of the newest part of the range: a rate over days would cost more than all panels. */
const longestS = 3600;

/** The values that the dashboard's filters may have. Throws what the queries throw. */
export async function dashboardLabelValues(
  gateway: GatewayConfig,
  range: ResolvedRange,
  signal?: AbortSignal,
): Promise<DashboardLabels> {
  const { fromMs, toMs } = untilNow(range, Date.now());
  const source = await metricSource(gateway, signal);
  const atS = Math.floor(toMs / 1000);
  const scrapeS = await nodeScrapeS(gateway, source, atS, signal);
  const windowS = Math.max(
    scrapesPerRate * (scrapeS ?? usualScrapeS),
    Math.min(longestS, Math.ceil((toMs - fromMs) / 1000)),
  );
  const [sets, nodes, snapshot] = await Promise.all([
    queryInstant(gateway, requestLabelSets(source, windowS), atS, signal),
    queryInstant(gateway, nodeExpression(source, 'node_info'), atS, signal),
    routeIndex(gateway)
      .current()
      .catch(() => null),
  ]);
  const busiest = [...sets].sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const valuesOf = (from: readonly PromSample[], label: DashboardLabel) => [
    ...new Set(from.flatMap(({ labels }) => labels[label] || [])),
  ];
  const values = {
    route: valuesOf(busiest, 'route'),
    service: valuesOf(busiest, 'service'),
    consumer: valuesOf(busiest, 'consumer'),
    instance: valuesOf(nodes, 'instance'),
  };
  return {
    values,
    isCut: sets.length >= mostLabelSets,
    routes: snapshot ? namedRoutes(snapshot, values.route) : {},
  };
}
