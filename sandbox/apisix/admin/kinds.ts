import type { Kind } from '@/sandbox/apisix/store';
import type { PluginUse } from './plugin-checks';
import type { InUse } from './references';
import { consumerGroupInUse, pluginConfigInUse, protoInUse, serviceInUse, upstreamInUse } from './references';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** How the Admin API treats one kind of object. */
export type KindRules = {
  /** As it is called in texts. */
  words: string;
  unsupported: readonly Method[];
  /** Its key comes from the object, not from an id: `create_time` aside, nothing is added. */
  noId?: true;
  /** Keys that `filter=` knows; others are ignored. */
  filterFields: readonly string[];
  inUse?: InUse;
  pluginUse: PluginUse;
  /** Name of its schema for `schema/validate`; none: that request fails. */
  schema?: string;
};

const plain = { unsupported: [], filterFields: [], pluginUse: 'route' } as const;

export const kindRules: Readonly<Record<Kind, KindRules>> = {
  routes: { ...plain, words: 'route', filterFields: ['service_id', 'upstream_id'], schema: 'route' },
  services: { ...plain, words: 'service', inUse: serviceInUse, schema: 'service' },
  upstreams: { ...plain, words: 'upstream', inUse: upstreamInUse, schema: 'upstream' },
  consumers: {
    ...plain,
    words: 'consumer',
    noId: true,
    unsupported: ['post', 'patch'],
    pluginUse: 'consumer',
    schema: 'consumer',
  },
  credentials: {
    ...plain,
    words: 'credential',
    unsupported: ['post', 'patch'],
    pluginUse: 'consumer',
    schema: 'credential',
  },
  consumer_groups: {
    ...plain,
    words: 'consumer group',
    unsupported: ['post'],
    inUse: consumerGroupInUse,
    schema: 'consumer_group',
  },
  plugin_configs: {
    ...plain,
    words: 'plugin config',
    unsupported: ['post'],
    inUse: pluginConfigInUse,
    schema: 'plugin_config',
  },
  global_rules: { ...plain, words: 'global rule', unsupported: ['post'], schema: 'global_rule' },
  plugin_metadata: {
    ...plain,
    words: 'plugin_metadata',
    noId: true,
    unsupported: ['post', 'patch'],
    pluginUse: 'metadata',
  },
  ssls: { ...plain, words: 'ssl', schema: 'ssl' },
  protos: { ...plain, words: 'proto', unsupported: ['patch'], inUse: protoInUse, schema: 'proto' },
  secrets: { ...plain, words: 'secret', unsupported: ['post'] },
  stream_routes: {
    ...plain,
    words: 'stream route',
    unsupported: ['patch'],
    filterFields: ['service_id', 'upstream_id'],
    schema: 'stream_route',
  },
};
