import 'server-only';
import { disablableIn } from '@/lib/apisix/plugin-facts';
import { type SwitchedPlugin, switchedPlugins } from '@/lib/apisix/plugins-in-force';
import type { PluginConfig } from '@/lib/changes/dto';
import { type Problem, ProblemError } from '@/lib/http/problem';
import type { GatewayInstrumentation } from '@/lib/instrumentation/dto';
import { getObject, listPlugins } from '@/lib/server/apisix/admin';
import { keyRole, pluginSchemasOf } from '@/lib/server/apisix/gateway-facts';
import { maskPluginConfig } from '@/lib/server/apisix/mask';
import { routeIndex } from '@/lib/server/apisix/route-index';
import { isStandalone } from '@/lib/server/apisix/standalone';
import type { GatewayConfig } from '@/lib/server/config';
import { toProblem } from '@/lib/server/to-problem';

/** What holds for the whole gateway, read anew. Parts that cannot be read are null, with the reason in `problem`. */
export async function gatewayInstrumentation(
  gateway: GatewayConfig,
  signal?: AbortSignal,
): Promise<GatewayInstrumentation> {
  let problem: Problem | null = null;
  const attempt = <T>(read: Promise<T>): Promise<T | null> =>
    read.catch((error: unknown) => {
      problem ??= toProblem(error);
      return null;
    });
  const [loaded, schemas, standalone] = await Promise.all([
    attempt(listPlugins(gateway, signal)),
    pluginSchemasOf(gateway),
    isStandalone(gateway),
  ]);
  // A gateway that does not answer is not asked on.
  const isDead = loaded === null && problem !== null && isUnanswered(problem);
  const fields = schemas?.secretFields ?? null;
  const [metadata, role, managers] = isDead
    ? [null, null, []]
    : await Promise.all([
        attempt(readMetadata(gateway, fields, signal)),
        keyRole(gateway),
        managersOf(gateway).catch(() => []),
      ]);
  return {
    gatewayId: gateway.id,
    loaded,
    metadata,
    needsMetadata: schemas?.metadataKeys.get('opentelemetry')?.includes('collector') ?? true,
    disablable: disablableIn(schemas?.switched.get('prometheus')?.metadata ?? null),
    writeBlocked: standalone ? 'standalone' : role === 'viewer' ? 'viewer_key' : null,
    managers,
    addresses: { adminUrl: gateway.admin.url, querierUrl: gateway.deepflow.querierUrl },
    staticFile: gateway.staticConfig,
    problem,
    readAt: Date.now(),
  };
}

function isUnanswered({ code }: Problem): boolean {
  return code === 'upstream_unreachable' || code === 'upstream_timeout';
}

async function readMetadata(
  gateway: GatewayConfig,
  fields: ReadonlyMap<string, readonly string[]> | null,
  signal?: AbortSignal,
): Promise<Record<SwitchedPlugin, PluginConfig | null>> {
  const entries = switchedPlugins.map(async (plugin) => {
    const value = await getObject(gateway, 'plugin_metadata', plugin, signal).then(
      (object) => object.value,
      (error: unknown) => {
        if (error instanceof ProblemError && error.problem.code === 'not_found') return null;
        throw error;
      },
    );
    return [plugin, maskPluginConfig(plugin, value && metadataOf(value), fields)] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<SwitchedPlugin, PluginConfig | null>;
}

/** The id and the times are the gateway's own. */
function metadataOf({ id: _id, create_time: _created, update_time: _updated, ...own }: PluginConfig): PluginConfig {
  return own;
}

/** Who writes routes of this gateway by their labels: the same may write metadata, which has no labels. */
async function managersOf(gateway: GatewayConfig): Promise<string[]> {
  const { entries } = await routeIndex(gateway).current();
  return [...new Set(entries.flatMap(({ summary }) => summary.managedBy ?? []))].sort().slice(0, 3);
}
