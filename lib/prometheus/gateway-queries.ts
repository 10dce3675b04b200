import { type QueryKey, queryOptions } from '@tanstack/react-query';
import type { QueryRange } from '@/lib/deepflow/queries';
import { fetchJson } from '@/lib/http/fetch-json';
import type { DashboardAnswer, DashboardFilter, DashboardGroup, DashboardLabels } from './apisix-dashboard';
import type { GatewayNodes } from './gateway-nodes';

type Scope = { gatewayId: string; range: QueryRange };
type DashboardScope = Scope & { filter: DashboardFilter };

const gatewayMetricKeys = {
  dashboard: (gatewayId: string, group: DashboardGroup, filter: DashboardFilter) =>
    ['prometheus', gatewayId, 'apisix-dashboard', group, filter] as const,
  labels: (gatewayId: string) => ['prometheus', gatewayId, 'apisix-dashboard', 'labels'] as const,
  nodes: (gatewayId: string) => ['prometheus', gatewayId, 'nodes'] as const,
};

/** Options of the queries for APISIX's own metrics; every one is answered by the console's own API. */
export const gatewayMetricQueries = {
  /** Panels of one group of the dashboard. Old ones stay on screen while those of another range load. */
  dashboard: ({ gatewayId, range, filter }: DashboardScope, group: DashboardGroup) => {
    const family = gatewayMetricKeys.dashboard(gatewayId, group, filter);
    return queryOptions({
      queryKey: [...family, range],
      queryFn: ({ signal }) =>
        fetchJson<DashboardAnswer>(`${api(gatewayId)}/apisix-dashboard?${params(range, { group, ...filter })}`, {
          signal,
        }),
      placeholderData: (previous, query) => (isOf(family, query?.queryKey) ? previous : undefined),
      enabled: range.tickMs > 0,
      staleTime: Number.POSITIVE_INFINITY,
    });
  },

  /** What the dashboard's filters offer. */
  labels: ({ gatewayId, range }: Scope) => {
    const family = gatewayMetricKeys.labels(gatewayId);
    return queryOptions({
      queryKey: [...family, range],
      queryFn: ({ signal }) =>
        fetchJson<DashboardLabels>(`${api(gatewayId)}/apisix-dashboard/labels?${params(range)}`, { signal }),
      placeholderData: (previous, query) => (isOf(family, query?.queryKey) ? previous : undefined),
      enabled: range.tickMs > 0,
      staleTime: Number.POSITIVE_INFINITY,
    });
  },

  /** The nodes as they are at the end of the range. */
  nodes: ({ gatewayId, range }: Scope) => {
    const family = gatewayMetricKeys.nodes(gatewayId);
    return queryOptions({
      queryKey: [...family, range],
      queryFn: ({ signal }) => fetchJson<GatewayNodes>(`${api(gatewayId)}/nodes?${params(range)}`, { signal }),
      placeholderData: (previous, query) => (isOf(family, query?.queryKey) ? previous : undefined),
      enabled: range.tickMs > 0,
      staleTime: Number.POSITIVE_INFINITY,
    });
  },
};

function api(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}

function params({ fromMs, toMs }: QueryRange, more: Record<string, string | undefined> = {}): URLSearchParams {
  const search = new URLSearchParams({ from: String(fromMs), to: String(toMs) });
  for (const [name, value] of Object.entries(more)) if (value !== undefined) search.set(name, value);
  return search;
}

/** Old panels may stay while new ones load, but never those of another gateway or of other filters. */
function isOf(family: readonly unknown[], key: QueryKey | undefined): boolean {
  return key !== undefined && family.every((part, at) => JSON.stringify(key[at]) === JSON.stringify(part));
}
