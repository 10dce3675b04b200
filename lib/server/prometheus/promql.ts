import 'server-only';
import { type MetricName, metricNames } from '@/lib/instrumentation/metrics';
import { sampleApisixExpressions } from './apisix-expressions';
import { sampleConsumerExpressions } from './consumer-expressions';
import { examples } from './examples';
import { labelsOfMetric } from './explore-names';
import { type MetricSource, seriesOf } from './expression';
import { type Expression, probe } from './expression-names';
import { defaultSource, namesOf } from './metric-prefix';
import { sampleRouteExpressions } from './route-expressions';

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

/**
 * Every expression, made by the very functions that send them, with sample values. A gateway that is told from others by
 * labels has them in each, and its names are asked for by them, of a Prometheus server alone.
 */
export function sampleExpressions(source: MetricSource = defaultSource): Expression[] {
  return [
    probe,
    ...(Object.keys(source.labels).length > 0 ? [namesOf(source.labels)] : []),
    ...metricNames.map((metric) => routeSeriesOf(source, metric, 'r1')),
    labelsOfMetric(source.labels, `${source.prefix}http_status`),
    ...examples(source).map(({ name, query }): Expression => ({ name: `explorer.${name}`, kind: 'range', query })),
    ...sampleApisixExpressions(source),
    // By id alone, and by id and name.
    ...sampleRouteExpressions({ source, routes: ['r1'] }),
    ...sampleRouteExpressions({ source, routes: ['r1', 'cart (v2)'] }),
    ...sampleConsumerExpressions({ source, routes: ['r1', 'it\'s (a) "route"'] }),
  ];
}
