import type { RouteMatch } from '@/lib/apisix/router/types';

/** What decides a route's rank among others, beside conditions: routes that share all three are told apart by order. */
export type Ranked = { id: string; hosts: readonly string[]; paths: readonly string[]; priority: number };

/**
 * Whether some routes of equal rank stand in another order by creation than by key. APISIX tries them in the first
 * order until it is reloaded, and in the second from then on (observed on APISIX 3.18.0), and nothing tells which.
 * @param routes in the order of their creation
 */
export function tiesDependOnReload(routes: Iterable<Ranked>): boolean {
  const highest = new Map<string, string>();
  for (const { id, hosts, paths, priority } of routes)
    for (const host of hosts.length > 0 ? hosts : [''])
      for (const path of paths) {
        const rank = `${priority} ${host.toLowerCase()} ${path}`;
        const before = highest.get(rank);
        if (before !== undefined && before > id) return true;
        highest.set(rank, id);
      }
  return false;
}

/** One answer for both orders: what they agree on, or every route that one of them would choose. */
export function eitherOrder(created: RouteMatch, byKey: RouteMatch): RouteMatch {
  if (created.kind === 'route' && byKey.kind === 'route' && created.routeId === byKey.routeId) return created;
  if (created.kind === 'none' && byKey.kind === 'none') return created;
  const candidates = [...candidatesOf(created), ...candidatesOf(byKey)];
  const unique = candidates.filter(
    ({ routeId }, at) => candidates.findIndex((other) => other.routeId === routeId) === at,
  );
  return { kind: 'undecided', candidates: unique, orNone: isOpen(created) || isOpen(byKey) };
}

function candidatesOf(match: RouteMatch) {
  if (match.kind === 'none') return [];
  return match.kind === 'route' ? [{ routeId: match.routeId, needs: [] }] : match.candidates;
}

function isOpen(match: RouteMatch): boolean {
  return match.kind === 'none' || (match.kind === 'undecided' && match.orNone);
}
