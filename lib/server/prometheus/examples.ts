import 'server-only';
import type { PromqlExampleName } from '@/lib/prometheus/dto';
import {
  aggregated,
  combined,
  histogramQuantile,
  type Matcher,
  type MetricSource,
  over,
  type Promql,
  seriesOf,
} from './expression';

/** A scrape is made each minute at most: five minutes hold enough of them for a rate. */
const windowS = 300;

type Example = {
  name: PromqlExampleName;
  query: string;
  /** Without these there is nothing to see. */
  metrics: readonly string[];
};

/** Expressions to begin with in the explorer, over a gateway's series. */
export function examples(source: MetricSource): Example[] {
  const [status, latency, bandwidth, connections, etcd] = [
    'http_status',
    'http_latency_bucket',
    'bandwidth',
    'nginx_http_current_connections',
    'etcd_reachable',
  ] as const;
  const of = (end: string, matchers: readonly Matcher[] = []) => seriesOf(source, end, matchers);
  const perSecond = (series: Promql, labels: readonly string[]) =>
    aggregated('sum', over('rate', series, windowS), labels);
  const failed = of(status, [{ label: 'code', is: '=~', value: '5..' }]);
  const requests = of(latency, [{ label: 'type', is: '=', value: 'request' }]);
  return [
    example('requests_by_code', perSecond(of(status), ['code']), status),
    example(
      'failed_share_by_route',
      combined(perSecond(failed, ['route']), '/', perSecond(of(status), ['route'])),
      status,
    ),
    example('p95_by_route', histogramQuantile(0.95, perSecond(requests, ['le', 'route'])), latency),
    example('bandwidth_by_direction', perSecond(of(bandwidth), ['type']), bandwidth),
    example('connections_by_state', aggregated('sum', of(connections), ['state']), connections),
    example('etcd_reachable', of(etcd), etcd),
  ];

  function example(name: PromqlExampleName, { promql }: Promql, end: string): Example {
    return { name, query: promql, metrics: [`${source.prefix}${end}`] };
  }
}
