import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject, items, luaString } from '@/sandbox/apisix/lua/json';
import { mustResourceSchema } from '@/sandbox/apisix/schema/definitions';
import { validate } from '@/sandbox/apisix/schema/validate';
import type { Store } from '@/sandbox/apisix/store';
import { StoreDownError } from '@/sandbox/apisix/store';
import { pemFault } from './ssl-check';

/** Splits `host:port`; the port is undefined when there is none. */
export function parseAddress(address: string): { host: string; port: number | undefined } {
  const match = /^(.*[^:]|\[.*\]):(\d+)$/.exec(address);
  return match === null ? { host: address, port: undefined } : { host: match[1] ?? address, port: Number(match[2]) };
}

/** What is wrong with an upstream, in APISIX's words; fills in defaults. */
export function upstreamFault(conf: JsonObject, store: Store): string | null {
  for (const one of items(conf.nodes)) {
    const host = field(one, 'host');
    if (typeof host === 'string' && host.includes(':') && !host.startsWith('[')) {
      return "invalid configuration: IPv6 address must be enclosed with '[' and ']'";
    }
  }
  const fault = validate(mustResourceSchema('upstream'), conf);
  if (fault !== null) return `invalid configuration: ${fault}`;
  return portFault(conf.nodes) ?? certificateFault(conf, store) ?? hostFault(conf) ?? hashFault(conf);
}

function portFault(nodes: Json | undefined): string | null {
  for (const address of isObject(nodes) ? Object.keys(nodes) : []) {
    const { port } = parseAddress(address);
    if (port !== undefined && (port < 1 || port > 65_535)) return `invalid port ${port}`;
  }
  return null;
}

function certificateFault(conf: JsonObject, store: Store): string | null {
  const tls = field(conf, 'tls');
  const sslId = field(tls, 'client_cert_id');
  if (sslId !== undefined) {
    const id = luaString(sslId);
    const fault = missingFault(store, 'ssls', 'ssl', id);
    if (fault !== null) return fault;
    if (field(store.get('ssls', id)?.value, 'type') !== 'client') {
      return `failed to fetch ssl info by ssl id [${id}], wrong ssl type`;
    }
  }
  const certificate = field(tls, 'client_cert');
  return certificate === undefined ? null : pemFault(certificate, field(tls, 'client_key'));
}

function hostFault(conf: JsonObject): string | null {
  const empty = conf.upstream_host === undefined || conf.upstream_host === '';
  return conf.pass_host === 'rewrite' && empty ? "`upstream_host` can't be empty when `pass_host` is `rewrite`" : null;
}

const hashSchemas: Record<string, string> = {
  vars: 'upstream_hash_vars_schema',
  header: 'upstream_hash_header_schema',
  cookie: 'upstream_hash_header_schema',
  vars_combinations: 'upstream_hash_vars_combinations_schema',
};

function hashFault(conf: JsonObject): string | null {
  if (conf.type !== 'chash' || conf.hash_on === 'consumer') return null;
  if (conf.key === undefined) return 'missing key';
  const name = hashSchemas[luaString(conf.hash_on)];
  if (name === undefined) return `type is chash, err: invalid hash_on type ${luaString(conf.hash_on)}`;
  const fault = validate(mustResourceSchema(name), conf.key);
  return fault === null ? null : `invalid configuration: ${fault}`;
}

/** A reference to an object that is not there, or can't be asked for, in APISIX's words. */
export function missingFault(
  store: Store,
  kind: 'routes' | 'services' | 'upstreams' | 'plugin_configs' | 'consumer_groups' | 'ssls',
  words: string,
  id: string,
): string | null {
  const prefix = `failed to fetch ${words} info by ${words} id [${id}]`;
  try {
    return store.read(kind, id) === undefined ? `${prefix}, response code: 404` : null;
  } catch (error) {
    if (error instanceof StoreDownError) return `${prefix}: ${error.message}`;
    throw error;
  }
}
