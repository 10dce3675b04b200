import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/fetch-json';
import type { QueryRange } from './queries';
import type { MapCourse, MapEdge, ServiceMap } from './service-map';

type Scope = { gatewayId: string; range: QueryRange };

/** Options of the queries for the service map. While a range is read anew the last map stays, but never another's. */
export const mapQueries = {
  map: ({ gatewayId, range }: Scope, routeId: string | null) => {
    const of = JSON.stringify([gatewayId, routeId]);
    return queryOptions({
      queryKey: ['service-map', of, range] as const,
      queryFn: ({ signal }) => {
        const params = paramsOf(range);
        if (routeId !== null) params.set('route', routeId);
        return fetchJson<ServiceMap>(`${api(gatewayId)}?${params}`, { signal });
      },
      placeholderData: (previous, query) => (query?.queryKey[1] === of ? previous : undefined),
      enabled: range.tickMs > 0,
      staleTime: Number.POSITIVE_INFINITY,
    });
  },

  /** An edge that is counted at one point, over time: as finely as the map counts it. */
  course: ({ gatewayId, range }: Scope, { id, from, to, point, source }: MapEdge, precision: '1s' | '1m') => {
    const of = JSON.stringify([gatewayId, id, point]);
    return queryOptions({
      queryKey: ['map-course', of, range, precision] as const,
      queryFn: ({ signal }) => {
        const params = paramsOf(range);
        for (const [name, value] of Object.entries({ client: from, server: to, point: point ?? '', source, precision }))
          params.set(name, value);
        return fetchJson<MapCourse>(`${api(gatewayId)}/course?${params}`, { signal });
      },
      placeholderData: (previous, query) => (query?.queryKey[1] === of ? previous : undefined),
      enabled: range.tickMs > 0 && point !== null,
      staleTime: Number.POSITIVE_INFINITY,
    });
  },
};

function api(gatewayId: string): string {
  return `/api/${encodeURIComponent(gatewayId)}/service-map`;
}

function paramsOf({ fromMs, toMs }: QueryRange): URLSearchParams {
  return new URLSearchParams({ from: String(fromMs), to: String(toMs) });
}
