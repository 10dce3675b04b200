import 'server-only';
import type { JsonSchema } from '@/lib/apisix/plugin-facts';
import { type SwitchedPlugin, switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { nextTurn } from '@/lib/server/next-turn';
import {
  callUpstream,
  parseAnswer,
  readUpstream,
  rejectionProblem,
  type UpstreamAnswer,
  UpstreamAnswerError,
  type UpstreamRequest,
  upstreamProblem,
} from '@/lib/server/upstream';
import { cleanText, looksLikeHtml } from '@/lib/server/upstream-detail';
import { parseLargeList } from './parse-list';
import { standaloneInstead } from './standalone';
import {
  type ApisixObject,
  listSchema,
  objectSchema,
  pluginListSchema,
  pluginSchemasSchema,
  readItem,
  validationSchema,
} from './wire';

/** Kinds of the Admin API that this console reads. */
export type ObjectKind =
  | 'routes'
  | 'services'
  | 'upstreams'
  | 'plugin_configs'
  | 'global_rules'
  | 'plugin_metadata'
  | 'consumers'
  | 'consumer_groups';

const oneObjectBytes = 8 * 1024 * 1024;
const listBytes = 512 * 1024 * 1024;

/** Lets other requests run between two batches of a long loop. */
const batch = 2000;

/**
 * All objects of a kind in one read. Never by page: a page costs the gateway as much as the whole (it reads all of
 * etcd's rows for each), and two pages are two moments.
 */
export async function listObjects(gateway: GatewayConfig, kind: ObjectKind): Promise<ApisixObject[]> {
  const answer = await readList(gateway, kind);
  const { list } = (await parseLargeList(answer.text)) ?? parseAnswer('admin', answer, listSchema);
  const objects: ApisixObject[] = [];
  for (const [index, item] of list.entries()) {
    objects.push(readItem(item, index));
    if (index % batch === batch - 1) await nextTurn();
  }
  return objects;
}

/** The answer to a list that went well. Throws `upstream_standalone` for a gateway whose objects no Admin API lists. */
export async function readList(gateway: GatewayConfig, kind: ObjectKind): Promise<UpstreamAnswer> {
  const request = (path: string) => ({ ...adminRequest(gateway, path), maxBytes: listBytes });
  try {
    const answer = await readUpstream(request(`/${kind}`));
    if (answer.status !== 200) throw rejectionProblem('admin', answer);
    return answer;
  } catch (error) {
    throw await standaloneInstead(gateway, error, request('/configs'));
  }
}

/** One object as the gateway holds it now. Throws `not_found`. */
export async function getObject(
  gateway: GatewayConfig,
  kind: ObjectKind,
  id: string,
  signal?: AbortSignal,
): Promise<ApisixObject> {
  const request = { ...adminRequest(gateway, `/${kind}/${encodeURIComponent(id)}`), schema: objectSchema, signal };
  return await callUpstream(request).catch(asNotFound);
}

/**
 * Merges `body` into a route, or replaces one plugin's copy on it by `body`: the only writes of a route. No conditional header is sent, because APISIX answers
 * 412 to one after it has written. Throws `conflict` where another writer was faster (nothing is written then).
 */
export async function patchObject(
  gateway: GatewayConfig,
  kind: 'routes',
  id: string,
  body: unknown,
  replaced: SwitchedPlugin | null = null,
): Promise<void> {
  const below = replaced === null ? '' : `/plugins/${replaced}`;
  const request = adminRequest(gateway, `/${kind}/${encodeURIComponent(id)}${below}`);
  const answer = await readUpstream({ ...request, method: 'PATCH', body });
  if (answer.status >= 200 && answer.status < 300) return;
  const problem = rejectionProblem('admin', answer);
  // PATCH compares and swaps inside its own request: of 30 at once 28 got this answer (observed on APISIX 3.18.0).
  if (answer.status === 503 && answer.text.includes('value changed before overwritten'))
    throw new ProblemError({ ...problem.problem, code: 'conflict', status: 409 }, { cause: problem.cause });
  asNotFound(problem);
}

/**
 * Writes the metadata object of a plugin whole, or removes it: there is no PATCH of it (405 on APISIX 3.18.0). Nothing
 * else of a gateway is ever written so.
 */
export async function writeMetadata(gateway: GatewayConfig, plugin: string, body: object | null): Promise<void> {
  const request = adminRequest(gateway, `/plugin_metadata/${encodeURIComponent(plugin)}`);
  const answer = await readUpstream(
    body === null ? { ...request, method: 'DELETE' } : { ...request, method: 'PUT', body },
  );
  if (answer.status >= 200 && answer.status < 300) return;
  // What should be gone is gone.
  if (body === null && answer.status === 404 && !looksLikeHtml(answer)) return;
  throw rejectionProblem('admin', answer);
}

/** Names of the plugins that the gateway has loaded, in the order of their priority. */
export async function listPlugins(gateway: GatewayConfig, signal?: AbortSignal): Promise<string[]> {
  return await callUpstream({ ...adminRequest(gateway, '/plugins/list'), schema: pluginListSchema, signal });
}

/** What the schemas of the loaded plugins tell. */
export type PluginSchemas = {
  /** Fields that are secret, as dotted paths into the configuration, by plugin. */
  secretFields: ReadonlyMap<string, readonly string[]>;
  /** Keys of the metadata object, by plugin. */
  metadataKeys: ReadonlyMap<string, readonly string[]>;
  /** Both schemas whole, of the plugins that this console switches. */
  switched: ReadonlyMap<SwitchedPlugin, { config: JsonSchema | null; metadata: JsonSchema | null }>;
  /**
   * Plugins of the type `auth`: the only ones that find out which consumer a request is of, for no other's
   * configuration on consumers is looked at (apisix/consumer.lua `plugin_consumer`).
   */
  authPlugins: ReadonlySet<string>;
};

/** Reads every plugin's schemas: some hundred kB, so ask for it seldom. */
export async function readPluginSchemas(gateway: GatewayConfig): Promise<PluginSchemas> {
  const schemas = await callUpstream({ ...adminRequest(gateway, '/plugins?all=true'), schema: pluginSchemasSchema });
  const entries = Object.entries(schemas);
  return {
    secretFields: new Map(
      entries.map(([name, { schema, consumer_schema, metadata_schema }]) => [
        name,
        [schema, consumer_schema, metadata_schema].flatMap((part) => part?.encrypt_fields ?? []),
      ]),
    ),
    metadataKeys: new Map(
      entries.map(([name, { metadata_schema }]) => [name, Object.keys(metadata_schema?.properties ?? {})]),
    ),
    switched: new Map(
      switchedPlugins.flatMap((plugin) => {
        const found = Object.hasOwn(schemas, plugin) ? schemas[plugin] : undefined;
        return found ? [[plugin, { config: found.schema ?? null, metadata: found.metadata_schema ?? null }]] : [];
      }),
    ),
    authPlugins: new Set(entries.flatMap(([name, { type }]) => (type === 'auth' ? [name] : []))),
  };
}

/**
 * The gateway's own opinion of objects of one kind, the configuration of their plugins included: its errors, object by
 * object. References are not checked by it. Writes nothing. Throws `upstream_unauthorized` for a viewer key, which may
 * not ask.
 */
export async function validateObjects(
  gateway: GatewayConfig,
  kind: 'routes' | 'plugin_metadata',
  objects: readonly Record<string, unknown>[],
): Promise<string[][]> {
  const answer = await readUpstream({
    ...adminRequest(gateway, '/configs/validate'),
    method: 'POST',
    body: { [kind]: objects },
  });
  if (answer.status !== 200 && answer.status !== 400) throw rejectionProblem('admin', answer);
  const { errors = [], error_msg } = parseAnswer('admin', answer, validationSchema);
  const found = objects.map((): string[] => []);
  if (answer.status === 200) return found;
  for (const { error, index, resource_id } of errors) {
    const at = index ?? objects.findIndex(({ id }) => String(id) === String(resource_id));
    found[at]?.push(cleanText(error));
  }
  // A refusal that names none of them is of the request as a whole.
  if (found.every((texts) => texts.length === 0))
    return found.map(() => [cleanText(errors[0]?.error ?? error_msg ?? `HTTP ${answer.status}`)]);
  return found;
}

/** How the Admin API of a gateway is asked; `path` begins with the kind. */
export function adminRequest(gateway: GatewayConfig, path: string): UpstreamRequest {
  return {
    upstream: 'admin',
    url: `${gateway.admin.url}/apisix/admin${path}`,
    headers: { 'x-api-key': gateway.admin.key.reveal() },
    timeoutMs: gateway.timeoutMs,
    maxBytes: oneObjectBytes,
  };
}

/** A 404 of the API itself is a missing object; a 404 page is the wrong address and stays what it is. */
function asNotFound(error: unknown): never {
  if (error instanceof ProblemError && error.cause instanceof UpstreamAnswerError) {
    const { answer } = error.cause;
    if (answer.status === 404 && !looksLikeHtml(answer)) throw upstreamProblem('admin', 'not_found', undefined, error);
  }
  throw error;
}
