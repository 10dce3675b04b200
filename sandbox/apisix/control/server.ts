import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { pluginDefinitions } from '@/sandbox/apisix/admin/plugins';
import type { Reply } from '@/sandbox/apisix/admin/reply';
import { failure } from '@/sandbox/apisix/admin/reply';
import { normalisedPath, segments } from '@/sandbox/apisix/admin/request';
import type { GatewayConfig } from '@/sandbox/apisix/config';
import { listen } from '@/sandbox/apisix/listen';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { isTable } from '@/sandbox/apisix/lua/json';
import { respond } from '@/sandbox/apisix/respond';
import { listedSchemas } from '@/sandbox/apisix/schema/definitions';
import type { Store } from '@/sandbox/apisix/store';
import type { ShownKind } from './effective';
import { effective, effectiveMetadata } from './effective';
import type { HealthChecks } from './health';
import { noHealthChecks } from './health';

export type ControlOptions = {
  store: Store;
  config: GatewayConfig;
  host: string;
  port: number;
  /** What is known of the health of upstream nodes; none: nothing was checked. */
  health?: HealthChecks;
};

type Deps = Required<Pick<ControlOptions, 'store' | 'config' | 'health'>>;

/** Starts the Control API: what this node really runs, read from memory alone. Port 0: any free one. */
export async function startControl({ host, port, health = noHealthChecks, ...deps }: ControlOptions): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    const reply = answer(request.method ?? 'GET', normalisedPath(request.url ?? '/'), { ...deps, health });
    const json = 'body' in reply && isTable(reply.body);
    const type = json ? 'application/json' : 'text/plain; charset=utf-8';
    respond(request, response, { ...reply, headers: { server: 'openresty', 'content-type': type } });
  });
  return listen(server, host, port);
}

/** Lua's empty table is an object in JSON. */
function list(items: Json[]): Json {
  return items.length > 0 ? items : {};
}

function answer(method: string, path: string, deps: Deps): Reply {
  const { store, config } = deps;
  const [, version, name, first, second] = segments(path);
  const nowhere: Reply = { status: 404, page: true };
  if (version !== 'v1' || name === undefined) return nowhere;
  if (method === 'POST') return path === '/v1/gc' ? { status: 200 } : nowhere;
  if (method === 'PUT') {
    if (path !== '/v1/plugins/reload') return nowhere;
    config.reload();
    return { status: 200, body: 'done' };
  }
  if (method !== 'GET') return nowhere;
  if (first === undefined) return answerList(name, deps) ?? nowhere;
  switch (name) {
    case 'route':
      return one('routes', name, first, store);
    case 'service':
      return one('services', name, first, store);
    case 'upstream':
      return one('upstreams', name, first, store);
    case 'plugin_metadata': {
      const metadata = metadataOf(first, deps);
      if (metadata === undefined) return failure(404, `plugin metadata[${first}] not found`);
      return { status: 200, body: metadata };
    }
    case 'healthcheck':
      return healthOf(first, second, deps);
    default:
      return nowhere;
  }
}

function metadataOf(plugin: string, { store, config }: Deps): JsonObject | undefined {
  const entry = config.isLoaded(plugin) ? store.get('plugin_metadata', plugin) : undefined;
  return entry === undefined ? undefined : effectiveMetadata(entry);
}

function answerList(name: string, deps: Deps): Reply | undefined {
  const { store, config, health } = deps;
  switch (name) {
    case 'routes':
    case 'services':
    case 'upstreams':
      return { status: 200, body: list(store.list(name).map((entry) => effective(name, entry))) };
    case 'plugin_metadatas': {
      const found = config.current.plugins.map((plugin) => metadataOf(plugin, deps));
      return { status: 200, body: list(found.filter((metadata) => metadata !== undefined)) };
    }
    case 'schema':
      return {
        status: 200,
        body: {
          main: listedSchemas(),
          plugins: pluginDefinitions(config, 'http'),
          stream_plugins: pluginDefinitions(config, 'stream'),
        },
      };
    case 'healthcheck':
      return { status: 200, body: list(health.all(store)) };
    default:
      return undefined;
  }
}

function one(kind: ShownKind, words: string, id: string, store: Store): Reply {
  const entry = store.get(kind, id);
  if (entry === undefined) return failure(404, `${words}[${id}] not found`);
  return { status: 200, body: effective(kind, entry) };
}

function healthOf(kind: string, id: string | undefined, { store, health }: Deps): Reply {
  if (id === undefined) return failure(404, `missing src id for src type ${kind}`);
  if (kind === 'stream_routes') return failure(404, `${kind}[${id}] not found`);
  if (kind !== 'routes' && kind !== 'services' && kind !== 'upstreams') {
    return failure(400, `invalid src type ${kind}`);
  }
  const entry = store.get(kind, id);
  if (entry === undefined) return failure(404, `${kind}[${id}] not found`);
  const info = health.of(entry);
  return info === undefined ? failure(404, `no checker for ${kind}[${id}]`) : { status: 200, body: info };
}
