import type { ChartUnit } from '@/components/charts/chart-model';
import type { DashboardGroup, DashboardPanelKey } from '@/lib/prometheus/apisix-dashboard';

/** How the series of a card are named and coloured. */
export type SeriesLook = 'single' | 'state' | 'code' | 'quantile' | 'type' | 'route' | 'service' | 'consumer' | 'plain';

export type ChartCard = {
  group: DashboardGroup;
  panel: DashboardPanelKey;
  unit: ChartUnit;
  look: SeriesLook;
  /** Series of the panel that this card shows, by these values of their labels; absent: all. */
  only?: { label: string; values: readonly string[] };
  /** All series as one. */
  isSum?: true;
  /** The newest value in large, its course in small. */
  isFigure?: true;
};

const latency = (type: string): ChartCard => ({
  group: 'latency',
  panel: 'latency',
  unit: 'durationUs',
  look: 'quantile',
  only: { label: 'type', values: [type] },
});
const figure = (state: string): ChartCard => ({
  group: 'connections',
  panel: 'connections',
  unit: 'count',
  look: 'single',
  only: { label: 'state', values: [state] },
  isFigure: true,
});
const bytes = (panel: DashboardPanelKey, look: SeriesLook): ChartCard => ({
  group: 'bandwidth',
  panel,
  unit: 'bytesPerSecond',
  look,
});
const rates = (panel: DashboardPanelKey, look: SeriesLook): ChartCard => ({
  group: 'requests',
  panel,
  unit: 'perSecond',
  look,
});

/** The panels of APISIX's dashboard that are drawn over time. */
export const chartCards = {
  totalRequests: {
    group: 'connections',
    panel: 'totalRequests',
    unit: 'count',
    look: 'single',
    isFigure: true,
  },
  accepted: figure('accepted'),
  handled: figure('handled'),
  connections: {
    group: 'connections',
    panel: 'connections',
    unit: 'count',
    look: 'state',
    only: { label: 'state', values: ['active', 'reading', 'writing', 'waiting'] },
  },
  rps: { ...rates('byCode', 'single'), isSum: true },
  byCode: rates('byCode', 'code'),
  byRoute: rates('byRoute', 'route'),
  byService: rates('byService', 'service'),
  byConsumer: rates('byConsumer', 'consumer'),
  requestLatency: latency('request'),
  upstreamLatency: latency('upstream'),
  apisixLatency: latency('apisix'),
  bandwidth: bytes('bandwidth', 'type'),
  ingressByRoute: bytes('ingressByRoute', 'route'),
  egressByRoute: bytes('egressByRoute', 'route'),
  ingressByService: bytes('ingressByService', 'service'),
  egressByService: bytes('egressByService', 'service'),
  metricErrors: { group: 'nodes', panel: 'metricErrors', unit: 'count', look: 'single', isFigure: true },
  etcdReachable: { group: 'nodes', panel: 'etcdReachable', unit: 'count', look: 'plain' },
  etcdIndexes: { group: 'nodes', panel: 'etcdIndexes', unit: 'count', look: 'plain' },
  sharedDictFree: { group: 'nodes', panel: 'sharedDictFree', unit: 'share', look: 'plain' },
} as const satisfies Record<string, ChartCard>;
export type ChartCardKey = keyof typeof chartCards;

/** The sections of the page, in their order; each is answered by one request. */
export const sections: readonly { group: DashboardGroup; charts: readonly ChartCardKey[] }[] = [
  { group: 'connections', charts: ['totalRequests', 'accepted', 'handled', 'connections'] },
  { group: 'requests', charts: ['rps', 'byCode', 'byRoute', 'byService', 'byConsumer'] },
  { group: 'latency', charts: ['requestLatency', 'upstreamLatency', 'apisixLatency'] },
  {
    group: 'bandwidth',
    charts: ['bandwidth', 'ingressByRoute', 'egressByRoute', 'ingressByService', 'egressByService'],
  },
  { group: 'nodes', charts: ['metricErrors', 'etcdReachable', 'etcdIndexes', 'sharedDictFree'] },
];
