import type { Candidate, RequestFacts, RouteMatch } from '@/lib/apisix/router/types';
import type { Attribution } from './dto';

/** A path of a route as a filter: the whole path, or what it starts with. */
export type PathFilter = { kind: 'exact' | 'prefix'; path: string };

/** A host of a route as a filter: the whole name, or what it ends with (`.example.com`). Lower case. */
export type HostFilter = { kind: 'exact' | 'suffix'; host: string };

/**
 * Which calls may belong to a route, as far as a query can say it. Null: no restriction.
 * It is never narrower than what the gateway could send to the route, and often wider: paths are compared with a
 * target that is not normalised yet. The router decides call by call.
 *
 * Paths that a more specific route takes are not taken out, though the table says so, since that cannot be done without
 * losing calls. The table is today's, and a span that names the route outranks it: before the specific route was made, the
 * wide one took its calls, and with their rows left out they would be known from spans alone. The rows that other routes
 * took are counted, too: they are why a list can be empty. And the dialect's LIKE ignores case, which the gateway does not.
 */
export type CandidateFilter = {
  hosts: HostFilter[] | null;
  paths: PathFilter[] | null;
  methods: string[] | null;
};

/** What the filter reads of a route; hosts are its own ones, or its service's where it has none. */
export type FilteredRoute = { hosts: readonly string[]; paths: readonly string[]; methods: readonly string[] };

/** Beyond these a statement would grow more than the filter saves. */
const mostHosts = 50;
const mostPaths = 100;
/** A path stands in a statement twice, in UTF-8 and escaped; ClickHouse takes 256 KiB. */
const mostCharacters = 20_000;

/** The filter of one route. A host with a port in the route is kept as it is: APISIX never matches it. */
export function candidateFilter({ hosts, paths, methods }: FilteredRoute): CandidateFilter {
  const hostFilters = hosts.map(toHostFilter);
  const pathFilters = paths.map(toPathFilter);
  return {
    hosts: isUseful(hosts, mostHosts) && hostFilters.every(({ host }) => host) ? hostFilters : null,
    paths:
      isUseful(paths, mostPaths) && pathFilters.every(({ kind, path }) => kind === 'exact' || path !== '/')
        ? pathFilters
        : null,
    methods: methods.length > 0 && methods.every((method) => /^[A-Z-]{1,20}$/.test(method)) ? [...methods] : null,
  };
}

/** The filter of several routes together, which lets through whatever one of theirs does. */
export function candidatesOfAny(routes: readonly FilteredRoute[]): CandidateFilter {
  const all = (of: (route: FilteredRoute) => readonly string[]) =>
    routes.some((route) => of(route).length === 0) ? [] : [...new Set(routes.flatMap(of))];
  return candidateFilter({
    hosts: all(({ hosts }) => hosts),
    paths: all(({ paths }) => paths),
    methods: all(({ methods }) => methods),
  });
}

function isUseful(texts: readonly string[], most: number): boolean {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return texts.length > 0 && texts.length <= most && characters <= mostCharacters;
}

function toHostFilter(host: string): HostFilter {
  const lower = host.toLowerCase();
  return lower.startsWith('*') ? { kind: 'suffix', host: lower.slice(1) } : { kind: 'exact', host: lower };
}

/** Everything from the first `*`, `:param` or `{param}` on may be anything, whichever router reads it. */
function toPathFilter(path: string): PathFilter {
  const fixed = path.search(/[*:{]/);
  return fixed < 0 ? { kind: 'exact', path } : { kind: 'prefix', path: path.slice(0, fixed) };
}

/** What is known of a call when its route is decided. Null or `''`: not known. */
export type CallFacts = {
  path: string;
  method: string;
  host: string;
  /** `apisix.route_id` of its gateway span. */
  routeId: string | null;
};

/** How sure it is whose call it is, and the route that surely took it; null: several could have, or none. */
export type Owned = { attribution: Attribution; takenBy: string | null };

/** Whose call it is, seen from one route. */
export type Decision =
  | ({ kind: 'this' } & Owned)
  /** Not this route's: another one took it, or none, or nothing is known of it. */
  | { kind: 'other' };

/**
 * Decides whether a call belongs to `routeId`.
 * A gateway span that names a route is exact, for this route or against it. Else the router decides: one route left
 * is computed; if conditions that DeepFlow cannot see are open, every route that could have taken the call is named.
 * @param match the router model of the gateway's table
 * @param nameOf a route's name for people; `''` where it has none
 */
export function attribute(
  call: CallFacts,
  routeId: string,
  match: (facts: RequestFacts) => RouteMatch,
  nameOf: (routeId: string) => string,
): Decision {
  if (call.routeId === null && call.path === '') return other;
  const owned = ownerOf(call, match, nameOf);
  const { attribution, takenBy } = owned;
  const isThis =
    attribution.kind === 'ambiguous' ? attribution.candidates.some(({ id }) => id === routeId) : takenBy === routeId;
  return isThis ? { kind: 'this', ...owned } : other;
}

/** The same without a route in mind. No candidates: no route takes it. */
export function ownerOf(
  call: CallFacts,
  match: (facts: RequestFacts) => RouteMatch,
  nameOf: (routeId: string) => string,
): Owned {
  if (call.routeId !== null) return { attribution: { kind: 'exact' }, takenBy: call.routeId };
  const found = match(toRequestFacts(call));
  if (found.kind === 'route') return { attribution: { kind: 'computed' }, takenBy: found.routeId };
  return { attribution: ambiguous(found.kind === 'none' ? [] : found.candidates, nameOf), takenBy: null };
}

function ambiguous(candidates: readonly Candidate[], nameOf: (routeId: string) => string): Attribution {
  return {
    kind: 'ambiguous',
    candidates: candidates.map(({ routeId, needs }) => ({ id: routeId, name: nameOf(routeId), needs: [...needs] })),
  };
}

const other: Decision = { kind: 'other' };

/** An empty host or method is one that was not captured, not one that the request lacked. */
export function toRequestFacts({ path, method, host }: CallFacts): RequestFacts {
  return { path, ...(method !== '' && { method }), ...(host !== '' && { host }) };
}
