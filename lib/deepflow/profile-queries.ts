import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '@/lib/http/fetch-json';
import type { Profile, ProfiledProcesses, ProfileTarget } from './profile';
import type { QueryRange } from './queries';

type Scope = { gatewayId: string; routeId: string; range: QueryRange };

/** Options of the queries for profiles. While a range is read anew the last one stays, but never another process's. */
export const profileQueries = {
  /** Which processes have profiles, the gateway's and the route's upstreams' first. */
  processes: (scope: Scope) => {
    const of = whose(scope, 'processes');
    return queryOptions({
      queryKey: ['profile', of, scope.range] as const,
      queryFn: ({ signal }) =>
        fetchJson<ProfiledProcesses>(`${urlOf(scope)}/processes?${paramsOf(scope.range)}`, { signal }),
      placeholderData: (previous, query) => (query?.queryKey[1] === of ? previous : undefined),
      enabled: scope.range.tickMs > 0,
      staleTime: Number.POSITIVE_INFINITY,
    });
  },

  /** The stacks of one of them. A large profile is not kept for long once nobody looks at it. */
  profile: (scope: Scope, target: ProfileTarget) => {
    const chosen = Object.entries(target).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
    const of = whose(scope, new URLSearchParams(chosen).toString());
    return queryOptions({
      queryKey: ['profile', of, scope.range] as const,
      queryFn: ({ signal }) =>
        fetchJson<Profile>(`${urlOf(scope)}?${paramsOf(scope.range)}&${new URLSearchParams(chosen)}`, { signal }),
      placeholderData: (previous, query) => (query?.queryKey[1] === of ? previous : undefined),
      enabled: scope.range.tickMs > 0,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    });
  },
};

function whose({ gatewayId, routeId }: Scope, what: string): string {
  return JSON.stringify([gatewayId, routeId, what]);
}

function urlOf({ gatewayId, routeId }: Scope): string {
  return `/api/${encodeURIComponent(gatewayId)}/routes/${encodeURIComponent(routeId)}/profile`;
}

function paramsOf({ fromMs, toMs }: QueryRange): URLSearchParams {
  return new URLSearchParams({ from: String(fromMs), to: String(toMs) });
}
