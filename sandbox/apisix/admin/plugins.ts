import type { GatewayConfig } from '@/sandbox/apisix/config';
import { unloadedPlugins } from '@/sandbox/apisix/default-plugins';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isTable, luaString } from '@/sandbox/apisix/lua/json';
import { pluginDefinition } from '@/sandbox/apisix/schema/definitions';
import { validate } from '@/sandbox/apisix/schema/validate';
import { expressionFault } from './expression';
import { ownCheck } from './plugin-checks';

/**
 * Checks the `plugins` of an object and fills in defaults: the first error, in APISIX's words.
 * Lua walks them in hash order, which nobody can foretell; the recordings fit the order of names.
 */
export function pluginsFault(plugins: Json, config: GatewayConfig, use: 'route' | 'consumer' = 'route'): string | null {
  if (!isTable(plugins)) return null;
  const named = Array.isArray(plugins)
    ? plugins.map((conf, index): [string, Json] => [String(index + 1), conf])
    : Object.entries(plugins).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, conf] of named) {
    const fault = pluginFault(name, conf, config, use, (replaced) => {
      if (!Array.isArray(plugins)) plugins[name] = replaced;
    });
    if (fault !== null) return fault;
  }
  return null;
}

function pluginFault(
  name: string,
  conf: Json,
  config: GatewayConfig,
  use: 'route' | 'consumer',
  replace: (conf: Json) => void,
): string | null {
  if (!isTable(conf)) {
    const shown = JSON.stringify(conf === null ? luaString(conf) : conf);
    return `invalid plugin conf ${shown} for plugin [${name}]`;
  }
  const definition = config.isLoaded(name) ? pluginDefinition(name) : undefined;
  if (definition === undefined) return `unknown plugin [${name}]`;
  const schema = use === 'consumer' ? (definition.consumer_schema ?? definition.schema) : definition.schema;
  const meta = field(conf, '_meta');
  const fault = validate(schema, conf, replace) ?? ownCheck(name, conf, use);
  // A plugin that never runs may be configured wrongly.
  if (fault !== null && field(meta, 'disable') !== true) {
    return `failed to check the configuration of plugin ${name} err: ${fault}`;
  }
  const filter = field(meta, 'filter');
  const wrong = filter === undefined ? null : expressionFault(filter);
  return wrong === null ? null : `failed to validate the 'vars' expression: ${wrong}`;
}

/** Checks plugin metadata. A plugin need not be loaded for that, and most have no schema for it. */
export function metadataFault(name: string | undefined, conf: Json): string | null {
  if (name === undefined) return 'missing plugin name';
  const definition = pluginDefinition(name) ?? pluginDefinition(name, 'stream');
  if (definition === undefined && !unloadedPlugins.includes(name)) return 'invalid plugin name';
  const fault = validate(definition?.metadata_schema ?? { type: 'object', properties: {} }, conf);
  return fault === null ? null : `invalid configuration: ${fault}`;
}

/** Names of the loaded plugins by priority, as `GET /apisix/admin/plugins/list` gives them. */
export function pluginNames(config: GatewayConfig, subsystem: 'http' | 'stream'): string[] {
  const names = subsystem === 'http' ? config.current.plugins : config.current.streamPlugins;
  return names
    .flatMap((name) => {
      const definition = pluginDefinition(name, subsystem);
      return definition === undefined ? [] : [{ name, priority: definition.priority }];
    })
    .sort((a, b) => b.priority - a.priority)
    .map(({ name }) => name);
}

/** Definitions of the loaded plugins, as `plugins?all=true` and Control `/v1/schema` give them. */
export function pluginDefinitions(config: GatewayConfig, subsystem: 'http' | 'stream'): JsonObject {
  return Object.fromEntries(
    pluginNames(config, subsystem).map((name) => [name, { ...pluginDefinition(name, subsystem) }]),
  );
}
