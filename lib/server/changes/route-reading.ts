import 'server-only';
import { copyOf, type PluginCopy, type PluginState, type SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { isJsonObject, type JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import { getObject, listObjects } from '@/lib/server/apisix/admin';
import { type GatewayObjects, toHolder } from '@/lib/server/apisix/gateway-objects';
import { ownerOf } from '@/lib/server/apisix/managed-by';
import { hasScript, stateOf } from '@/lib/server/apisix/route-entry';
import { routeIndex } from '@/lib/server/apisix/route-index';
import { standaloneOwner } from '@/lib/server/apisix/standalone';
import type { ApisixObject } from '@/lib/server/apisix/wire';
import type { GatewayConfig } from '@/lib/server/config';
import { fingerprint } from './fingerprint';
import type { ObjectReading } from './object-writer';
import type { CopySituation } from './wished-copy';

/** A route and everything that a change of one of its plugins rests on, read at one moment. */
export type RouteReading = ObjectReading & {
  route: ApisixObject;
  context: GatewayObjects;
  situation: CopySituation;
};

/**
 * Reads it all anew from the gateway; the plugin list and metadata alone come from the index. What the route refers to
 * is asked for at the same time as the route, by the ids that the index knows. Throws `not_found`.
 */
export async function readRoute(
  gateway: GatewayConfig,
  routeId: string,
  plugin: SwitchedPlugin,
): Promise<RouteReading> {
  const indexed = await routeIndex(gateway).current();
  const known = indexed.byId.get(routeId)?.object.value;
  const reads = new Map<string, Promise<ReadonlyMap<string, ApisixObject> | null>>();
  const referred = (kind: 'services' | 'plugin_configs', id: unknown) => {
    const key = `${kind} ${String(id)}`;
    const read = reads.get(key) ?? orUnknown(readReferred(gateway, kind, id));
    // One that turns out not to be needed may fail without notice.
    read.catch(() => undefined);
    reads.set(key, read);
    return read;
  };
  const [route, globalRules] = await Promise.all([
    getObject(gateway, 'routes', routeId),
    orUnknown(listObjects(gateway, 'global_rules')),
    referred('services', known?.service_id),
    referred('plugin_configs', known?.plugin_config_id),
  ]);
  const services = await referred('services', route.value.service_id);
  const pluginConfigs = await referred('plugin_configs', route.value.plugin_config_id);
  return readingOf(route, { ...indexed.context, services, pluginConfigs, globalRules }, plugin);
}

/** What all routes share, read anew: for a change of many of them. */
export async function readShared(gateway: GatewayConfig): Promise<GatewayObjects> {
  const [{ context }, services, pluginConfigs, globalRules] = await Promise.all([
    routeIndex(gateway).current(),
    orUnknown(listObjects(gateway, 'services')),
    orUnknown(listObjects(gateway, 'plugin_configs')),
    orUnknown(listObjects(gateway, 'global_rules')),
  ]);
  return {
    ...context,
    services: services && byId(services),
    pluginConfigs: pluginConfigs && byId(pluginConfigs),
    globalRules,
  };
}

/** A route that was read, with what it rests on. */
export function readingOf(route: ApisixObject, context: GatewayObjects, plugin: SwitchedPlugin): RouteReading {
  const situation = situationOf(route, context, plugin);
  return {
    objectId: route.id,
    objectName: typeof route.value.name === 'string' ? route.value.name : '',
    part: `plugins.${plugin}`,
    own: situation.own,
    seen: seenOf(situation),
    manager: ownerOf(route.value.labels) ?? (context.isStandalone ? standaloneOwner : null),
    route,
    context,
    situation,
  };
}

async function readReferred(gateway: GatewayConfig, kind: 'services' | 'plugin_configs', id: unknown) {
  if (id === undefined || id === null) return new Map<string, ApisixObject>();
  return new Map([[String(id), await getObject(gateway, kind, String(id))]]);
}

/** The configuration of a plugin on the route object itself; null: none. */
export function ownCopy(route: ApisixObject, plugin: SwitchedPlugin): JsonObject | null {
  return copyOf('route', toHolder(route), plugin)?.config ?? null;
}

/** The state that a reading would have with another copy of the plugin on the route; null: with none. */
export function stateWith({ route, context, situation }: RouteReading, copy: JsonObject | null): PluginState {
  const plugins = isJsonObject(route.value.plugins) ? { ...route.value.plugins } : {};
  if (copy === null) delete plugins[situation.plugin];
  else plugins[situation.plugin] = copy;
  return stateOf({ ...route, value: { ...route.value, plugins } }, context, situation.plugin);
}

/** Which part of what a plan was made from differs in a later reading; null: none. */
export function changedPart(seen: string, reading: ObjectReading): 'own' | 'inherited' | null {
  const [own, inherited] = seen.split('.');
  const [ownNow, inheritedNow] = reading.seen.split('.');
  if (own !== ownNow) return 'own';
  return inherited === inheritedNow ? null : 'inherited';
}

function situationOf(route: ApisixObject, context: GatewayObjects, plugin: SwitchedPlugin): CopySituation {
  const { value } = route;
  const pluginConfig = behind(value.plugin_config_id, context.pluginConfigs, 'plugin_config', plugin);
  const service = behind(value.service_id, context.services, 'service', plugin);
  const globals = (context.globalRules ?? []).flatMap((rule) => copyOf('global_rule', toHolder(rule), plugin) ?? []);
  const inherited = pluginConfig === 'unknown' ? null : (pluginConfig ?? (service === 'unknown' ? null : service));
  return {
    plugin,
    own: ownCopy(route, plugin),
    inherited,
    inheritedUnknown: pluginConfig === 'unknown' || (pluginConfig === null && service === 'unknown'),
    // A plugin that is on two global rules is taken from none of them.
    global: globals.length === 1 ? (globals[0] ?? null) : null,
    hasScript: hasScript(value, context),
  };
}

function behind(
  id: unknown,
  objects: ReadonlyMap<string, ApisixObject> | null,
  place: 'plugin_config' | 'service',
  plugin: SwitchedPlugin,
): PluginCopy | 'unknown' | null {
  if (id === undefined || id === null) return null;
  const object = objects?.get(String(id));
  return object ? copyOf(place, toHolder(object), plugin) : 'unknown';
}

function seenOf({ own, inherited, inheritedUnknown, global, hasScript: isScripted }: CopySituation): string {
  const behindIt = [inherited?.place, inherited?.id, inherited?.config, inheritedUnknown, global?.id, global?.config];
  if (isScripted) behindIt.push('script');
  return `${fingerprint(own)}.${fingerprint(behindIt)}`;
}

/** A part that the gateway refuses to show is unknown; a gateway that does not answer is a problem of the change. */
async function orUnknown<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ProblemError && !error.isRetryable) return null;
    throw error;
  }
}

function byId(objects: readonly ApisixObject[]): ReadonlyMap<string, ApisixObject> {
  return new Map(objects.map((object) => [object.id, object]));
}
