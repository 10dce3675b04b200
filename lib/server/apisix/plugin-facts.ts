import 'server-only';
import { isRecord, type JsonRecord } from '@/lib/apisix/json-value';
import { configuredLabels, type PluginFacts, type PluginSchema } from '@/lib/apisix/plugin-facts';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { getObject } from './admin';
import { pluginSchemasOf } from './gateway-facts';
import { maskPluginConfig } from './mask';
import { routeIndex } from './route-index';

/** The address that the plugin's metadata schema has as its default (apisix/plugins/opentelemetry.lua). */
const defaultCollector = '127.0.0.1:4318';

/** What holds for a plugin on the whole gateway; its metadata is read anew. Throws the problems of reading. */
export async function pluginFacts(
  gateway: GatewayConfig,
  plugin: SwitchedPlugin,
  signal?: AbortSignal,
): Promise<PluginFacts> {
  const [{ context }, metadata, schemas] = await Promise.all([
    routeIndex(gateway).current(),
    readMetadata(gateway, plugin, signal),
    pluginSchemasOf(gateway),
  ]);
  const needed = plugin === 'opentelemetry' && context.needsMetadata;
  const shown = metadata && maskPluginConfig(plugin, metadata, schemas?.secretFields ?? null);
  return {
    plugin,
    loaded: context.plugins?.includes(plugin) ?? null,
    metadata: metadata !== null ? 'present' : needed ? 'absent' : 'not_needed',
    collectorAddress: plugin === 'opentelemetry' && needed ? collectorOf(shown) : null,
    labels:
      plugin === 'prometheus' ? configuredLabels(schemas?.switched.get(plugin)?.metadata ?? null, metadata) : null,
  };
}

function collectorOf(metadata: JsonRecord | null): string | null {
  if (metadata === null) return null;
  const address = isRecord(metadata.collector) ? metadata.collector.address : undefined;
  return typeof address === 'string' ? address : defaultCollector;
}

async function readMetadata(
  gateway: GatewayConfig,
  plugin: SwitchedPlugin,
  signal: AbortSignal | undefined,
): Promise<JsonRecord | null> {
  try {
    return (await getObject(gateway, 'plugin_metadata', plugin, signal)).value;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'not_found') return null;
    throw error;
  }
}

/** The plugin's own schemas, as this gateway has them; null where it does not tell them. */
export async function pluginSchema(gateway: GatewayConfig, plugin: SwitchedPlugin): Promise<PluginSchema> {
  const known = (await pluginSchemasOf(gateway))?.switched.get(plugin);
  return { plugin, schema: known?.config ?? null, metadata: known?.metadata ?? null };
}
