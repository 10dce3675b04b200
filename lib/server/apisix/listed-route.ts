import 'server-only';
import type { RouteSummary } from '@/lib/apisix/dto';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import type { RouteEntry } from './route-entry';
import { type RouteIndex, type RouteTable, routeIndex } from './route-index';
import type { Snapshot } from './snapshot';

/** A route with all that was read beside it. Throws `not_found`, and the problem of reading the routes. */
export async function routeInSnapshot(
  gateway: GatewayConfig,
  routeId: string,
): Promise<{ entry: RouteEntry; snapshot: Snapshot }> {
  return await listed(
    gateway,
    (index) => index.current(),
    (snapshot) => {
      const entry = snapshot.byId.get(routeId);
      return entry ? { entry, snapshot } : undefined;
    },
  );
}

/** A route with the table that decides whose a call is. Throws `not_found`, and the problem of reading the table. */
export async function routeInTable(
  gateway: GatewayConfig,
  routeId: string,
): Promise<{ summary: RouteSummary; table: RouteTable }> {
  return await listed(
    gateway,
    (index) => index.table(),
    (table) => {
      const summary = table.summaryOf(routeId);
      return summary ? { summary, table } : undefined;
    },
  );
}

/** The routes are read anew when the one that is wanted is not among them: it may be younger than the last reading. */
async function listed<Read, Found>(
  gateway: GatewayConfig,
  read: (index: RouteIndex) => Promise<Read>,
  find: (read: Read) => Found | undefined,
): Promise<Found> {
  const index = routeIndex(gateway);
  const known = find(await read(index));
  if (known !== undefined) return known;
  await index.refresh();
  const young = find(await read(index));
  if (young !== undefined) return young;
  throw new ProblemError({
    type: 'about:blank',
    title: 'No such route',
    status: 404,
    code: 'not_found',
    field: 'routeId',
  });
}
