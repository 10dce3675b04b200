import 'server-only';
import type { NumberSort, RouteListPage, RouteListQuery } from '@/lib/apisix/dto';
import { type Reading, totalsOfRoutes } from '@/lib/deepflow/prepare-numbers';
import { routeIndex } from '@/lib/server/apisix/route-index';
import { isNumberSort, type RouteValues } from '@/lib/server/apisix/route-search';
import type { GatewayConfig } from '@/lib/server/config';
import { readingAtHand } from '@/lib/server/deepflow/gateway-calls';

/**
 * One page of the route list. Sorted by numbers only where the query names the reading that they come from: the rows
 * never wait for DeepFlow, and without numbers they come by name and say so.
 * Throws what RouteIndex.search throws.
 */
export async function listRoutes(gateway: GatewayConfig, query: RouteListQuery): Promise<RouteListPage> {
  return routeIndex(gateway).search(query, valuesFor(gateway, query));
}

function valuesFor(gateway: GatewayConfig, { sort, numbers }: RouteListQuery): RouteValues | null {
  if (!isNumberSort(sort) || numbers === undefined) return null;
  const [fromMs = 0, toMs = 0] = numbers.split('-').map(Number);
  const reading = fromMs < toMs ? readingAtHand(gateway, { fromMs, toMs }) : null;
  return reading && valuesOf(reading, sort);
}

const known = new WeakMap<Reading, Map<NumberSort, RouteValues>>();

/** The same object for the same reading: the order that is made of it is kept. */
function valuesOf(reading: Reading, sort: NumberSort): RouteValues {
  const bySort = known.get(reading) ?? new Map<NumberSort, RouteValues>();
  known.set(reading, bySort);
  const values = bySort.get(sort) ?? makeValues(reading, sort);
  bySort.set(sort, values);
  return values;
}

function makeValues(reading: Reading, sort: NumberSort): RouteValues {
  const of = totalsOfRoutes(reading).map(({ routeId, perSecond, errorShare, p95Us }) => {
    const value = { rate: perSecond, errors: errorShare, p95: p95Us }[sort];
    return [routeId, value] as const;
  });
  // A route without a call has a rate, and it is zero.
  return { of: new Map(of), otherwise: sort === 'rate' && reading.isObserved ? 0 : null };
}
