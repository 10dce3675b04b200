import 'server-only';
import { type ProblemCode, ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { isDeepflow } from './cut-samples';
import { anySeriesOf, type MetricSource } from './expression';
import type { Expression } from './expression-names';
import { listMetricNames } from './metric-names';

/** What APISIX puts before the names of its metrics unless `plugin_attr.prometheus.metric_prefix` says otherwise. */
const defaultPrefix = 'apisix_';

/** The series of a gateway that shares its source with no other, under APISIX's own names. */
export const defaultSource: MetricSource = { prefix: defaultPrefix, labels: {} };

/**
 * Ends of names that APISIX gives its metrics (apisix/plugins/prometheus/exporter.lua). Those that other programs are
 * likely to have as well, such as `http_requests_total`, are left out.
 */
const ends = [
  'http_status',
  'http_latency_bucket',
  'bandwidth',
  'etcd_modify_indexes',
  'etcd_reachable',
  'node_info',
  'nginx_http_current_connections',
  'nginx_metric_errors_total',
  'shared_dict_capacity_bytes',
  'shared_dict_free_space_bytes',
];
/** One name alone may be another program's. */
const enough = 2;

/** The twin that DeepFlow lists of every name it was sent (querier/app/prometheus/service/label_values.go). */
const twin = 'prometheus__samples__';

/** Only a restart of the gateway changes it. */
const keepForMs = 5 * 60_000;

type Known = { prefix: Promise<string>; at: number };
const prefixes = processWide('metric-prefixes', () => new Map<string, Known>());

/** Which series are this gateway's. Throws what finding the prefix throws. */
export async function metricSource(gateway: GatewayConfig, signal?: AbortSignal): Promise<MetricSource> {
  return { prefix: await metricPrefix(gateway, signal), labels: gateway.metricsLabels ?? {} };
}

/**
 * What the names of this gateway's metrics begin with, from the names that its Prometheus API lists; asked every five
 * minutes at most. `apisix_` where none of them looks like APISIX's, where there is no Prometheus API, and where it
 * lists no names. Throws what asking throws where the API does not answer or refuses the credentials: a wrong prefix
 * would look like no data. An aborted signal ends the waiting alone, the question goes on for others.
 */
export async function metricPrefix(gateway: GatewayConfig, signal?: AbortSignal): Promise<string> {
  const { prometheus } = gateway;
  if (prometheus === null) return defaultPrefix;
  const key = `${gateway.id} ${prometheus.url}`;
  let known = prefixes.get(key);
  if (!known || Date.now() - known.at >= keepForMs) {
    const asked = { prefix: askPrefix(gateway, prometheus.url), at: Date.now() };
    asked.prefix.catch(() => prefixes.get(key) === asked && prefixes.delete(key));
    prefixes.set(key, asked);
    known = asked;
  }
  try {
    return await known.prefix;
  } catch (error) {
    if (error instanceof ProblemError && listsNoNames.includes(error.problem.code)) return defaultPrefix;
    throw error;
  } finally {
    signal?.throwIfAborted();
  }
}

const listsNoNames: readonly ProblemCode[] = ['upstream_rejected', 'upstream_contract'];

/** Among the names of this gateway's own series, where labels tell them; DeepFlow lists names without a selector only. */
async function askPrefix(gateway: GatewayConfig, url: string): Promise<string> {
  const labels = gateway.metricsLabels ?? {};
  const isTold = !isDeepflow(gateway) && Object.keys(labels).length > 0;
  return prefixAmong(await listMetricNames(url, gateway.timeoutMs, { match: isTold ? namesOf(labels) : null }));
}

/** The series with these labels, whatever their metric: their names are asked for. Throws without any label. */
export function namesOf(labels: MetricSource['labels']): Expression {
  return { name: 'metrics.names', kind: 'series', query: anySeriesOf(labels).promql };
}

/** The prefix that most of APISIX's names have among these; `apisix_` where it is as good as another, or none is. */
export function prefixAmong(names: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const name of new Set(names)) {
    const end = ends.find((candidate) => name.endsWith(candidate));
    if (end === undefined || name.startsWith(twin)) continue;
    const prefix = name.slice(0, -end.length);
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const most = Math.max(enough, ...counts.values());
  const best = [...counts].filter(([, count]) => count === most).map(([prefix]) => prefix);
  return best.includes(defaultPrefix) ? defaultPrefix : (best.sort()[0] ?? defaultPrefix);
}
