import { metricNames } from '@/lib/instrumentation/metrics';
import { type DashboardPanelKey, dashboardGroups } from '@/lib/prometheus/apisix-dashboard';
import { promqlExampleNames } from '@/lib/prometheus/dto';
import { nodeMetrics } from '@/lib/prometheus/gateway-nodes';

const panels: readonly DashboardPanelKey[] = Object.values(dashboardGroups).flat();

/**
 * What each PromQL expression is called that the console can send of its own. An expression has one of these names, and a
 * test asks for a sample of each: one that is missing in `npm run promql` does not compile, or fails there.
 */
export const expressionNames = [
  'status.probe',
  'metrics.names',
  ...metricNames.map((metric) => `plugins.series_${metric}` as const),
  'explorer.labels',
  ...promqlExampleNames.map((name) => `explorer.${name}` as const),
  ...panels.map((panel) => `apisix_dashboard.${panel}` as const),
  ...(['apisix_dashboard.scraped', 'apisix_dashboard.labels', 'scrape_interval.samples'] as const),
  ...nodeMetrics.map((metric) => `nodes.${metric}` as const),
  ...(['nodes.rate', 'nodes.seen'] as const),
  ...(['route.status', 'route.status_totals', 'route.latency', 'route.latency_totals'] as const),
  ...(['route.bandwidth', 'route.bandwidth_totals', 'route.samples', 'route.newest', 'route.nodes'] as const),
  ...(['breakdown.consumers', 'breakdown.consumer_totals'] as const),
];

export type ExpressionName = (typeof expressionNames)[number];

/** A PromQL expression that the console can send, as `npm run promql` prints it. */
export type Expression = { name: ExpressionName; kind: 'instant' | 'range' | 'series'; query: string };

/** What is asked: an expression of the console, or, without a name, one that a person wrote in the explorer. */
export type Asked = Pick<Expression, 'name' | 'query'> | { name: null; query: string };

/** Asks nothing of the data: whether the API answers at all. */
export const probe: Expression = { name: 'status.probe', kind: 'instant', query: '1' };
