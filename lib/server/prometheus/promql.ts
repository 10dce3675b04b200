import 'server-only';
import { type MetricName, metricNames } from '@/lib/instrumentation/metrics';
import { aggregated, oneOfValues, over, selector } from './expression';

/** A PromQL expression that the console can send, as `npm run promql` prints it. */
export type Expression = { name: string; kind: 'instant' | 'range' | 'series'; query: string };

/** Asks nothing of the data: whether the API answers at all. */
export const probe: Expression = { name: 'status.probe', kind: 'instant', query: '1' };

/** The name under which a metric's samples are counted: one series for each set of labels. */
export const sampleNames: Readonly<Record<MetricName, string>> = {
  http_status: 'apisix_http_status',
  http_latency: 'apisix_http_latency_count',
  bandwidth: 'apisix_bandwidth',
};

/** The series of one metric whose label `route` is the route's id or, with `prefer_name`, its name. */
export function routeSeriesOf(metric: MetricName, route: string): Expression {
  return {
    name: `plugins.series_${metric}`,
    kind: 'series',
    query: selector(sampleNames[metric], [{ label: 'route', is: '=', value: route }]).promql,
  };
}

/** Requests a second of a route by consumer and status; `routes` are its id and its name, of which the label has one. */
export function consumersOf(routes: readonly string[], windowS: number): Expression {
  const requests = selector(sampleNames.http_status, [oneOfValues('route', routes)]);
  return {
    name: 'breakdown.consumers',
    kind: 'range',
    query: aggregated('sum', over('rate', requests, windowS), ['consumer', 'code']).promql,
  };
}

/** Every expression, made by the very functions that send them, with sample values. */
export function sampleExpressions(): Expression[] {
  return [
    probe,
    ...metricNames.map((metric) => routeSeriesOf(metric, 'r1')),
    consumersOf(['r1', 'it\'s (a) "route"'], 240),
  ];
}
