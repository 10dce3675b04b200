import type { GatewayConfig } from '@/sandbox/apisix/config';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject, luaString } from '@/sandbox/apisix/lua/json';
import { mustResourceSchema, pluginDefinition, secretSchema } from '@/sandbox/apisix/schema/definitions';
import { validate } from '@/sandbox/apisix/schema/validate';
import type { Store } from '@/sandbox/apisix/store';
import { StoreDownError } from '@/sandbox/apisix/store';
import { duplicateKeyFault } from './consumer-keys';
import { expressionFault } from './expression';
import { metadataFault, pluginsFault } from './plugins';
import { sslFault } from './ssl-check';
import { missingFault, upstreamFault } from './upstream-check';

export type CheckContext = {
  store: Store;
  config: GatewayConfig;
  /** Id from the path or the body, if there is one. */
  id: string | undefined;
  /** Of a secret. */
  secretType?: string | undefined;
  /** Of a credential. */
  consumer?: string | undefined;
  /** Batch validation looks at no other object. */
  skipReferences?: boolean;
};

/** What is wrong with an object, in APISIX's words; null: nothing. Fills in defaults: give it a copy. */
export type Check = (conf: JsonObject, context: CheckContext) => string | null;

function bySchema(name: string, conf: Json): string | null {
  const fault = validate(mustResourceSchema(name), conf);
  return fault === null ? null : `invalid configuration: ${fault}`;
}

function upstreamPart(conf: JsonObject, { store }: CheckContext): string | null {
  return isObject(conf.upstream) ? upstreamFault(conf.upstream, store) : null;
}

function pluginsPart(conf: JsonObject, { config }: CheckContext): string | null {
  return conf.plugins === undefined ? null : pluginsFault(conf.plugins, config);
}

const references = {
  upstream_id: ['upstreams', 'upstream'],
  service_id: ['services', 'service'],
  plugin_config_id: ['plugin_configs', 'plugin config'],
  group_id: ['consumer_groups', 'consumer group'],
} as const;

function referencePart(conf: JsonObject, context: CheckContext, ...keys: (keyof typeof references)[]): string | null {
  if (context.skipReferences === true) return null;
  for (const key of keys) {
    const id = conf[key];
    const [kind, words] = references[key];
    const fault = id === undefined ? null : missingFault(context.store, kind, words, luaString(id));
    if (fault !== null) return fault;
  }
  return null;
}

function scriptPart(conf: JsonObject): string | null {
  const { filter_func: filter } = conf;
  if (typeof filter !== 'string' || /\bend\s*;?\s*$/.test(filter)) return null;
  const source = `return ${filter}`.split('\n')[0] ?? '';
  return `failed to load 'filter_func' string: [string "${source}..."]:1: 'end' expected near '<eof>'`;
}

const route: Check = (conf, context) => {
  if (conf.host !== undefined && conf.hosts !== undefined) return 'only one of host or hosts is allowed';
  if (conf.remote_addr !== undefined && conf.remote_addrs !== undefined) {
    return 'only one of remote_addr or remote_addrs is allowed';
  }
  const fault =
    bySchema('route', conf) ??
    upstreamPart(conf, context) ??
    referencePart(conf, context, 'upstream_id', 'service_id', 'plugin_config_id') ??
    pluginsPart(conf, context);
  if (fault !== null) return fault;
  const wrong = conf.vars === undefined ? null : expressionFault(conf.vars);
  return wrong === null ? scriptPart(conf) : `failed to validate the 'vars' expression: ${wrong}`;
};

const service: Check = (conf, context) =>
  bySchema('service', conf) ??
  upstreamPart(conf, context) ??
  referencePart(conf, context, 'upstream_id') ??
  pluginsPart(conf, context);

const consumer: Check = (conf, context) => {
  const fault = bySchema('consumer', conf);
  if (fault !== null) return fault;
  const username = luaString(conf.username);
  if (context.id !== undefined && context.id !== username) return 'wrong username';
  return consumerPlugins(conf, context, username, undefined) ?? referencePart(conf, context, 'group_id');
};

function consumerPlugins(
  conf: JsonObject,
  { store, config }: CheckContext,
  owner: string,
  credential: string | undefined,
): string | null {
  if (conf.plugins === undefined) return null;
  const fault = pluginsFault(conf.plugins, config, 'consumer');
  if (fault !== null) return `invalid plugins configuration: ${fault}`;
  return duplicateKeyFault(store, conf.plugins, owner, credential);
}

const credential: Check = (conf, context) => {
  const fault = bySchema('credential', conf);
  if (fault !== null || conf.plugins === undefined) return fault;
  const wrong = pluginsFault(conf.plugins, context.config, 'consumer');
  if (wrong !== null) return `invalid plugins configuration: ${wrong}`;
  const names = isObject(conf.plugins) ? Object.keys(conf.plugins) : [];
  if (names.some((name) => pluginDefinition(name)?.type !== 'auth')) {
    return 'only supports auth type plugins in consumer credential';
  }
  return context.consumer === undefined
    ? null
    : duplicateKeyFault(context.store, conf.plugins, context.consumer, context.id);
};

const globalRule: Check = (conf, context) => {
  const fault = bySchema('global_rule', conf) ?? pluginsPart(conf, context);
  if (fault !== null || !isObject(conf.plugins)) return fault;
  for (const rule of others(context.store, context.id)) {
    for (const name of Object.keys(conf.plugins)) {
      if (field(field(rule.value, 'plugins'), name) !== undefined) {
        return `plugin '${name}' already exists in global rule with id '${rule.id}'`;
      }
    }
  }
  return null;
};

/** APISIX checks for no conflict while it can't read the other rules. */
function others(store: Store, id: string | undefined) {
  try {
    return store.range('global_rules').filter((rule) => rule.id !== id);
  } catch (error) {
    if (error instanceof StoreDownError) return [];
    throw error;
  }
}

const secret: Check = (conf, { secretType }) => {
  if (secretType === undefined) return 'missing secret type';
  const schema = secretSchema(secretType);
  if (schema === undefined) return `invalid secret manager: ${secretType}`;
  const fault = validate(schema, conf);
  return fault === null ? null : `invalid configuration: ${fault}`;
};

const withPlugins =
  (name: string): Check =>
  (conf, context) =>
    bySchema(name, conf) ?? pluginsPart(conf, context);

export const checks = {
  routes: route,
  services: service,
  upstreams: (conf, { store }) => upstreamFault(conf, store),
  consumers: consumer,
  credentials: credential,
  consumer_groups: withPlugins('consumer_group'),
  plugin_configs: withPlugins('plugin_config'),
  global_rules: globalRule,
  plugin_metadata: (conf, { id }) => metadataFault(id, conf),
  ssls: sslFault,
  protos: (conf) => bySchema('proto', conf),
  secrets: secret,
  stream_routes: (conf) => bySchema('stream_route', conf),
} as const satisfies Record<string, Check>;
