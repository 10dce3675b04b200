import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayConfig } from '@/sandbox/apisix/config';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject, isTable, luaString, luaToNumber } from '@/sandbox/apisix/lua/json';
import type { Entry, Kind, Store } from '@/sandbox/apisix/store';
import { keyOf } from '@/sandbox/apisix/store';
import { checks } from './checks';
import { sealed, sealedSsl } from './crypto';
import type { KindRules } from './kinds';
import { kindRules } from './kinds';
import { listBody, node } from './list';
import { merge, numbered, patchAt } from './merge';
import type { Reply } from './reply';
import { failure, LuaError } from './reply';
import type { Args } from './request';
import { segments } from './request';

/** A request for one kind of object, its path taken apart. */
export type ResourceRequest = {
  id: string | undefined;
  /** What follows the id; of a credential `<consumer>/credentials[/<id>]`. */
  subPath: string;
  body: Json | undefined;
  args: Args;
};

export type AdminDeps = { store: Store; config: GatewayConfig };

type Method = (kind: Kind, request: ResourceRequest, deps: AdminDeps) => Reply | Promise<Reply>;

/** The object that is to be written, or why it can't be. */
type Checked = { ok: true; id: string; value: JsonObject } | { ok: false; reply: Reply };

/** As long as etcd takes to answer: what else was sent at the same moment gets between a read and its write. */
const roundTripMs = 1;

function unsupported(rules: KindRules, method: string): Reply {
  return failure(405, `not supported \`${method}\` method for ${rules.words}`);
}

const notFound: Reply = { status: 404, body: { message: 'Key not found' } };

function consumerOf(kind: Kind, subPath: string): string | undefined {
  if (kind !== 'credentials') return undefined;
  const consumer = segments(subPath)[0];
  if (consumer === undefined) throw new LuaError('a credential without its consumer');
  return consumer;
}

/** Id in the store from the id in the path. */
function storeId(
  kind: Kind,
  id: string,
  { secretType, subPath }: { secretType?: string | undefined; subPath: string },
) {
  if (kind === 'secrets') return `${secretType}/${id}`;
  const consumer = consumerOf(kind, subPath);
  return consumer === undefined ? id : `${consumer}/${id}`;
}

function ttl(args: Args): number | undefined {
  return typeof args.ttl === 'string' ? luaToNumber(args.ttl) : undefined;
}

/** What a read shows: never a private key. */
function shown({ kind, value }: Entry): JsonObject {
  if (kind !== 'ssls') return value;
  const { key: _key, keys: _keys, ...rest } = value;
  return rest;
}

/** The answer to a write: no revisions, secrets as etcd holds them. */
function written(entry: Entry, status: number): Reply {
  const value = entry.kind === 'ssls' ? sealedSsl(entry.value) : sealed(entry.value, kindRules[entry.kind].pluginUse);
  return { status, body: { key: keyOf(entry.kind, entry.id), value } };
}

const get: Method = (kind, { id: pathId, subPath, args }, { store }) => {
  let id = pathId;
  let secretType: string | undefined;
  if (kind === 'secrets') [secretType, id] = [pathId, segments(subPath)[0]];
  if (id !== undefined) {
    const entry = store.read(kind, storeId(kind, id, { secretType, subPath }));
    return entry === undefined ? notFound : { status: 200, body: node(entry, shown(entry)) };
  }
  const consumer = consumerOf(kind, subPath);
  const entries = store.range(kind, consumer === undefined ? '' : `${consumer}/`);
  if (consumer !== undefined && entries.length === 0) return notFound;
  const rows = entries.map((entry) => ({ entry, value: shown(entry) }));
  return { status: 200, body: listBody(rows, args, kindRules[kind].filterFields) };
};

type Purpose = { create: boolean; patch: boolean; secretType?: string | undefined; subPath: string };

/** Everything that is checked before a write, in APISIX's order. Indexing what is no table fails as Lua does. */
function check(
  kind: Kind,
  pathId: string | undefined,
  body: Json | undefined,
  purpose: Purpose,
  deps: AdminDeps,
): Checked {
  const refuse = (message: string): Checked => ({ ok: false, reply: failure(400, message) });
  const rules = kindRules[kind];
  let id = kind === 'secrets' && pathId !== undefined ? `${purpose.secretType}/${pathId}` : pathId;
  if (body === undefined || body === false) return refuse('missing configurations');
  if (!isTable(body) && typeof body !== 'string') throw new LuaError(`indexes ${luaString(body)}`);
  const value: JsonObject = isObject(body) ? { ...body } : Array.isArray(body) ? numbered(body) : {};
  if (rules.noId !== true) {
    const own = field(value, 'id');
    if (id === undefined && own !== undefined) id = luaString(own);
    if (!purpose.create && id === undefined) return refuse(`missing ${rules.words} id`);
    if (purpose.create && id !== undefined) return refuse(`wrong ${rules.words} id, do not need it`);
    if (!purpose.create && own !== undefined && luaString(own) !== id) return refuse(`wrong ${rules.words} id`);
    if (!isTable(body)) throw new LuaError('sets a field of a string');
    if (id !== undefined) value.id = pathId === undefined && own !== undefined ? own : id;
  }
  const forbidden = purpose.patch ? null : forbiddenProperty(value);
  if (forbidden !== null) return refuse(`the property is forbidden:  ${forbidden}`);
  const consumer = consumerOf(kind, purpose.subPath);
  const { secretType } = purpose;
  // What has no id to be set keeps the form in which it came.
  const conf = rules.noId === true && !isObject(body) ? structuredClone(body) : structuredClone(value);
  const fault = checks[kind](conf as JsonObject, { ...deps, id, secretType, consumer });
  if (fault !== null) return refuse(fault);
  if (kind === 'consumers') id = luaString(value.username);
  return { ok: true, id: kind === 'secrets' ? (pathId ?? '') : (id ?? ''), value };
}

function forbiddenProperty(value: JsonObject): string | null {
  for (const [holder, prefix] of [
    [value, ''],
    [value.upstream, 'upstream.'],
    [value.plugins, 'plugins.'],
  ] as const) {
    for (const property of ['create_time', 'update_time']) {
      if ((field(holder, property) ?? false) !== false) return `${prefix}${property}`;
    }
  }
  return null;
}

const put: Method = (kind, { id: pathId, subPath, body, args }, deps) => {
  let id = pathId;
  let secretType: string | undefined;
  if (kind === 'secrets') {
    [secretType, id] = [pathId, segments(subPath)[0]];
    if (secretType === undefined || id === undefined) throw new LuaError('a secret without manager or id');
  }
  const checked = check(kind, id, body, { create: false, patch: false, secretType, subPath }, deps);
  if (!checked.ok) return checked.reply;
  const { value } = checked;
  const { store } = deps;
  const consumer = consumerOf(kind, subPath);
  if (consumer !== undefined && store.read('consumers', consumer) === undefined) {
    return failure(404, 'consumer not found');
  }
  const key = storeId(kind, checked.id, { secretType, subPath });
  if (kind === 'plugin_metadata') value.id = checked.id;
  else {
    value.create_time = field(store.read(kind, key)?.value, 'create_time') ?? store.seconds();
    value.update_time = store.seconds();
  }
  const { entry, created } = store.put(kind, key, value, ttl(args));
  return written(entry, created ? 201 : 200);
};

const post: Method = (kind, { id, subPath, body, args }, deps) => {
  const checked = check(kind, id, body, { create: true, patch: false, subPath }, deps);
  if (!checked.ok) return checked.reply;
  const { store } = deps;
  const made = String(store.nextRevision()).padStart(20, '0');
  const now = store.seconds();
  const value = { ...checked.value, id: made, create_time: now, update_time: now };
  return written(store.put(kind, made, value, ttl(args)).entry, 201);
};

/** The merged object; `undefined` as update time means that the request set none. */
function patched(old: JsonObject, body: Json, path: readonly string[]): { value: JsonObject; own: boolean } | string {
  if (path.length > 0) {
    const result = patchAt(old, path, body);
    return result.ok ? { value: result.value, own: false } : result.error;
  }
  if (!isTable(body)) return 'invalid configuration';
  return { value: merge(old, body), own: field(body, 'update_time') !== undefined };
}

const patch: Method = async (kind, { id: pathId, subPath, body, args }, deps) => {
  const rules = kindRules[kind];
  const path = segments(subPath);
  let id = pathId;
  let secretType: string | undefined;
  if (kind === 'secrets') {
    [secretType, id] = [pathId, path.shift()];
    if (id === undefined) return failure(400, 'no secret id');
  }
  if (id === undefined) return failure(400, `missing ${rules.words} id`);
  if (body === undefined) return failure(400, 'missing new configuration');
  if (path.length === 0 && !isTable(body)) return failure(400, 'invalid configuration');
  const { store } = deps;
  const seen = store.read(kind, storeId(kind, id, { secretType, subPath }));
  if (seen === undefined) return notFound;
  const result = patched(seen.value, body, path);
  if (typeof result === 'string') return failure(400, result);
  const { value, own } = result;
  if ((value.create_time ?? false) === false) value.create_time = store.seconds();
  if (!own || (value.update_time ?? false) === false) value.update_time = store.seconds();
  const checked = check(kind, id, value, { create: false, patch: true, secretType, subPath }, deps);
  if (!checked.ok) return checked.reply;
  await pause(roundTripMs);
  return written(store.swap(seen, checked.value, ttl(args)), 200);
};

/** Ignores whatever follows the id: `DELETE /routes/x/plugins/y` deletes the route. */
const remove: Method = (kind, { id: pathId, subPath, args }, { store }) => {
  const rules = kindRules[kind];
  let id = pathId;
  let secretType: string | undefined;
  if (kind === 'secrets') [secretType, id] = [pathId, segments(subPath)[0]];
  if (id === undefined) return failure(400, `missing ${rules.words} id`);
  const key = storeId(kind, id, { secretType, subPath });
  const inUse = args.force === 'true' ? null : (rules.inUse?.(store, key) ?? null);
  if (inUse !== null) return failure(400, inUse);
  if (kind === 'consumers') {
    for (const credential of store.range('credentials', `${id}/`)) store.remove('credentials', credential.id);
  }
  if (!store.remove(kind, key)) return notFound;
  return { status: 200, body: { deleted: '1', key: keyOf(kind, key) } };
};

const methods: Record<string, Method> = { get, put, post, patch, delete: remove };

/** Answers a request for an object or a list of one kind. Store errors are thrown. */
export async function handleResource(
  kind: Kind,
  method: string,
  request: ResourceRequest,
  deps: AdminDeps,
): Promise<Reply> {
  const rules = kindRules[kind];
  const name = method.toLowerCase();
  const handler = methods[name];
  if (handler === undefined) return failure(404, 'not found');
  if (rules.unsupported.some((one) => one === name)) return unsupported(rules, method);
  return handler(kind, request, deps);
}
