import type { RouteListQuery } from '@/lib/apisix/dto';
import { apisixQueries, routeWindowSize } from '@/lib/apisix/queries';
import { getQueryClient } from '@/lib/query/client';

/** Ids of the rows from one index to another, both included, read from the server where they are not known. */
export async function rangeIds(
  gatewayId: string,
  query: RouteListQuery,
  first: number,
  last: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = Math.floor(first / routeWindowSize); at <= Math.floor(last / routeWindowSize); at++) {
    const offset = at * routeWindowSize;
    const { rows } = await getQueryClient().query(
      apisixQueries.list(gatewayId, { ...query, offset, limit: routeWindowSize }),
    );
    ids.push(...rows.slice(Math.max(0, first - offset), last - offset + 1).map(({ id }) => id));
  }
  return ids;
}
