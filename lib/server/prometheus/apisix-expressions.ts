import 'server-only';
import type { DashboardFilter, DashboardPanelKey } from '@/lib/prometheus/apisix-dashboard';
import { type NodeMetric, nodeMetrics } from '@/lib/prometheus/gateway-nodes';
import {
  aggregated,
  combined,
  highest,
  type Matcher,
  type MetricSource,
  over,
  type Promql,
  sampleTimes,
  seriesOf,
} from './expression';
import type { Expression } from './expression-names';

/**
 * What the pages about a whole gateway ask of APISIX's own metrics. The panels are those of the dashboard that APISIX
 * publishes (apache/apisix docs/assets/other/json/apisix-grafana-dashboard.json, grafana.com 11719).
 */

/** Of series by a label the source is asked for this many at each moment: more cannot be told apart on a chart. */
export const mostByLabel = 50;
/** Combinations of labels from which the values of the filters are taken. */
export const mostLabelSets = 1000;

type Scope = { source: MetricSource; filter: DashboardFilter; windowS: number };

/** Labels that series about requests carry; those about a node have its instance alone. */
const requestLabels = ['route', 'service', 'consumer', 'instance'] as const;

function matchersOf(filter: DashboardFilter, labels: readonly (keyof DashboardFilter)[]): Matcher[] {
  return labels.flatMap((label) => {
    const value = filter[label];
    return value === undefined ? [] : [{ label, is: '=' as const, value }];
  });
}

function ofRequests({ source, filter, windowS }: Scope, metric: string, extra: readonly Matcher[] = []): Promql {
  return over('rate', seriesOf(source, metric, [...extra, ...matchersOf(filter, requestLabels)]), windowS);
}

function ofNode({ source, filter }: Pick<Scope, 'source' | 'filter'>, metric: string): Promql {
  return seriesOf(source, metric, matchersOf(filter, ['instance']));
}

const busiest = (of: Promql, labels: readonly string[]) => highest(mostByLabel, aggregated('sum', of, labels));
const byType = (type: 'ingress' | 'egress'): Matcher[] => [{ label: 'type', is: '=', value: type }];

const panels: Record<DashboardPanelKey, { kind: 'instant' | 'range'; of: (scope: Scope) => Promql }> = {
  totalRequests: { kind: 'range', of: (scope) => aggregated('sum', ofNode(scope, 'http_requests_total')) },
  connections: {
    kind: 'range',
    of: (scope) => aggregated('sum', ofNode(scope, 'nginx_http_current_connections'), ['state']),
  },
  byCode: { kind: 'range', of: (scope) => aggregated('sum', ofRequests(scope, 'http_status'), ['code']) },
  byRoute: { kind: 'range', of: (scope) => busiest(ofRequests(scope, 'http_status'), ['route']) },
  byService: { kind: 'range', of: (scope) => busiest(ofRequests(scope, 'http_status'), ['service']) },
  byConsumer: { kind: 'range', of: (scope) => busiest(ofRequests(scope, 'http_status'), ['consumer']) },
  latency: {
    kind: 'range',
    of: (scope) => aggregated('sum', ofRequests(scope, 'http_latency_bucket'), ['type', 'le']),
  },
  bandwidth: { kind: 'range', of: (scope) => aggregated('sum', ofRequests(scope, 'bandwidth'), ['type']) },
  ingressByRoute: {
    kind: 'range',
    of: (scope) => busiest(ofRequests(scope, 'bandwidth', byType('ingress')), ['route']),
  },
  egressByRoute: { kind: 'range', of: (scope) => busiest(ofRequests(scope, 'bandwidth', byType('egress')), ['route']) },
  ingressByService: {
    kind: 'range',
    of: (scope) => busiest(ofRequests(scope, 'bandwidth', byType('ingress')), ['service']),
  },
  egressByService: {
    kind: 'range',
    of: (scope) => busiest(ofRequests(scope, 'bandwidth', byType('egress')), ['service']),
  },
  nodeInfo: { kind: 'instant', of: (scope) => ofNode(scope, 'node_info') },
  etcdReachable: { kind: 'range', of: (scope) => aggregated('min', ofNode(scope, 'etcd_reachable'), ['instance']) },
  etcdIndexes: { kind: 'range', of: (scope) => aggregated('max', ofNode(scope, 'etcd_modify_indexes'), ['key']) },
  metricErrors: { kind: 'range', of: (scope) => aggregated('sum', ofNode(scope, 'nginx_metric_errors_total')) },
  // Both have the same labels, name and instance: they need no `on`.
  sharedDictFree: {
    kind: 'range',
    of: (scope) =>
      aggregated(
        'min',
        combined(ofNode(scope, 'shared_dict_free_space_bytes'), '/', ofNode(scope, 'shared_dict_capacity_bytes')),
        ['name', 'instance'],
      ),
  },
  // Of every dict, for the table: the chart above shows the fullest alone.
  sharedDictSpace: { kind: 'instant', of: (scope) => ofNode(scope, 'shared_dict_free_space_bytes') },
  sharedDictCapacity: { kind: 'instant', of: (scope) => ofNode(scope, 'shared_dict_capacity_bytes') },
  upstreamStatus: { kind: 'instant', of: (scope) => ofNode(scope, 'upstream_status') },
};

/** The expression of one panel; those of kind `instant` are asked for at the end of the range. */
export function panelExpression(key: DashboardPanelKey, scope: Scope): Expression {
  const { kind, of } = panels[key];
  return { name: `apisix_dashboard.${key}`, kind, query: of(scope).promql };
}

/** Nodes that were scraped, at each step: a node has this metric whatever its plugins do. */
export function scrapedNodes(source: MetricSource): Expression {
  return {
    name: 'apisix_dashboard.scraped',
    kind: 'range',
    query: aggregated('count', seriesOf(source, 'node_info')).promql,
  };
}

/** Which values the labels of requests had in the seconds before, the busiest sets of them. */
export function requestLabelSets(source: MetricSource, windowS: number): Expression {
  const rate = over('rate', seriesOf(source, 'http_status'), windowS);
  return {
    name: 'apisix_dashboard.labels',
    kind: 'instant',
    query: highest(mostLabelSets, aggregated('sum', rate, ['route', 'service', 'consumer'])).promql,
  };
}

/** How many samples a node had in ten minutes, of the node that had most. */
export function samplesOfNode(source: MetricSource, windowS: number): Expression {
  return {
    name: 'scrape_interval.samples',
    kind: 'instant',
    query: aggregated('max', over('count_over_time', seriesOf(source, 'node_info'), windowS)).promql,
  };
}

/** A metric of each node of the gateway, as it is at one moment. */
export function nodeExpression(source: MetricSource, metric: NodeMetric): Expression {
  return { name: `nodes.${metric}`, kind: 'instant', query: seriesOf(source, metric).promql };
}

/** When each node was scraped last, epoch seconds. */
export function nodeSeen(source: MetricSource): Expression {
  const times = sampleTimes(seriesOf(source, 'node_info'));
  return { name: 'nodes.seen', kind: 'instant', query: aggregated('max', times, ['instance']).promql };
}

/** Requests per second of each node. */
export function nodeRate(source: MetricSource, windowS: number): Expression {
  const rate = over('rate', seriesOf(source, 'http_requests_total'), windowS);
  return { name: 'nodes.rate', kind: 'instant', query: aggregated('sum', rate, ['instance']).promql };
}

/** Everything above, with sample values. */
export function sampleApisixExpressions(source: MetricSource): Expression[] {
  const scope: Scope = { source, filter: {}, windowS: 60 };
  const filter = { route: 'r1', service: 's1', consumer: 'jack', instance: '10.0.0.1:9091' };
  const keys = Object.keys(panels) as DashboardPanelKey[];
  return [
    ...keys.map((key) => panelExpression(key, scope)),
    ...keys.map((key) => panelExpression(key, { ...scope, filter })),
    scrapedNodes(source),
    requestLabelSets(source, 3600),
    samplesOfNode(source, 600),
    ...nodeMetrics.map((metric) => nodeExpression(source, metric)),
    nodeRate(source, 60),
    nodeSeen(source),
  ];
}
