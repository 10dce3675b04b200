import type { MeteredCall } from '@/lib/telemetry/series';
import type { Owned } from './attribution';

/** One call with whose it is. */
export type TalliedCall = Owned & {
  seen: MeteredCall & { method: string; host: string; path: string; status: number | null };
};

/** The calls of one route. */
export type RouteTally = {
  calls: MeteredCall[];
  exact: number;
  /** Calls that could be another route's; they are not among `calls`. */
  ambiguous: number;
  candidates: number;
};

export type Tally = {
  /** Every call, whoever's it is. */
  all: MeteredCall[];
  routes: Map<string, RouteTally>;
  ambiguous: number;
  withoutRoute: { calls: number; notFound: number; paths: Map<string, Address> };
};

type Address = { method: string; host: string; path: string; calls: number };

export function emptyTally(): Tally {
  return { all: [], routes: new Map(), ambiguous: 0, withoutRoute: { calls: 0, notFound: 0, paths: new Map() } };
}

/**
 * Counts a call once: for the route that surely took it, else as ambiguous, else as one without a route. One of which
 * neither path nor route is known could be anyone's. Of the call only what numbers are made of is kept.
 */
export function tallyCall(tally: Tally, { seen, attribution, takenBy }: TalliedCall): void {
  const { endUs, durationUs, outcome, requestBytes, responseBytes } = seen;
  const call: MeteredCall = { endUs, durationUs, outcome, requestBytes, responseBytes };
  tally.all.push(call);
  if (takenBy !== null) {
    const route = routeOf(tally, takenBy);
    route.calls.push(call);
    if (attribution.kind === 'exact') route.exact += 1;
    return;
  }
  const candidates = attribution.kind === 'ambiguous' ? attribution.candidates : [];
  if (candidates.length === 0 && seen.path !== '') {
    tallyWithoutRoute(tally, seen);
    return;
  }
  tally.ambiguous += 1;
  for (const { id } of candidates) {
    const route = routeOf(tally, id);
    route.ambiguous += 1;
    route.candidates = Math.max(route.candidates, candidates.length);
  }
}

function routeOf({ routes }: Tally, routeId: string): RouteTally {
  let route = routes.get(routeId);
  if (route === undefined) {
    route = { calls: [], exact: 0, ambiguous: 0, candidates: 0 };
    routes.set(routeId, route);
  }
  return route;
}

function tallyWithoutRoute({ withoutRoute }: Tally, { method, host, path, status }: TalliedCall['seen']): void {
  withoutRoute.calls += 1;
  if (status === 404) withoutRoute.notFound += 1;
  const [plain = ''] = path.split('?', 1);
  const key = `${method} ${host} ${plain}`;
  const address = withoutRoute.paths.get(key) ?? { method, host, path: plain, calls: 0 };
  address.calls += 1;
  withoutRoute.paths.set(key, address);
}
