import 'server-only';
import { type CopyHolder, switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { type Problem, ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { toProblem } from '@/lib/server/to-problem';
import { getObject, listObjects, listPlugins, type ObjectKind, type PluginSchemas } from './admin';
import { type ConsumerIndex, indexConsumers } from './consumer-index';
import { pluginSchemasOf } from './gateway-facts';
import { isStandalone } from './standalone';
import type { ApisixObject } from './wire';

/** What a route refers to or is affected by. A null part could not be read: what it decides is unknown. */
export type GatewayObjects = {
  services: ReadonlyMap<string, ApisixObject> | null;
  upstreams: ReadonlyMap<string, ApisixObject> | null;
  pluginConfigs: ReadonlyMap<string, ApisixObject> | null;
  globalRules: readonly ApisixObject[] | null;
  /** Names of plugins that have a metadata object. */
  metadata: ReadonlySet<string> | null;
  /**
   * False for a version whose `opentelemetry` reads its collector from config.yaml (plugin_attr) and has no `collector`
   * in the schema of its metadata: there it runs without a metadata object.
   */
  needsMetadata: boolean;
  /** What is written through the Admin API does not reach this gateway. */
  isStandalone: boolean;
  /** Loaded plugins, in the order of their priority. */
  plugins: readonly string[] | null;
  /** What consumers and consumer groups have of the telemetry plugins. */
  consumers: ConsumerIndex | null;
  /** Plugins that find out which consumer a request is of; null: not known. */
  authPlugins: ReadonlySet<string> | null;
  /** Why parts could not be read. */
  problems: readonly { part: string; problem: Problem; cause: unknown }[];
  /** Changes whenever any of the above does. */
  version: string;
};

/**
 * Reads everything but the routes, one request after the other: the gateway has better things to do, and the routes,
 * which are the large part, are read before.
 */
export async function readGatewayObjects(gateway: GatewayConfig): Promise<GatewayObjects> {
  const problems: { part: string; problem: Problem; cause: unknown }[] = [];
  const versions: string[] = [];
  let dead = false;

  async function attempt<T>(part: string, read: () => Promise<T>): Promise<T | null> {
    if (dead) return null;
    try {
      return await read();
    } catch (error) {
      problems.push({ part, problem: toProblem(error), cause: error instanceof ProblemError ? error.cause : error });
      // Each further read would wait for its own timeout.
      dead = error instanceof ProblemError && error.isRetryable;
      versions.push(`${part} unreadable`);
      return null;
    }
  }
  const list = (kind: ObjectKind) =>
    attempt(kind, async () => {
      const objects = await (kind === 'plugin_metadata' ? listMetadata(gateway) : listObjects(gateway, kind));
      versions.push(`${kind} ${objects.map(({ id, modifiedIndex }) => `${id}@${modifiedIndex}`).join()}`);
      return objects;
    });

  const standalone = await isStandalone(gateway);
  const services = await list('services');
  const upstreams = await list('upstreams');
  const pluginConfigs = await list('plugin_configs');
  const globalRules = await list('global_rules');
  const metadata = await list('plugin_metadata');
  const plugins = await attempt('plugins', () => listPlugins(gateway));
  const schemas = dead ? null : await pluginSchemasOf(gateway);
  const consumers = await list('consumers');
  const consumerGroups = await list('consumer_groups');
  return {
    services: services && byId(services),
    upstreams: upstreams && byId(upstreams),
    pluginConfigs: pluginConfigs && byId(pluginConfigs),
    globalRules,
    metadata: metadata && new Set(metadata.map(({ id }) => id)),
    needsMetadata: needsMetadata(schemas),
    isStandalone: standalone,
    plugins,
    consumers: consumers && consumerGroups && indexConsumers(consumers, consumerGroups),
    authPlugins: schemas?.authPlugins ?? null,
    problems,
    version: [
      ...versions,
      `plugins ${plugins?.join()}`,
      `needs metadata ${needsMetadata(schemas)}`,
      `standalone ${standalone}`,
      `auth ${schemas && [...schemas.authPlugins].join()}`,
    ].join('\n'),
  };
}

/** Versions that cannot list metadata refuse the list and still give single objects. */
async function listMetadata(gateway: GatewayConfig): Promise<ApisixObject[]> {
  try {
    return await listObjects(gateway, 'plugin_metadata');
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'upstream_rejected') throw error;
    const found = switchedPlugins.map((plugin) =>
      getObject(gateway, 'plugin_metadata', plugin).catch((reason: unknown) => {
        if (reason instanceof ProblemError && reason.problem.code === 'not_found') return null;
        throw reason;
      }),
    );
    return (await Promise.all(found)).filter((object) => object !== null);
  }
}

function needsMetadata(schemas: PluginSchemas | null): boolean {
  const keys = schemas?.metadataKeys.get('opentelemetry');
  return keys === undefined || keys.includes('collector');
}

/** An object as the holder of plugin copies. A metadata's or global rule's name is its id. */
export function toHolder({ id, value }: ApisixObject): CopyHolder {
  return { id, name: typeof value.name === 'string' ? value.name : '', plugins: value.plugins };
}

function byId(objects: readonly ApisixObject[]): Map<string, ApisixObject> {
  return new Map(objects.map((object) => [object.id, object]));
}
