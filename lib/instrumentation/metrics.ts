import { variableFault } from '@/lib/apisix/variables';

/**
 * Metrics of APISIX's `prometheus` plugin that can have extra labels, with their own labels in order, as APISIX 3.18.0
 * registers them (apisix/plugins/prometheus/exporter.lua, `metric_label_map`).
 */
export const metricLabels = {
  http_status: [
    ...['code', 'route', 'matched_uri', 'matched_host', 'service', 'consumer', 'node'],
    ...['request_type', 'request_llm_model', 'llm_model', 'response_source'],
  ],
  http_latency: ['type', 'route', 'service', 'consumer', 'node', 'request_type', 'request_llm_model', 'llm_model'],
  bandwidth: ['type', 'route', 'service', 'consumer', 'node', 'request_type', 'request_llm_model', 'llm_model'],
} as const satisfies Record<string, readonly string[]>;

export type MetricName = keyof typeof metricLabels;
export const metricNames = Object.keys(metricLabels) as MetricName[];

/**
 * Without these a metric cannot be read: the gateway answers 400 to a `plugin_metadata/prometheus` that disables them
 * (its schema's enumeration lacks them).
 */
export const structuralLabels: Readonly<Record<MetricName, readonly string[]>> = {
  http_status: ['code'],
  http_latency: ['type'],
  bandwidth: ['type'],
};

/** Labels of a metric that `disabled_labels` may name. */
export function disablableLabels(metric: MetricName): string[] {
  return metricLabels[metric].filter((label) => !structuralLabels[metric].includes(label));
}

/** One entry of `extra_labels`. */
export type ExtraLabel = { label: string; variable: string };

export type LabelFault = 'name' | 'own' | 'reserved' | 'duplicate' | 'variable';

/**
 * What is wrong with an extra label; null: nothing. A name that nginx-lua-prometheus refuses leaves the whole metric
 * unregistered; a value without `$` loses its first letter (exporter.lua cuts it off unseen). A row that the text has
 * already is nobody's mistake of now: it is told of where it stands, and keeps nothing else from being changed.
 */
export function labelFault(
  metric: MetricName,
  labels: readonly ExtraLabel[],
  index: number,
  saved: readonly ExtraLabel[] = [],
): LabelFault | null {
  const { label, variable } = labels[index] ?? { label: '', variable: '' };
  const isSame = (other: ExtraLabel) => other.label === label && other.variable === variable;
  if (labels.slice(0, index + 1).filter(isSame).length <= saved.filter(isSame).length) return null;
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return 'name';
  if (label === 'le' || label === 'quantile' || label.startsWith('__')) return 'reserved';
  if ((metricLabels[metric] as readonly string[]).includes(label)) return 'own';
  if (labels.some((other, at) => at < index && other.label === label)) return 'duplicate';
  return variable.startsWith('$') && variableFault(variable.slice(1)) === null ? null : 'variable';
}

/** Labels that a scrape sets itself: Prometheus renames the gateway's to `exported_…`. */
export const scrapeLabels: readonly string[] = ['job', 'instance', 'namespace', 'pod', 'container', 'endpoint'];

/** How many values a variable may have: by so much a label multiplies the series. */
export type Cardinality = 'few' | 'nodes' | 'many' | 'unknown';

const cardinalities: readonly (readonly [Cardinality, RegExp])[] = [
  ['few', /^(upstream_status|status|request_method|scheme|server_protocol|https|upstream_cache_status|route_name)$/],
  [
    'few',
    /^(route_id|service_id|service_name|balancer_port|server_port|server_addr|hostname|ssl_protocol|ssl_cipher)$/,
  ],
  ['nodes', /^(upstream_addr|balancer_ip|upstream_host|consumer_name|consumer_group_id|host|http_host)$/],
  [
    'many',
    /^(remote_addr|remote_port|binary_remote_addr|realip_remote_addr|request_id|uri|request_uri|document_uri|args)$/,
  ],
  ['many', /^(query_string|request|request_time|time_.*|msec|connection|connection_requests|http_user_agent)$/],
  ['many', /^(http_referer|http_cookie|http_authorization|http_x_request_id|http_x_forwarded_for|upstream_.*_time)$/],
  ['many', /^(bytes_sent|body_bytes_sent|request_length|pid|cookie_.*|upstream_uri|request_body|graphql_.*)$/],
];

export function cardinalityOf(variable: string): Cardinality {
  const name = variable.replace(/^\$/, '');
  return cardinalities.find(([, pattern]) => pattern.test(name))?.[0] ?? 'unknown';
}
