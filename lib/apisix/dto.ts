import type { Problem } from '@/lib/http/problem';
import type { PluginChip, PluginState, ShownPlugin } from './plugins-in-force';

/** One row of the route list: what the browser may see of a route. */
export type RouteSummary = {
  id: string;
  /** `''` when the route has no name. */
  name: string;
  description: string;
  hosts: string[];
  /** The hosts come from the route's service. */
  hostsFromService: boolean;
  paths: string[];
  /** Empty: all methods. */
  methods: string[];
  priority: number;
  enabled: boolean;
  labels: Record<string, string>;
  service: { id: string; name: string } | null;
  /** Where requests go: the route's own upstream, the referenced one, or the service's. */
  upstream: { from: 'route' | 'upstream' | 'service' | 'none'; id: string | null; name: string; nodes: string[] };
  /** Conditions beyond host, path and method. */
  conditions: ('vars' | 'remote_addrs' | 'filter_func')[];
  /** Names of the plugins on the route object itself, sorted. */
  plugins: string[];
  opentelemetry: PluginChip;
  prometheus: PluginChip;
  /** Who manages this route, as its labels say: an ingress controller, ADC, or any other name. Null: nobody. */
  managedBy: string | null;
  /** Epoch seconds; null when the object has none. */
  updatedAt: number | null;
  /**
   * What of the object makes no sense; the row is shown all the same. One of no_path, missing_service,
   * missing_upstream, missing_plugin_config, or `bad_field:<key>` for a key whose value has another type.
   */
  faults: string[];
};

export const textSorts = [
  'name',
  'host',
  'path',
  'methods',
  'upstream',
  'status',
  'opentelemetry',
  'prometheus',
  'updated',
] as const;
export type TextSort = (typeof textSorts)[number];

/** What the calls of a route came to, which DeepFlow tells. */
export const numberSorts = ['rate', 'errors', 'p95'] as const;
export type NumberSort = (typeof numberSorts)[number];

export const routeSorts = [...textSorts, ...numberSorts] as const;
export type RouteSort = (typeof routeSorts)[number];

/** `twice`: on, and runs twice. `unready`: off because the gateway has not loaded it, or has no metadata for it. */
export const pluginFilters = ['on', 'off', 'twice', 'unready'] as const;
export type PluginFilter = (typeof pluginFilters)[number];

export type RouteListQuery = {
  q?: string | undefined;
  host?: string | undefined;
  path?: string | undefined;
  method?: string[] | undefined;
  /** `key` or `key=value`. */
  label?: string[] | undefined;
  status?: 'enabled' | 'disabled' | undefined;
  opentelemetry?: PluginFilter | undefined;
  prometheus?: PluginFilter | undefined;
  sort?: RouteSort | undefined;
  desc?: boolean | undefined;
  /** `from-to`, epoch ms: the reading whose numbers the rows are sorted by. */
  numbers?: string | undefined;
  offset?: number | undefined;
  limit?: number | undefined;
};

export type RouteListPage = {
  rows: RouteSummary[];
  offset: number;
  /** What they are sorted by: the name, where the numbers that were asked for are not at hand. */
  sort: RouteSort;
  /** Rows that match the query, and all routes of the gateway. */
  matched: number;
  total: number;
  /** Values to choose filters from, over all routes, most frequent first, bounded. */
  facets: { hosts: string[]; methods: string[]; labels: string[] };
  /** Epoch ms of the read behind these rows, and how long that read took. */
  readAt: number;
  readMs: number;
  /** Set when the newest refresh failed: the rows are as of `readAt`. */
  stale: Problem | null;
};

/** One step of the way of a request through a route, for the page's header. */
export type RouteFlow = {
  hosts: string[];
  paths: string[];
  methods: string[];
  /** Every plugin that runs for this route, in order of priority where known, with the place it is configured at. */
  plugins: { name: string; from: 'global_rule' | 'route' | 'plugin_config' | 'service'; disabled: boolean }[];
  nodes: { address: string; weight: number | null }[];
};

export type RouteDetail = {
  summary: RouteSummary;
  flow: RouteFlow;
  /** The object as the gateway holds it, secrets masked. */
  raw: unknown;
  createdAt: number | null;
  /** Revision: etcd's modifiedIndex of this object. */
  revision: number | null;
  opentelemetry: PluginState;
  prometheus: PluginState;
  /** The telemetry plugins that this console does not switch. */
  shown: PluginState<ShownPlugin>[];
  /** Why writing is not possible from here, if so. */
  writeBlocked: 'viewer_key' | 'managed' | 'standalone' | null;
  readAt: number;
  /** Set when the gateway could not be asked: the route is as of `readAt`. */
  stale: Problem | null;
};

export type ServiceCheck = {
  name: 'admin' | 'control' | 'querier' | 'tracing' | 'prometheus';
  /** Address without credentials; null when not configured. */
  address: string | null;
  ok: boolean;
  /** ms of the last check; null when none was made. */
  latencyMs: number | null;
  /** Epoch ms of the last good answer since the console started. */
  lastOkAt: number | null;
  checkedAt: number;
  /** Facts worth showing: version, role, number of tables… */
  facts: { key: string; value: string }[];
  /** Null with `ok: false`: not configured (`address` is null), or the first check has not been answered yet. */
  problem: Problem | null;
  /** A check is under way and slow; what stands here is the last finished one. */
  checking: boolean;
};

export type GatewayStatus = { gatewayId: string; checks: ServiceCheck[] };
export type GatewayInfo = { id: string; name: string };

/** Answer of GET /api/health. `ok` is about the console itself; what it asks may be down all the same. */
export type Health = {
  ok: true;
  gateways: (GatewayInfo & {
    checks: Pick<ServiceCheck, 'name' | 'ok' | 'latencyMs' | 'lastOkAt' | 'checkedAt' | 'checking'>[];
  })[];
};
