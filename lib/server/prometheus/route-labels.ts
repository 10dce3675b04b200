import 'server-only';
import type { RouteRef } from '@/lib/prometheus/apisix-metrics';
import { stateOf } from '@/lib/server/apisix/route-entry';
import type { Snapshot } from '@/lib/server/apisix/snapshot';

const mostNamed = 10;

/** A value of the label `route` that other routes' requests are counted under as well. */
export type SharedLabel = { label: string; routes: RouteRef[] };

/**
 * Routes beside this one that bear one of these labels: with `prefer_name` their name, else their id (a route without a
 * name its id in any case). Names need not be unique, and one route's name may be another's id. Ten of each at most.
 */
export function sharersOf(
  { entries, context }: Pick<Snapshot, 'entries' | 'context'>,
  routeId: string,
  labels: readonly string[],
): SharedLabel[] {
  const found = new Map<string, RouteRef[]>();
  for (const { object, summary } of entries) {
    const { id, name } = summary;
    if (id === routeId || !(labels.includes(id) || labels.includes(name))) continue;
    const { status, preferName } = stateOf(object, context, 'prometheus');
    const label = preferName && name !== '' ? name : id;
    if (status === 'off' || !labels.includes(label)) continue;
    const routes = found.get(label) ?? [];
    if (routes.length < mostNamed) routes.push({ id, name });
    found.set(label, routes);
  }
  return [...found].map(([label, routes]) => ({ label, routes }));
}
