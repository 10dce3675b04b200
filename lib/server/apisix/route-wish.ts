import 'server-only';
import { parseWish, readWish } from '@/lib/apisix/plugin-input';
import { refusals } from '@/lib/apisix/plugin-refusals';
import { copyOf, type SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginConfig, PluginWish } from '@/lib/changes/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { getObject } from './admin';
import { toHolder } from './gateway-objects';
import { routeIndex } from './route-index';

/**
 * What a person asks for of a plugin on one route. The route is read only where something of it makes no sense, to see
 * whether it stands there already. Throws ZodError naming the field, and what reading throws.
 */
export async function parseRouteWish(
  gateway: GatewayConfig,
  routeId: string,
  plugin: SwitchedPlugin,
  input: unknown,
): Promise<PluginWish> {
  const wish = readWish(input);
  if (refusals(plugin, wish, null).length === 0) return wish;
  return parseWish(plugin, input, await startingPoint(gateway, routeId, plugin));
}

/** The configuration that a change of a route's copy starts from: its own, or the first one behind it. */
async function startingPoint(
  gateway: GatewayConfig,
  routeId: string,
  plugin: SwitchedPlugin,
): Promise<PluginConfig | null> {
  const [{ context }, route] = await Promise.all([
    routeIndex(gateway).current(),
    getObject(gateway, 'routes', routeId),
  ]);
  const behind = [
    ['plugin_config', context.pluginConfigs?.get(String(route.value.plugin_config_id ?? ''))],
    ['service', context.services?.get(String(route.value.service_id ?? ''))],
    ...(context.globalRules ?? []).map((rule) => ['global_rule', rule] as const),
  ] as const;
  const own = copyOf('route', toHolder(route), plugin);
  if (own && Object.keys(own.config).some((key) => key !== '_meta')) return own.config;
  const copies = behind.flatMap(([place, object]) => (object ? (copyOf(place, toHolder(object), plugin) ?? []) : []));
  return copies[0]?.config ?? own?.config ?? null;
}
