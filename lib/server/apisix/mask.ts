import 'server-only';
import { masked } from '@/lib/server/secret';
import { isRecord } from './wire';

/**
 * Names under which a secret is kept wherever they stand, as the last words of a name: `deploy.token`, `authToken` and
 * `API-Key` say so, `token_count`, `tokens` and `secretName` tell of one.
 */
const secretName =
  /(^|_)(password|passwd|secret|token|apikey|api_key|secret_key|access_key|accesskey|secretkey|private_key|client_key|service_account_json|credential)$/;
const secretHeader = /^(authorization|proxy_authorization|cookie|set_cookie|x_api_key)$/;
/** Secret fields of APISIX 3.18.0 that no name tells, for a gateway that does not say which they are. */
const knownFields: Readonly<Record<string, readonly string[]>> = {
  // `key` elsewhere may name a variable (limit-count: `remote_addr`).
  'key-auth': ['key'],
  'basic-auth': ['key'],
  'jwt-auth': ['key'],
  'hmac-auth': ['key'],
  'jwe-decrypt': ['key'],
  csrf: ['key'],
  'dingtalk-auth': ['secret_fallbacks'],
  'feishu-auth': ['secret_fallbacks'],
  // In its metadata: headers for the collector, whatever they are called.
  opentelemetry: ['collector.request_headers'],
  'http-logger': ['auth_header'],
  'loki-logger': ['headers'],
  'elasticsearch-logger': ['headers'],
  'graphql-limit-count': ['introspection_headers'],
  'ai-proxy': ['auth.header', 'auth.query'],
  'ai-proxy-multi': [
    'instances.auth.header',
    'instances.auth.query',
    'semantic_opts.embeddings.auth.header',
    'semantic_opts.embeddings.auth.query',
  ],
};

/**
 * A copy of an object of the gateway with its secrets replaced, to be shown.
 * A value is taken for a secret when the schema of its plugin lists it in `encrypt_fields`, when its name says so, or
 * when it is a user or a token inside an address. References to a secret store (`$secret://`, `$env://`) are shown:
 * they are no secrets, and whoever looks for a fault needs them.
 * @param secretFields dotted paths by plugin name; null where the gateway could not tell
 */
export function maskObject(
  value: Record<string, unknown>,
  secretFields: ReadonlyMap<string, readonly string[]> | null,
): Record<string, unknown> {
  const copy = maskByName(value, false) as Record<string, unknown>;
  if (!isRecord(copy.plugins)) return copy;
  for (const [name, config] of Object.entries(copy.plugins)) maskPlugin(name, config, secretFields);
  return copy;
}

/** The configuration of one plugin, likewise. */
export function maskPluginConfig<T extends Record<string, unknown> | null>(
  name: string,
  config: T,
  secretFields: ReadonlyMap<string, readonly string[]> | null,
): T {
  if (config === null) return config;
  const copy = maskByName(config, false) as T;
  maskPlugin(name, copy, secretFields);
  return copy;
}

function maskPlugin(name: string, config: unknown, secretFields: ReadonlyMap<string, readonly string[]> | null): void {
  const known = Object.hasOwn(knownFields, name) ? knownFields[name] : [];
  for (const path of [...(known ?? []), ...(secretFields?.get(name) ?? [])]) maskPath(config, path.split('.'));
}

function maskByName(value: unknown, isSecret: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => maskByName(item, isSecret));
  if (isRecord(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, maskByName(item, isSecret || isSecretName(key))]),
    );
  if (typeof value !== 'string') return value;
  return isSecret ? maskText(value) : maskAddress(value);
}

/** Takes the user, the password and tokens in the query out of an address. */
export function maskAddress(value: string): string {
  return value
    .replace(/:\/\/(?:[^/\s@]*:[^/\s@]*|[^/\s?#@]+)@/g, `://${masked}@`)
    .replace(/([?&])([^=&#\s]+)=([^&#\s]+)/g, (whole, start, name) =>
      isSecretName(name) ? `${start}${name}=${masked}` : whole,
    );
}

/** Whether a key's name says that its value is a secret. */
export function isSecretName(key: string): boolean {
  const name = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[.\s-]+/g, '_')
    .toLowerCase();
  // Capitals stand in the middle of a word, too: `passWord`.
  const plain = key.toLowerCase().replaceAll('-', '_');
  return secretName.test(plain) || secretName.test(name) || secretHeader.test(name);
}

/** Masks what a path of a schema leads to, in every item of the lists on its way. */
function maskPath(value: unknown, path: readonly string[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) maskPath(item, path);
    return;
  }
  if (!isRecord(value) || !(key in value)) return;
  if (rest.length > 0) maskPath(value[key], rest);
  else value[key] = maskAll(value[key]);
}

function maskAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskAll);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskAll(item)]));
  return typeof value === 'string' ? maskText(value) : value;
}

function maskText(value: string): string {
  return value === '' || /^\$(secret|env):\/\//i.test(value) ? value : masked;
}
