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

const ofModel = ['consumer', 'node', 'request_type', 'request_llm_model', 'llm_model'] as const;
const byIds = ['route_id', 'service_id', ...ofModel] as const;
const byNamesAndIds = ['route', 'route_id', 'service', 'service_id', ...ofModel] as const;

/**
 * Metrics of AI traffic, with the labels that the gateway's schema of `disabled_labels` lists (APISIX 3.18.0). A version
 * that does not list one does not have it.
 */
const aiLabels = {
  llm_latency: byIds,
  llm_prompt_tokens: byIds,
  llm_completion_tokens: byIds,
  llm_prompt_tokens_dist: byIds,
  llm_completion_tokens_dist: byIds,
  llm_active_connections: [
    ...['route', 'route_id', 'matched_uri', 'matched_host', 'service', 'service_id'],
    ...ofModel,
  ],
  ai_cache_hits_total: byNamesAndIds,
  ai_cache_misses_total: byNamesAndIds,
  ai_cache_bypasses_total: byNamesAndIds,
  ai_cache_embedding_latency: byNamesAndIds,
} as const satisfies Record<string, readonly string[]>;

/** Every metric whose labels can be set, whether or not it is one of a route's. */
export type LabelledMetric = MetricName | keyof typeof aiLabels;
export const labelledMetrics = [...metricNames, ...Object.keys(aiLabels)] as LabelledMetric[];
const ownLabelsOf: Readonly<Record<LabelledMetric, readonly string[]>> = { ...metricLabels, ...aiLabels };

export function ownLabels(metric: LabelledMetric): readonly string[] {
  return ownLabelsOf[metric];
}

export function isRouteMetric(metric: string): metric is MetricName {
  return Object.hasOwn(metricLabels, metric);
}

/**
 * Without these a metric cannot be read: the gateway answers 400 to a `plugin_metadata/prometheus` that disables them
 * (its schema's enumeration lacks them).
 */
export const structuralLabels: Readonly<Record<MetricName, readonly string[]>> = {
  http_status: ['code'],
  http_latency: ['type'],
  bandwidth: ['type'],
};

/** Labels that `disabled_labels` may name, by metric: as the gateway's schema lists them. */
export type DisablableLabels = Readonly<Record<string, readonly string[]>>;

/** Of a version whose schema lists none. */
export const knownDisablable: DisablableLabels = Object.fromEntries(
  metricNames.map((metric) => [
    metric,
    metricLabels[metric].filter((label) => !structuralLabels[metric].includes(label)),
  ]),
);

/** One entry of `extra_labels`. */
export type ExtraLabel = { label: string; variable: string };

export type LabelFault = 'name' | 'own' | 'reserved' | 'duplicate' | 'variable';

/**
 * What is wrong with an extra label; null: nothing. A name that nginx-lua-prometheus refuses leaves the whole metric
 * unregistered; a value without `$` loses its first letter (exporter.lua cuts it off unseen). A row that the text has
 * already is nobody's mistake of now: it is told of where it stands, and keeps nothing else from being changed.
 */
export function labelFault(
  metric: LabelledMetric,
  labels: readonly ExtraLabel[],
  index: number,
  saved: readonly ExtraLabel[] = [],
): LabelFault | null {
  const { label, variable } = labels[index] ?? { label: '', variable: '' };
  const isSame = (other: ExtraLabel) => other.label === label && other.variable === variable;
  if (labels.slice(0, index + 1).filter(isSame).length <= saved.filter(isSame).length) return null;
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return 'name';
  if (label === 'le' || label === 'quantile' || label.startsWith('__')) return 'reserved';
  if (ownLabels(metric).includes(label)) return 'own';
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
