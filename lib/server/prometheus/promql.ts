import 'server-only';
import { type MetricName, metricNames } from '@/lib/instrumentation/metrics';
import { sampleApisixExpressions } from './apisix-expressions';
import { sampleConsumerExpressions } from './consumer-expressions';
import { examples } from './examples';
import { type MetricSource, seriesOf } from './expression';
import { defaultSource } from './metric-prefix';
import { sampleRouteExpressions } from './route-expressions';

/** A PromQL expression that the console can send, as `npm run promql` prints it. */
export type Expression = { name: string; kind: 'instant' | 'range' | 'series'; query: string };

/** Asks nothing of the data: whether the API answers at all. */
export const probe: Expression = { name: 'status.probe', kind: 'instant', query: '1' };

/** Ends of the names under which a metric's samples are counted: one series for each set of labels. */
const sampleEnds: Readonly<Record<MetricName, string>> = {
  http_status: 'http_status',
  http_latency: 'http_latency_count',
  bandwidth: 'bandwidth',
};

/** The series of one metric whose label `route` is the route's id or, with `prefer_name`, its name. */
export function routeSeriesOf(source: MetricSource, metric: MetricName, route: string): Expression {
  return {
    name: `plugins.series_${metric}`,
    kind: 'series',
    query: seriesOf(source, sampleEnds[metric], [{ label: 'route', is: '=', value: route }]).promql,
  };
}

/** Every expression, made by the very functions that send them, with sample values. */
export function sampleExpressions(source: MetricSource = defaultSource): Expression[] {
  return [
    probe,
    ...metricNames.map((metric) => routeSeriesOf(source, metric, 'r1')),
    { name: 'explorer.labels', kind: 'series', query: seriesOf(source, 'http_status').promql },
    ...examples(source).map(({ name, query }): Expression => ({ name: `explorer.${name}`, kind: 'range', query })),
    ...sampleApisixExpressions(source),
    ...sampleRouteExpressions({ source, routes: ['r1', 'cart (v2)'] }),
    ...sampleConsumerExpressions({ source, routes: ['r1', 'it\'s (a) "route"'] }),
  ];
}
