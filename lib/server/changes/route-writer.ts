import 'server-only';
import { chip, type SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { JsonObject } from '@/lib/changes/json';
import { mergePatch, NotMergeable } from '@/lib/changes/merge-patch';
import type { ProblemError } from '@/lib/http/problem';
import { getObject, listObjects, patchObject } from '@/lib/server/apisix/admin';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { ApisixObject } from '@/lib/server/apisix/wire';
import type { GatewayConfig } from '@/lib/server/config';
import { upstreamProblem } from '@/lib/server/upstream';
import { otherDifferences } from './differences';
import type { ObjectWriter } from './object-writer';
import { type RouteReading, readingOf, readRoute, readShared, stateWith } from './route-reading';
import { checkRouteNodes } from './verify-nodes';

/** A list of all routes costs the gateway about as much as reading this share of them one by one. */
const listShare = 20;
const readsAtOnce = 8;

/** Writes one plugin's copy on routes: by a PATCH of nothing else. */
export function routeWriter(gateway: GatewayConfig, plugin: SwitchedPlugin): ObjectWriter<RouteReading> {
  const writer: ObjectWriter<RouteReading> = {
    read: (routeId) => readRoute(gateway, routeId, plugin),
    forMany: async () => {
      const shared = await readShared(gateway);
      return {
        ...writer,
        read: async (routeId) => readingOf(await getObject(gateway, 'routes', routeId), shared, plugin),
      };
    },
    send: async (reading, after) => {
      const patch = routePatch(reading, after);
      if (patch !== null) await patchObject(gateway, 'routes', reading.objectId, patch.body, patch.replaced);
    },
    readBack: (readings) => readBack(gateway, plugin, readings),
    differences: (before, after) => otherDifferences(before.route.value, after.route.value, plugin),
    checkNodes: (written) => checkRouteNodes(gateway, written.route, plugin),
    chip: (reading, own) => chip(stateWith(reading, own)),
  };
  return writer;
}

/** A PATCH of a route: merged into it, or, with `replaced`, put in the place of that plugin's copy. */
export type RoutePatch = { replaced: SwitchedPlugin | null; body: JsonObject };

/**
 * The PATCH that makes `after` of the route's copy; null: nothing to send. What a merge cannot make is put in place
 * whole, by the plugin's sub path, which replaces what is there (observed on APISIX 3.18.0). A route that had no
 * `plugins` keeps an empty one where its last copy is removed: `plugins: null` would take along what another writer has
 * just put there.
 */
export function routePatch({ own, situation: { plugin } }: RouteReading, after: JsonObject | null): RoutePatch | null {
  try {
    const change = mergePatch(own === null ? {} : { [plugin]: own }, after === null ? {} : { [plugin]: after });
    return change && { replaced: null, body: { plugins: change } };
  } catch (error) {
    if (!(error instanceof NotMergeable) || after === null) throw error;
    return { replaced: plugin, body: after };
  }
}

async function readBack(
  gateway: GatewayConfig,
  plugin: SwitchedPlugin,
  readings: readonly RouteReading[],
): Promise<(RouteReading | Error)[]> {
  const objects = await readRoutes(gateway, readings);
  const found = objects.filter((object) => !(object instanceof Error)) as ApisixObject[];
  if (found.length > 0) routeIndex(gateway).noteRoutes(found);
  return readings.map(({ context }, at) => {
    const object = objects[at];
    return object === undefined || object instanceof Error ? (object ?? missing()) : readingOf(object, context, plugin);
  });
}

async function readRoutes(
  gateway: GatewayConfig,
  readings: readonly RouteReading[],
): Promise<(ApisixObject | Error)[]> {
  const { entries } = await routeIndex(gateway).current();
  if (readings.length > 1 && entries.length <= readings.length * listShare) {
    const listed = await listObjects(gateway, 'routes').catch((error: Error) => error);
    if (listed instanceof Error) return readings.map(() => listed);
    const byId = new Map(listed.map((object) => [object.id, object]));
    return readings.map(({ objectId }) => byId.get(objectId) ?? missing());
  }
  const results: (ApisixObject | Error)[] = [];
  for (let from = 0; from < readings.length; from += readsAtOnce)
    results.push(
      ...(await Promise.all(
        readings
          .slice(from, from + readsAtOnce)
          .map(({ objectId }) => getObject(gateway, 'routes', objectId).catch((error: Error) => error)),
      )),
    );
  return results;
}

function missing(): ProblemError {
  return upstreamProblem('admin', 'not_found');
}
