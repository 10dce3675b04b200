import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, items, luaString } from '@/sandbox/apisix/lua/json';
import type { Entry, Kind, Store } from '@/sandbox/apisix/store';

/** Why an object can't be deleted: the first other object that uses it. */
export type InUse = (store: Store, id: string) => string | null;

function refers(value: JsonObject, key: string, id: string): boolean {
  const reference = field(value, key);
  return reference !== undefined && luaString(reference) === id;
}

function user(store: Store, kind: Kind, test: (value: JsonObject) => boolean): Entry | undefined {
  return store.list(kind).find((entry) => test(entry.value));
}

export const serviceInUse: InUse = (store, id) => {
  const route = user(store, 'routes', (value) => refers(value, 'service_id', id));
  return route === undefined ? null : `can not delete this service directly, route [${route.id}] is still using it now`;
};

export const pluginConfigInUse: InUse = (store, id) => {
  const route = user(store, 'routes', (value) => refers(value, 'plugin_config_id', id));
  return route === undefined ? null : `can not delete this plugin config, route [${route.id}] is still using it now`;
};

export const consumerGroupInUse: InUse = (store, id) => {
  const consumer = user(store, 'consumers', (value) => refers(value, 'group_id', id));
  return consumer === undefined
    ? null
    : `can not delete this consumer group, consumer [${consumer.id}] is still using it now`;
};

function inTrafficSplit(value: JsonObject, id: string): boolean {
  const rules: Json[] = items(field(field(field(value, 'plugins'), 'traffic-split'), 'rules'));
  const targets = rules.flatMap((rule) => items(field(rule, 'weighted_upstreams')));
  return targets.some((target) => {
    const reference = field(target, 'upstream_id');
    return reference !== undefined && luaString(reference) === id;
  });
}

/** Kinds that can use an upstream; only the first two by `upstream_id`, all by the plugin `traffic-split`. */
const upstreamUsers: [Kind, string, boolean][] = [
  ['routes', 'route', true],
  ['services', 'service', true],
  ['plugin_configs', 'plugin_config', false],
  ['consumers', 'consumer', false],
  ['consumer_groups', 'consumer_group', false],
  ['global_rules', 'global_rules', false],
];

export const upstreamInUse: InUse = (store, id) => {
  for (const [kind, words, direct] of upstreamUsers) {
    for (const entry of store.list(kind)) {
      if (inTrafficSplit(entry.value, id)) {
        return `can not delete this upstream, plugin in ${words} [${entry.id}] is still using it now`;
      }
      if (direct && refers(entry.value, 'upstream_id', id)) {
        return `can not delete this upstream, ${words} [${entry.id}] is still using it now`;
      }
    }
  }
  return null;
};

export const protoInUse: InUse = (store, id) => {
  for (const [kind, words] of [
    ['routes', 'route'],
    ['services', 'service'],
  ] as const) {
    const entry = user(store, kind, (value) => {
      const plugins = field(value, 'plugins');
      const reference = field(field(plugins, 'grpc-transcode'), 'proto_id');
      return reference !== undefined && luaString(reference) === id;
    });
    if (entry !== undefined) return `can not delete this proto, ${words} [${entry.id}] is still using it now`;
  }
  return null;
};
