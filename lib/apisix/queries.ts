import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/fetch-json';
import type { GatewayStatus, RouteDetail, RouteListPage, RouteListQuery } from './dto';

/** How many rows one request of the list brings. */
export const routeWindowSize = 100;

export const apisixKeys = {
  gateway: (gatewayId: string) => ['apisix', gatewayId] as const,
  lists: (gatewayId: string) => [...apisixKeys.gateway(gatewayId), 'routes'] as const,
  list: (gatewayId: string, query: RouteListQuery) => [...apisixKeys.lists(gatewayId), query] as const,
  route: (gatewayId: string, routeId: string) => [...apisixKeys.gateway(gatewayId), 'route', routeId] as const,
  status: (gatewayId: string) => [...apisixKeys.gateway(gatewayId), 'status'] as const,
};

export const apisixQueries = {
  /** One window of the list. */
  list: (gatewayId: string, query: RouteListQuery) =>
    queryOptions({
      queryKey: apisixKeys.list(gatewayId, query),
      queryFn: ({ signal }) => fetchJson<RouteListPage>(`${base(gatewayId)}/routes${toSearch(query)}`, { signal }),
    }),
  route: (gatewayId: string, routeId: string) =>
    queryOptions({
      queryKey: apisixKeys.route(gatewayId, routeId),
      queryFn: ({ signal }) =>
        fetchJson<RouteDetail>(`${base(gatewayId)}/routes/${encodeURIComponent(routeId)}`, { signal }),
    }),
  status: (gatewayId: string) =>
    queryOptions({
      queryKey: apisixKeys.status(gatewayId),
      queryFn: ({ signal }) => fetchJson<GatewayStatus>(`${base(gatewayId)}/status`, { signal }),
    }),
};

function base(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}`;
}

/** `?q=…&method=GET&method=POST`: what is not asked for is left out. */
export function toSearch(query: RouteListQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '' || value === false) continue;
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, String(each));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
