import 'server-only';
import type { PromqlExampleName } from '@/lib/prometheus/dto';
import { aggregated, combined, histogramQuantile, over, type Promql, selector } from './expression';

/** A scrape is made each minute at most: five minutes hold enough of them for a rate. */
const windowS = 300;

type Example = {
  name: PromqlExampleName;
  query: string;
  /** Without these there is nothing to see. */
  metrics: readonly string[];
};

/** Expressions to begin with in the explorer, for a gateway whose metrics have this prefix. */
export function examples(prefix: string): Example[] {
  const [status, latency, bandwidth, connections, etcd] = [
    'http_status',
    'http_latency_bucket',
    'bandwidth',
    'nginx_http_current_connections',
    'etcd_reachable',
  ].map((end) => `${prefix}${end}`) as [string, string, string, string, string];
  const perSecond = (of: Promql, labels: readonly string[]) => aggregated('sum', over('rate', of, windowS), labels);
  const failed = selector(status, [{ label: 'code', is: '=~', value: '5..' }]);
  const requests = selector(latency, [{ label: 'type', is: '=', value: 'request' }]);
  return [
    example('requests_by_code', perSecond(selector(status), ['code']), [status]),
    example(
      'failed_share_by_route',
      combined(perSecond(failed, ['route']), '/', perSecond(selector(status), ['route'])),
      [status],
    ),
    example('p95_by_route', histogramQuantile(0.95, perSecond(requests, ['le', 'route'])), [latency]),
    example('bandwidth_by_direction', perSecond(selector(bandwidth), ['type']), [bandwidth]),
    example('connections_by_state', aggregated('sum', selector(connections), ['state']), [connections]),
    example('etcd_reachable', selector(etcd), [etcd]),
  ];
}

function example(name: PromqlExampleName, { promql }: Promql, metrics: readonly string[]): Example {
  return { name, query: promql, metrics };
}
