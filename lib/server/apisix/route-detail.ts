import 'server-only';
import type { RouteDetail, RouteFlow } from '@/lib/apisix/dto';
import { prefersRoute } from '@/lib/apisix/plugin-run';
import { type PluginCopy, type PluginState, shownPlugins, type TelemetryPlugin } from '@/lib/apisix/plugins-in-force';
import { type Problem, ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { getObject } from './admin';
import { type KeyRole, keyRole, knownSecretFields, pluginSchemasOf } from './gateway-facts';
import type { GatewayObjects } from './gateway-objects';
import { ownerOf } from './managed-by';
import { maskObject, maskPluginConfig } from './mask';
import { hasScript, type RouteEntry, stateOf, toEntry } from './route-entry';
import { routeIndex } from './route-index';
import { flowNodesOf } from './route-upstream';
import { isRecord, plainText } from './wire';

/**
 * Everything about one route, read anew: what it refers to may be some seconds old, the route itself never is.
 * When the gateway cannot tell, the route as last known, with the problem in `stale`. Throws `not_found`.
 */
export async function getRouteDetail(
  gateway: GatewayConfig,
  routeId: string,
  signal?: AbortSignal,
): Promise<RouteDetail> {
  const index = routeIndex(gateway);
  const [{ context, readAt, byId }, fresh] = await Promise.all([
    index.current(),
    getObject(gateway, 'routes', routeId, signal).then(
      (object) => ({ object, problem: null, at: Date.now() }),
      (error: unknown) => ({ object: null, problem: error, at: Date.now() }),
    ),
  ]);
  if (fresh.object) return await describe(gateway, toEntry(fresh.object, context), context, fresh.at, null);
  const known = byId.get(routeId);
  if (known && fresh.problem instanceof ProblemError && fresh.problem.problem.code !== 'not_found')
    return await describe(gateway, known, context, readAt, fresh.problem.problem);
  throw fresh.problem;
}

async function describe(
  gateway: GatewayConfig,
  entry: RouteEntry,
  context: GatewayObjects,
  readAt: number,
  stale: Problem | null,
): Promise<RouteDetail> {
  const { object, summary } = entry;
  // A gateway that does not answer is not asked twice more.
  const [, role] = stale ? [null, null] : await Promise.all([pluginSchemasOf(gateway), keyRole(gateway)]);
  const fields = knownSecretFields(gateway);
  const state = <P extends TelemetryPlugin>(plugin: P) => maskState(stateOf(object, context, plugin), fields);
  return {
    summary,
    flow: flowOf(entry, context),
    raw: maskObject(object.value, fields),
    createdAt: typeof object.value.create_time === 'number' ? object.value.create_time : null,
    revision: object.modifiedIndex,
    opentelemetry: state('opentelemetry'),
    prometheus: state('prometheus'),
    shown: shownPlugins.map((plugin) => state(plugin)),
    writeBlocked: blockedBy(object.value.labels, context, role),
    readAt,
    stale,
  };
}

function blockedBy(labels: unknown, { isStandalone }: GatewayObjects, role: KeyRole): RouteDetail['writeBlocked'] {
  if (isStandalone) return 'standalone';
  if (ownerOf(labels) !== null) return 'managed';
  return role === 'viewer' ? 'viewer_key' : null;
}

/** Plugin configurations in a state go to the browser too. */
export function maskState<P extends TelemetryPlugin>(
  state: PluginState<P>,
  fields: ReadonlyMap<string, readonly string[]> | null,
): PluginState<P> {
  const mask = (copy: PluginCopy) => ({
    ...copy,
    config: maskPluginConfig(state.plugin, copy.config, fields),
  });
  return { ...state, copies: state.copies.map(mask), inForce: state.inForce.map(mask) };
}

function flowOf({ object, summary }: RouteEntry, context: GatewayObjects): RouteFlow {
  const { value } = object;
  const service = summary.service ? (context.services?.get(summary.service.id) ?? null) : null;
  return {
    hosts: summary.hosts,
    paths: summary.paths,
    methods: summary.methods,
    plugins: flowPlugins(value, service?.value ?? null, context),
    nodes: flowNodesOf(value, service, context),
  };
}

/**
 * Plugins on a request's way in the order in which they run: first the global rules' own, then the merged ones of
 * route, plugin config and service (observed on APISIX 3.18.0: the plugin list is in the order of priority). A plugin
 * that is on two global rules is taken from none of them.
 */
function flowPlugins(
  value: Record<string, unknown>,
  service: Record<string, unknown> | null,
  context: GatewayObjects,
): RouteFlow['plugins'] {
  const pluginConfig = context.pluginConfigs?.get(plainText(value.plugin_config_id ?? ''))?.value;
  const merged = new Map<string, RouteFlow['plugins'][number]>();
  for (const [from, plugins] of [
    ['route', value.plugins],
    ['plugin_config', pluginConfig?.plugins],
    ['service', service?.plugins],
  ] as const)
    for (const [name, config] of pluginsOf(plugins))
      if (!merged.has(name)) merged.set(name, { name, from, disabled: isDisabled(config) });

  const rules = (context.globalRules ?? []).flatMap((rule) => pluginsOf(rule.value.plugins));
  const global = rules.flatMap(([name, config]) => {
    if (prefersRoute(name) && merged.get(name)?.disabled === false) return [];
    if (rules.filter(([other]) => other === name).length > 1) return [];
    return [{ name, from: 'global_rule' as const, disabled: isDisabled(config) }];
  });
  const rank = (name: string) => {
    const position = context.plugins?.indexOf(name) ?? -1;
    return position === -1 ? Number.POSITIVE_INFINITY : position;
  };
  const inOrder = (a: { name: string }, b: { name: string }) =>
    rank(a.name) === rank(b.name) ? (a.name < b.name ? -1 : 1) : rank(a.name) - rank(b.name);
  const own = hasScript(value, context) ? [] : [...merged.values()];
  return [...global.sort(inOrder), ...own.sort(inOrder)];
}

function pluginsOf(plugins: unknown): [string, Record<string, unknown>][] {
  if (!isRecord(plugins)) return [];
  return Object.entries(plugins).flatMap(([name, config]) => {
    // An empty list is an empty table to the gateway.
    if (Array.isArray(config) && config.length === 0) return [[name, {}]];
    return isRecord(config) ? [[name, config]] : [];
  });
}

function isDisabled(config: Record<string, unknown>): boolean {
  return isRecord(config._meta) && config._meta.disable === true;
}
