/**
 * The shared dicts that nginx.conf of APISIX 3.18.0 declares, with their capacity and what a gateway that ran a moment had
 * free of each, in bytes, as recorded (test/fixtures/apisix/prometheus-metrics.txt).
 */
const recorded: readonly (readonly [name: string, capacity: number, free: number])[] = [
  ['access-tokens', 1_048_576, 1_032_192],
  ['balancer-ewma', 10_485_760, 10_412_032],
  ['balancer-ewma-last-touched-at', 10_485_760, 10_412_032],
  ['balancer-ewma-locks', 10_485_760, 10_412_032],
  ['cas_sessions', 10_485_760, 10_412_032],
  ['discovery', 1_048_576, 1_032_192],
  ['etcd-cluster-health-check', 10_485_760, 10_412_032],
  ['ext-plugin', 1_048_576, 1_032_192],
  ['internal-status', 10_485_760, 10_412_032],
  ['introspection', 10_485_760, 10_412_032],
  ['jwks', 1_048_576, 1_032_192],
  ['lrucache-lock', 10_485_760, 10_412_032],
  ['mcp-session', 10_485_760, 10_412_032],
  ['memory_cache', 52_428_800, 52_113_408],
  ['nacos', 67_108_864, 66_707_456],
  ['plugin-ai-rate-limiting', 10_485_760, 10_412_032],
  ['plugin-ai-rate-limiting-reset-header', 10_485_760, 10_412_032],
  ['plugin-api-breaker', 10_485_760, 10_412_032],
  ['plugin-graphql-limit-count', 10_485_760, 10_412_032],
  ['plugin-graphql-limit-count-reset-header', 10_485_760, 10_416_128],
  ['plugin-limit-conn', 10_485_760, 10_412_032],
  ['plugin-limit-conn-redis-cluster-slot-lock', 1_048_576, 1_036_288],
  ['plugin-limit-count', 10_485_760, 10_412_032],
  ['plugin-limit-count-lock', 1_048_576, 1_032_192],
  ['plugin-limit-count-redis-cluster-slot-lock', 1_048_576, 1_036_288],
  ['plugin-limit-count-reset-header', 10_485_760, 10_412_032],
  ['plugin-limit-req', 10_485_760, 10_412_032],
  ['plugin-limit-req-redis-cluster-slot-lock', 1_048_576, 1_036_288],
  ['prometheus-cache', 10_485_760, 10_334_208],
  ['prometheus-metrics', 134_217_728, 133_144_576],
  ['redis_cluster_health', 10_485_760, 10_412_032],
  ['tracing_buffer', 33_554_432, 33_349_632],
  ['upstream-healthcheck', 10_485_760, 10_407_936],
  ['worker-events', 10_485_760, 10_412_032],
];

/** The dict in which APISIX keeps its metrics. */
const ofMetrics = 'prometheus-metrics';
/** nginx gives a dict away page by page. */
const pageBytes = 4096;

export type SharedDictSpace = { name: string; capacityBytes: number; freeBytes: number };

/**
 * The space of each dict. The sandbox keeps one thing that a dict would hold, its metrics: theirs is less by the pages
 * that these fill. What no dict of a gateway without such traffic holds is free as recorded.
 */
export function sharedDicts(metricsBytes: number): SharedDictSpace[] {
  const filled = Math.ceil(metricsBytes / pageBytes) * pageBytes;
  return recorded.map(([name, capacityBytes, free]) => ({
    name,
    capacityBytes,
    freeBytes: name === ofMetrics ? Math.max(0, free - filled) : free,
  }));
}
