import { hostname } from 'node:os';
import type { ExtraLabel, GatewayConfig } from '@/sandbox/apisix/config';
import type { CheckedNode } from '@/sandbox/apisix/control/health';
import type { GatewayObjects } from '@/sandbox/apisix/gateway/objects';
import type { Kind } from '@/sandbox/apisix/store';
import { exposition, Histogram, Metric } from './registry';
import { sharedDicts } from './shared-dicts';

/** What one request adds to the metrics of its route. */
export type RequestSample = {
  status: number;
  route: string;
  matchedUri: string;
  matchedHost: string;
  service: string;
  consumer: string;
  /** Address of the upstream node without its port. */
  node: string;
  responseSource: string;
  latencyMs: { request: number; upstream: number | null; apisix: number };
  bytes: { ingress: number; egress: number };
  /** Value of a variable such as `$upstream_addr`, `''` for none. */
  variable: (name: string) => string;
};

export type ConnectionCounts = { accepted: number; requests: number; active: number; reading: number; writing: number };

const common = ['route', 'service', 'consumer', 'node', 'request_type', 'request_llm_model', 'llm_model'];
const labelNames = {
  http_status: [
    ...['code', 'route', 'matched_uri', 'matched_host', 'service', 'consumer', 'node'],
    ...['request_type', 'request_llm_model', 'llm_model', 'response_source'],
  ],
  http_latency: ['type', ...common],
  bandwidth: ['type', ...common],
};
type LabelledMetric = keyof typeof labelNames;

const bucketsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 30000, 60000];
const indexedKinds: readonly Kind[] = [
  ...(['routes', 'services', 'ssls', 'consumers', 'global_rules'] as const),
  ...(['upstreams', 'stream_routes', 'protos'] as const),
];

/**
 * The metrics of the `prometheus` plugin, as APISIX 3.18.0 exports them. Labels are those of the configuration that
 * the gateway started with, their values follow the newest: a sample whose number of labels no longer fits is
 * dropped and counted as an error, one whose number fits has its values under the old names.
 */
export class GatewayMetrics {
  readonly #status: Metric;
  readonly #latency: Histogram;
  readonly #bandwidth: Metric;
  readonly #errors: Metric;
  readonly #upstreamStatus: Metric;

  constructor(
    private readonly config: GatewayConfig,
    private readonly objects: GatewayObjects,
  ) {
    const names = (metric: LabelledMetric) => [
      ...labelNames[metric],
      ...this.#extra(metric, config.registered).map(({ label }) => label),
    ];
    const help = 'per service in APISIX';
    this.#status = new Metric(this.#name('http_status'), `HTTP status codes ${help}`, 'counter', names('http_status'));
    this.#latency = new Histogram(
      this.#name('http_latency'),
      `HTTP request latency in milliseconds ${help}`,
      names('http_latency'),
      bucketsMs,
    );
    this.#bandwidth = new Metric(
      this.#name('bandwidth'),
      `Total bandwidth in bytes consumed ${help}`,
      'counter',
      names('bandwidth'),
    );
    this.#errors = new Metric(
      this.#name('nginx_metric_errors_total'),
      'Number of nginx-lua-prometheus errors',
      'counter',
    );
    this.#errors.set(0);
    this.#upstreamStatus = new Metric(this.#name('upstream_status'), 'Upstream status from health check', 'gauge', [
      'name',
      'ip',
      'port',
    ]);
  }

  add(sample: RequestSample): void {
    const { latencyMs, bytes } = sample;
    const { status, route, matchedUri, matchedHost, service, consumer, node, responseSource } = sample;
    const traffic = ['traditional_http', '', ''];
    const forStatus = [route, matchedUri, matchedHost, service, consumer, node, ...traffic, responseSource];
    const forType = [route, service, consumer, node, ...traffic];
    this.#record('http_status', [String(status), ...forStatus], sample, (labels) => this.#status.add(1, labels));
    for (const type of ['request', 'upstream', 'apisix'] as const) {
      const value = latencyMs[type];
      if (value !== null)
        this.#record('http_latency', [type, ...forType], sample, (labels) => this.#latency.observe(value, labels));
    }
    for (const type of ['ingress', 'egress'] as const)
      this.#record('bandwidth', [type, ...forType], sample, (labels) => this.#bandwidth.add(bytes[type], labels));
  }

  /** A node that is checked no more keeps its last status (apisix/plugins/prometheus/exporter.lua, `collect`). */
  export(counts: ConnectionCounts, checked: readonly CheckedNode[]): string {
    for (const { name, ip, port, isUp } of checked) this.#upstreamStatus.set(isUp ? 1 : 0, [name, ip, String(port)]);
    const gauge = (name: string, help: string, labels: readonly string[] = []) =>
      new Metric(this.#name(name), help, 'gauge', labels);
    const requests = gauge('http_requests_total', 'The total number of client requests since APISIX started');
    requests.set(counts.requests);
    const connections = gauge('nginx_http_current_connections', 'Number of HTTP connections', ['state']);
    const { accepted, active, reading, writing } = counts;
    const waiting = Math.max(0, active - reading - writing);
    for (const [state, value] of Object.entries({ accepted, active, handled: accepted, reading, waiting, writing }))
      connections.set(value, [state]);
    const node = gauge('node_info', 'Info of APISIX node', ['hostname', 'version']);
    node.set(1, [hostname(), '3.18.0']);
    const reachable = gauge('etcd_reachable', 'Config server etcd reachable from APISIX, 0 is unreachable');
    reachable.set(this.objects.isReachable() ? 1 : 0);
    const counted = [this.#status, this.#latency, this.#bandwidth, this.#errors, this.#upstreamStatus];
    return exposition([
      ...counted,
      ...[requests, connections, node, reachable, this.#modifyIndexes()],
      ...this.#sharedDicts(Buffer.byteLength(exposition(counted))),
    ]);
  }

  #sharedDicts(metricsBytes: number): Metric[] {
    const gauge = (what: string, name: string) =>
      new Metric(this.#name(name), `The ${what} of each nginx shared DICT since APISIX start`, 'gauge', ['name']);
    const capacity = gauge('capacity', 'shared_dict_capacity_bytes');
    const free = gauge('free space', 'shared_dict_free_space_bytes');
    for (const { name, capacityBytes, freeBytes } of sharedDicts(metricsBytes)) {
      capacity.set(capacityBytes, [name]);
      free.set(freeBytes, [name]);
    }
    return [capacity, free];
  }

  #modifyIndexes(): Metric {
    const indexes = new Metric(this.#name('etcd_modify_indexes'), 'Etcd modify index for APISIX keys', 'gauge', [
      'key',
    ]);
    let newest = 0;
    for (const kind of indexedKinds) {
      const index = this.objects.list(kind).reduce((max, { modifiedIndex }) => Math.max(max, modifiedIndex), 0);
      indexes.set(index, [kind]);
      newest = Math.max(newest, index);
    }
    for (const key of ['max_modify_index', 'prev_index', 'x_etcd_index']) indexes.set(newest, [key]);
    return indexes;
  }

  #record(
    metric: LabelledMetric,
    labels: readonly string[],
    { variable }: RequestSample,
    record: (labels: readonly string[]) => void,
  ): void {
    const extra = this.#extra(metric, this.config.current);
    if (extra.length !== this.#extra(metric, this.config.registered).length) {
      this.#errors.add(1);
      return;
    }
    const disabled = this.#disabledLabels(metric);
    const kept = labels.map((value, at) => (disabled.includes(labelNames[metric][at]) ? '' : value));
    record([...kept, ...extra.map((label) => variable(label.variable.replace(/^\$/, '')))]);
  }

  #disabledLabels(metric: LabelledMetric): readonly unknown[] {
    const metadata = this.objects.find('plugin_metadata', 'prometheus');
    const disabled = metadata?.disabled_labels as Record<string, unknown> | undefined;
    const labels = disabled?.[metric];
    return Array.isArray(labels) ? labels : [];
  }

  #extra(metric: LabelledMetric, { prometheus }: GatewayConfig['current']): readonly ExtraLabel[] {
    return prometheus.extraLabels[metric] ?? [];
  }

  #name(metric: string): string {
    return this.config.registered.prometheus.metricPrefix + metric;
  }
}
