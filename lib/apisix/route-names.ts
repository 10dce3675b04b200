import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/fetch-json';
import { apisixKeys } from './queries';

/** Names of routes by their ids, at most 100; one that the gateway does not have is left out. */
export function routeNamesQuery(gatewayId: string, routeIds: readonly string[]) {
  const ids = [...new Set(routeIds)].sort();
  return queryOptions({
    queryKey: [...apisixKeys.gateway(gatewayId), 'route-names', ids],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams(ids.map((id) => ['id', id]));
      return fetchJson<Record<string, string>>(`/api/${encodeURIComponent(gatewayId)}/route-names?${search}`, {
        signal,
      });
    },
    enabled: ids.length > 0,
    placeholderData: (previous) => previous,
  });
}
