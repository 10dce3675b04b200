import type { Json } from '@/sandbox/apisix/lua/json';
import { luaToNumber } from '@/sandbox/apisix/lua/json';
import { mustResourceSchema, pluginDefinition, resourceSchema } from '@/sandbox/apisix/schema/definitions';
import { validate } from '@/sandbox/apisix/schema/validate';
import type { Kind } from '@/sandbox/apisix/store';
import { kinds, StoreDownError, ValueChangedError } from '@/sandbox/apisix/store';
import { validateConfigs } from './configs-validate';
import { kindRules } from './kinds';
import { pluginDefinitions, pluginNames } from './plugins';
import type { Reply } from './reply';
import { failure, LuaError } from './reply';
import type { AdminRequest, Args } from './request';
import { decodeBody, segments } from './request';
import type { AdminDeps } from './resource';
import { handleResource } from './resource';

const root = '/apisix/admin';
const runMethods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'];

/** Kinds that the sandbox knows besides those of the store: they are read-only. */
const readOnly = ['schema', 'plugins'] as const;

function kindNamed(name: string | undefined): Kind | undefined {
  return kinds.find((kind) => kind === name);
}

/** Whether a request must show its key: all but the liveness check. */
export function needsKey({ method, path }: AdminRequest): boolean {
  return !(method === 'HEAD' && path === root);
}

/** Whether anything answers this method and path. */
export function isRouted({ method, path }: AdminRequest): boolean {
  if (path === root) return method === 'HEAD';
  return path.startsWith(`${root}/`) && runMethods.includes(method);
}

/** Answers an authorised request. Throws Exit and LuaError. */
export async function dispatch(request: AdminRequest, deps: AdminDeps): Promise<Reply> {
  const { method, path } = request;
  if (path === root) return { status: 200 };
  if (path === `${root}/configs/validate` && method === 'POST') return validateConfigs(request, deps);
  if (path === `${root}/plugins/list` && method === 'GET') return pluginList(request.args, deps);
  if (path === `${root}/plugins/reload`) return reload(method, deps);
  if (path.startsWith(`${root}/schema/validate/`) && method === 'POST') return validateSchema(request);
  return run(request, deps);
}

function pluginList(args: Args, { config }: AdminDeps): Reply {
  const subsystem = args.subsystem ?? 'http';
  if (subsystem !== 'http' && subsystem !== 'stream') return { status: 400, body: 'invalid subsystem passed' };
  return { status: 200, body: pluginNames(config, subsystem) };
}

function reload(method: string, { store, config }: AdminDeps): Reply {
  if (method !== 'PUT') {
    return failure(405, `please use PUT method to reload the plugins, ${method} method is not allowed.`);
  }
  config.reload();
  // The new list is written to etcd, which counts as a revision.
  if (!store.down) store.nextRevision();
  return { status: 200, body: 'done' };
}

function validateSchema({ path, body }: AdminRequest): Reply {
  const name = segments(path)[5];
  const kind = kindNamed(name);
  if (kind === undefined && !readOnly.some((one) => one === name)) {
    return failure(404, `Unsupported resource type: ${name}`);
  }
  const conf = decodeBody(body);
  const schema = kind === undefined ? undefined : kindRules[kind].schema;
  if (schema === undefined) throw new LuaError('no schema to validate with');
  const fault = validate(mustResourceSchema(schema), conf);
  return fault === null ? { status: 200 } : failure(400, fault);
}

async function run({ method, path, args, body }: AdminRequest, deps: AdminDeps): Promise<Reply> {
  const parts = segments(path);
  let [, , , resource, id] = parts;
  let subPath = parts.slice(5).join('/');
  if (resource === 'schema' && id === 'plugins') {
    [resource, id] = [parts[4], parts[5]];
    subPath = parts.slice(6).join('/');
  }
  if (resource === 'stream_routes') {
    return failure(400, 'stream mode is disabled, can not add stream routes');
  }
  if (resource === 'consumers' && parts[5] === 'credentials') {
    subPath = `${id}/${subPath}`;
    [resource, id] = [parts[5], parts[6]];
  }
  if (resource === undefined) throw new LuaError('no resource in the path');
  const kind = kindNamed(resource);
  const isReadOnly = readOnly.some((one) => one === resource);
  if (kind === undefined && !isReadOnly) return failure(404, `Unsupported resource type: ${resource}`);
  if (isReadOnly && method !== 'GET') return failure(404, 'not found');
  const conf = decodeBody(body);
  if (args.ttl !== undefined && (args.ttl === true || luaToNumber(args.ttl) === undefined)) {
    return failure(400, 'invalid argument ttl: should be a number');
  }
  if (kind === undefined) return { ...(resource === 'schema' ? schema(id) : plugin(id, args, deps)), api: true };
  try {
    return { ...(await handleResource(kind, method, { id, subPath, body: conf, args }, deps)), api: true };
  } catch (error) {
    if (error instanceof StoreDownError || error instanceof ValueChangedError) {
      return { ...failure(503, error.message), api: true };
    }
    throw error;
  }
}

function schema(name: string | undefined): Reply {
  if (name === undefined) throw new LuaError('no schema named');
  const found = resourceSchema(name);
  return found === undefined ? failure(400, `not found schema: ${name}`) : { status: 200, body: found };
}

function plugin(name: string | undefined, args: Args, { config }: AdminDeps): Reply {
  const subsystem = args.subsystem ?? 'http';
  if (subsystem !== 'http' && subsystem !== 'stream') {
    return failure(400, `unsupported subsystem: ${subsystem}`);
  }
  if (args.all === 'true') return { status: 200, body: pluginDefinitions(config, subsystem) };
  const loaded = name !== undefined && pluginNames(config, subsystem).includes(name);
  const definition = loaded ? pluginDefinition(name, subsystem) : undefined;
  if (definition === undefined) return failure(404, `plugin not found in subsystem ${subsystem}`);
  const found: Json | undefined = args.schema_type === 'consumer' ? definition.consumer_schema : definition.schema;
  return found === undefined ? failure(400, 'not found schema') : { status: 200, body: found };
}
