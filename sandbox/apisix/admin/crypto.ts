import { createCipheriv } from 'node:crypto';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject, items } from '@/sandbox/apisix/lua/json';
import { pluginDefinition } from '@/sandbox/apisix/schema/definitions';
import type { PluginUse } from './plugin-checks';

/** The first key of APISIX's default `data_encryption.keyring`; it is its own initialisation vector. */
const keyring = 'qeddd145sfvddff3';

function encrypt(text: string): string {
  const cipher = createCipheriv('aes-128-cbc', keyring, keyring);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** A private key in PEM form is encrypted, anything else passes. */
function encryptKey(key: Json | undefined): Json | undefined {
  return typeof key === 'string' && key.startsWith('---') ? encrypt(key) : key;
}

function encryptAt(holder: Json | undefined, path: readonly string[]): void {
  const [name, ...rest] = path;
  if (name === undefined || !isObject(holder)) return;
  const value = field(holder, name);
  if (rest.length > 0) {
    for (const one of Array.isArray(value) ? value : [value]) encryptAt(one, rest);
  } else if (typeof value === 'string') {
    holder[name] = encrypt(value);
  } else if (Array.isArray(value)) {
    holder[name] = value.map((one) => (typeof one === 'string' ? encrypt(one) : one));
  } else if (isObject(value)) {
    for (const [key, one] of Object.entries(value)) if (typeof one === 'string') value[key] = encrypt(one);
  }
}

/**
 * The object as etcd holds it, which is how the answer to a write shows it: `encrypt_fields` of each plugin and
 * private keys are encrypted. Reads show them in clear, so the store keeps the clear form.
 */
export function sealed(value: JsonObject, use: PluginUse): JsonObject {
  const copy = structuredClone(value);
  const plugins = field(copy, 'plugins');
  for (const [name, conf] of Object.entries(isObject(plugins) ? plugins : {})) sealPlugin(name, conf, use);
  if (use === 'metadata') sealPlugin(String(copy.id), copy, use);
  for (const upstream of [copy, field(copy, 'upstream')]) {
    const tls = field(upstream, 'tls');
    const key = encryptKey(field(tls, 'client_key'));
    if (isObject(tls) && key !== undefined) tls.client_key = key;
  }
  return copy;
}

/** Of a certificate: its key, and the keys of further certificates. */
export function sealedSsl(value: JsonObject): JsonObject {
  const copy = structuredClone(value);
  const key = encryptKey(copy.key);
  if (key !== undefined) copy.key = key;
  if (Array.isArray(copy.keys)) copy.keys = items(copy.keys).map((one) => encryptKey(one) ?? one);
  return copy;
}

function sealPlugin(name: string, conf: Json, use: PluginUse): void {
  const definition = pluginDefinition(name);
  if (definition === undefined) return;
  const { schema, consumer_schema, metadata_schema } = definition;
  const inUse = use === 'consumer' ? (consumer_schema ?? schema) : use === 'metadata' ? metadata_schema : schema;
  for (const path of items(inUse?.encrypt_fields)) if (typeof path === 'string') encryptAt(conf, path.split('.'));
}
