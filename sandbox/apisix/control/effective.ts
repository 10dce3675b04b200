import { isIP } from 'node:net';
import { parseAddress } from '@/sandbox/apisix/admin/upstream-check';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject } from '@/sandbox/apisix/lua/json';
import { mustResourceSchema, pluginDefinition } from '@/sandbox/apisix/schema/definitions';
import { validate } from '@/sandbox/apisix/schema/validate';
import type { Entry } from '@/sandbox/apisix/store';
import { keyOf } from '@/sandbox/apisix/store';

const schemaNames = { routes: 'route', services: 'service', upstreams: 'upstream' } as const;
export type ShownKind = keyof typeof schemaNames;

/**
 * An object as a gateway holds it in memory, which is what the Control API shows: defaults filled in, the nodes of
 * an upstream as a list, `_meta` on every plugin.
 */
export function effective(kind: ShownKind, entry: Entry): Readonly<JsonObject> {
  const known = loaded.get(entry);
  if (known !== undefined) return known;
  const made = load(kind, entry);
  loaded.set(entry, made);
  return made;
}

/** A write makes a new entry, so what was loaded from one stays right. */
const loaded = new WeakMap<Entry, JsonObject>();

function load(kind: ShownKind, entry: Entry): JsonObject {
  const value = structuredClone(entry.value);
  validate(mustResourceSchema(schemaNames[kind]), value);
  fillPlugins(value.plugins);
  const upstream = kind === 'upstreams' ? value : value.upstream;
  let hasDomain = false;
  if (isObject(upstream)) {
    upstream.resource_key = keyOf(entry.kind, entry.id);
    upstream.resource_version = entry.modifiedIndex;
    upstream.resource_id = value.id ?? entry.id;
    const nodes = nodeList(upstream.nodes);
    if (nodes !== undefined) {
      upstream.nodes = nodes;
      hasDomain = nodes.some((node) => isDomain(field(node, 'host')));
      if (hasDomain) upstream.dns_nodes = nodes;
    }
  }
  return {
    value,
    createdIndex: entry.createdIndex,
    modifiedIndex: entry.modifiedIndex,
    key: keyOf(entry.kind, entry.id),
    has_domain: hasDomain,
    ...(kind === 'routes' ? { orig_modifiedIndex: entry.modifiedIndex } : {}),
  };
}

/**
 * Plugin metadata as the plugin reads it. A plugin without a schema for metadata checks it as if it were its
 * configuration, defaults included; what fails that check is not used, hence undefined.
 */
export function effectiveMetadata(entry: Entry): JsonObject | undefined {
  const definition = pluginDefinition(entry.id);
  if (definition === undefined) return undefined;
  const value = structuredClone(entry.value);
  return validate(definition.metadata_schema ?? definition.schema, value) === null ? value : undefined;
}

function isDomain(host: Json | undefined): boolean {
  return typeof host === 'string' && isIP(host.replace(/^\[|\]$/g, '')) === 0;
}

function fillPlugins(plugins: Json | undefined): void {
  if (!isObject(plugins)) return;
  for (const [name, given] of Object.entries(plugins)) {
    const schema = pluginDefinition(name)?.schema;
    // An empty list is an empty table to Lua, and gets the defaults like any other.
    const conf: Json = Array.isArray(given) && given.length === 0 ? {} : given;
    if (schema !== undefined) validate(schema, conf);
    if (!isObject(conf)) continue;
    conf._meta ??= {};
    plugins[name] = conf;
  }
}

function nodeList(nodes: Json | undefined): Json[] | undefined {
  if (Array.isArray(nodes)) return nodes;
  if (!isObject(nodes)) return undefined;
  return Object.entries(nodes).map(([address, weight]) => {
    const { host, port } = parseAddress(address);
    return port === undefined ? { host, weight } : { host, port, weight };
  });
}
