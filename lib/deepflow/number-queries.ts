import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { fetchJson, postJson } from '@/lib/http/fetch-json';
import type { GatewayNumbers, NumbersOfRoutes } from './gateway-numbers';
import type { QueryRange } from './queries';

const numberKeys = {
  gateway: (gatewayId: string) => ['numbers', gatewayId] as const,
  whole: (gatewayId: string, range: QueryRange) => [...numberKeys.gateway(gatewayId), 'whole', range] as const,
  routes: (gatewayId: string, range: QueryRange, routeIds: readonly string[]) =>
    [...numberKeys.gateway(gatewayId), 'routes', range, routeIds] as const,
};

/** Options of the queries for numbers over all routes of a gateway. */
export const numberQueries = {
  /** Of everything that reached the gateway. Old numbers stay while those of another range are on their way. */
  whole: (gatewayId: string, range: QueryRange) =>
    queryOptions({
      queryKey: numberKeys.whole(gatewayId, range),
      queryFn: ({ signal }) => fetchJson<GatewayNumbers>(`${base(gatewayId)}?${rangeParams(range)}`, { signal }),
      placeholderData: (previous, query) => (isSameGateway(gatewayId, query?.queryKey) ? previous : undefined),
      enabled: range.tickMs > 0,
      staleTime: Number.POSITIVE_INFINITY,
    }),

  /** Of these routes alone, in one request. */
  routes: (gatewayId: string, range: QueryRange, routeIds: readonly string[]) =>
    queryOptions({
      queryKey: numberKeys.routes(gatewayId, range, routeIds),
      queryFn: ({ signal }) =>
        postJson<NumbersOfRoutes>(`${base(gatewayId)}/routes?${rangeParams(range)}`, { routeIds }, { signal }),
      placeholderData: (previous, query) => (isSameGateway(gatewayId, query?.queryKey) ? previous : undefined),
      enabled: range.tickMs > 0 && routeIds.length > 0,
      staleTime: Number.POSITIVE_INFINITY,
    }),
};

function isSameGateway(gatewayId: string, key: QueryKey | undefined): boolean {
  return key?.[1] === gatewayId;
}

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}/numbers`;
}

function rangeParams({ fromMs, toMs }: QueryRange): string {
  return new URLSearchParams({ from: String(fromMs), to: String(toMs) }).toString();
}
