import type { Problem } from '@/lib/http/problem';
import type { Course } from './added-up';

/** Panels that are asked for together, each with an expression of its own. */
export const dashboardGroups = {
  connections: ['totalRequests', 'connections'],
  requests: ['byCode', 'byRoute', 'byService', 'byConsumer'],
  latency: ['latency'],
  bandwidth: ['bandwidth', 'ingressByRoute', 'egressByRoute', 'ingressByService', 'egressByService'],
  nodes: [
    ...(['nodeInfo', 'etcdReachable', 'etcdIndexes', 'metricErrors'] as const),
    ...(['sharedDictFree', 'sharedDictSpace', 'sharedDictCapacity', 'upstreamStatus'] as const),
  ],
} as const;

export type DashboardGroup = keyof typeof dashboardGroups;
export type DashboardPanelKey = (typeof dashboardGroups)[DashboardGroup][number];

/** Labels of APISIX's metrics by which the dashboard is narrowed; the value as the metric carries it. */
export const dashboardLabels = ['route', 'service', 'consumer', 'instance'] as const;
export type DashboardLabel = (typeof dashboardLabels)[number];
export type DashboardFilter = { [label in DashboardLabel]?: string | undefined };

/** Why a panel has nothing to show: the first that holds. */
export type PanelEmptyReason =
  /** The filters let nothing through, or nothing at all is there. */
  | 'filtered'
  /** No metric of the gateway was scraped in this range. */
  | 'not_scraped'
  /** No route's requests are counted: the plugin is in force nowhere. */
  | 'plugin_off'
  /** The plugin is in force for some route, and no request was counted. */
  | 'no_traffic'
  /** No upstream has health checks, so that none has a status. */
  | 'no_health_checks'
  /** The gateway is scraped, and does not export this metric. */
  | 'unknown_metric';

export type PanelSeries = Course & {
  /** Labels that tell the series apart; `{}` for the only one. */
  labels: Readonly<Record<string, string>>;
};

/** A panel drawn over time. */
export type SeriesPanel = {
  state: 'series';
  /** Epoch seconds, `stepS` apart. */
  times: readonly number[];
  stepS: number;
  /** The ones with most over the range, most first. */
  series: readonly PanelSeries[];
  /** All that are not among `series`, added up where that makes sense; null: there are none. */
  others: (Pick<Course, 'notNumbers'> & { count: number; values: Course['values'] | null }) | null;
  /** True: the source was asked for the highest at each moment alone, so that `others` lacks the smallest. */
  isCut: boolean;
  /** Epoch s: DeepFlow left the samples before it out, for there are more than it reads; null: it read all. */
  cutBeforeS: number | null;
};

/** A panel that lists what is at the end of the range. */
export type SamplesPanel = {
  state: 'samples';
  samples: readonly { labels: Readonly<Record<string, string>>; value: number | null }[];
};

export type DashboardPanel =
  | SeriesPanel
  | SamplesPanel
  | { state: 'empty'; reason: PanelEmptyReason }
  | { state: 'problem'; problem: Problem };

/** Answer of GET /api/{gateway}/apisix-dashboard?group=…; each panel fails alone. */
export type DashboardAnswer = {
  panels: Partial<Record<DashboardPanelKey, DashboardPanel>>;
  /** Over which time a rate is taken, and how often the gateway seems to be scraped (null: not known). Seconds. */
  windowS: number;
  scrapeS: number | null;
  routes: NamedRoutes;
};

/** The routes that labels name, by their id or, with `prefer_name`, their name; those that the gateway has. */
export type NamedRoutes = Readonly<Record<string, { id: string; name: string }>>;

/** Values to choose a filter from, the busiest first. Answer of GET /api/{gateway}/apisix-dashboard/labels. */
export type DashboardLabels = {
  values: Readonly<Record<DashboardLabel, readonly string[]>>;
  /** There may be more: the source was asked for the busiest alone. */
  isCut: boolean;
  routes: NamedRoutes;
};
