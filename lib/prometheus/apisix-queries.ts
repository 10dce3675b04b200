import { type QueryKey, queryOptions } from '@tanstack/react-query';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import { type QueryRange, telemetryKeys } from '@/lib/deepflow/queries';
import { fetchJson } from '@/lib/http/fetch-json';
import { compareSources } from '@/lib/telemetry/compare-sources';
import type { ApisixMetrics } from './apisix-metrics';

type RouteScope = { gatewayId: string; routeId: string; range: QueryRange };

/** Options of the query for what APISIX counted of a route. */
export function apisixMetricsQuery(scope: RouteScope) {
  const { gatewayId, routeId, range } = scope;
  const search = new URLSearchParams({ from: String(range.fromMs), to: String(range.toMs) });
  const route = `/api/${encodeURIComponent(gatewayId)}/routes/${encodeURIComponent(routeId)}`;
  return queryOptions({
    queryKey: [...telemetryKeys.route(gatewayId, routeId), 'apisix-metrics', range] as const,
    queryFn: ({ signal }) => fetchJson<ApisixMetrics>(`${route}/apisix-metrics?${search}`, { signal }),
    placeholderData: (previous, query) => (isSameRoute(scope, query?.queryKey) ? previous : undefined),
    enabled: range.tickMs > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type Read<T> = { data: T | undefined; dataUpdatedAt: number; isPlaceholderData: boolean };

/**
 * The comparison of both, once both are there of the same range. It asks nobody; it is a query so that the last one stays
 * on the screen until both answers of the next range have come. An answer that is read again is compared again.
 */
export function comparisonQuery(scope: RouteScope, calls: Read<RouteMetrics>, counted: Read<ApisixMetrics>) {
  const { gatewayId, routeId, range } = scope;
  const deepflow = calls.isPlaceholderData ? undefined : calls.data;
  const apisix = counted.isPlaceholderData ? undefined : counted.data;
  const readAt = [calls.dataUpdatedAt, counted.dataUpdatedAt];
  return queryOptions({
    queryKey: [...telemetryKeys.route(gatewayId, routeId), 'comparison', range, ...readAt] as const,
    queryFn: () => (deepflow && apisix ? compareSources(deepflow, apisix) : []),
    placeholderData: (previous, query) => (isSameRoute(scope, query?.queryKey) ? previous : undefined),
    enabled: deepflow !== undefined && apisix !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Old numbers may stay while new ones load, but never another route's. */
function isSameRoute({ gatewayId, routeId }: RouteScope, key: QueryKey | undefined): boolean {
  return key !== undefined && telemetryKeys.route(gatewayId, routeId).every((part, at) => key[at] === part);
}
