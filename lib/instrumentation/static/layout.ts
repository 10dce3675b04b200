import { isRecord } from './plain';
import type { YamlPath } from './yaml-source';

/**
 * What kind of text it is. Helm's come from the chart of apache/apisix-helm-chart: `helm` since 2.0, `helm_full` with
 * `apisix.fullCustomConfig`, which replaces what the chart would write, and `helm_1` before 2.0.
 */
export type StaticKind = 'config_yaml' | 'helm' | 'helm_full' | 'helm_1';

/** Where in a text of each kind the keys are. */
export type StaticLayout = {
  kind: StaticKind;
  plugins: YamlPath;
  prometheus: YamlPath;
  /** The chart's own switch of the metrics export, with a Service beside it. Null: there is none. */
  chart: YamlPath | null;
};

const layouts: Readonly<Record<StaticKind, StaticLayout>> = {
  config_yaml: { kind: 'config_yaml', plugins: ['plugins'], prometheus: ['plugin_attr', 'prometheus'], chart: null },
  helm: {
    kind: 'helm',
    plugins: ['apisix', 'plugins'],
    prometheus: ['apisix', 'pluginAttrs', 'prometheus'],
    chart: ['apisix', 'prometheus'],
  },
  helm_full: {
    kind: 'helm_full',
    plugins: ['apisix', 'fullCustomConfig', 'config', 'plugins'],
    prometheus: ['apisix', 'fullCustomConfig', 'config', 'plugin_attr', 'prometheus'],
    chart: ['apisix', 'prometheus'],
  },
  helm_1: { kind: 'helm_1', plugins: ['plugins'], prometheus: ['pluginAttrs', 'prometheus'], chart: null },
};

export function layoutOf(kind: StaticKind): StaticLayout {
  return layouts[kind];
}

/** Keys that are at the top of one kind alone. */
const configKeys = ['plugin_attr', 'deployment', 'nginx_config', 'stream_plugins', 'discovery', 'ext-plugin', 'wasm'];
const helmKeys = [
  'image',
  'service',
  'ingress',
  'etcd',
  'externalEtcd',
  'replicaCount',
  'ingress-controller',
  'global',
];
const helmApisixKeys = ['pluginAttrs', 'plugins', 'nginx', 'admin', 'prometheus', 'customPlugins', 'fullCustomConfig'];

/**
 * Tells by its keys what a text is. Null: a ConfigMap or another Kubernetes object, or a list, in which nothing can be
 * set. An empty text is taken for a config.yaml, which may be empty.
 */
export function kindOf(plain: unknown): StaticKind | null {
  if (plain === null || plain === undefined) return 'config_yaml';
  if (!isRecord(plain) || ('apiVersion' in plain && 'kind' in plain)) return null;
  const has = (keys: readonly string[], value: unknown) =>
    isRecord(value) && keys.some((key) => Object.hasOwn(value, key));
  if (
    isRecord(plain.apisix) &&
    isRecord(plain.apisix.fullCustomConfig) &&
    plain.apisix.fullCustomConfig.enabled === true
  )
    return 'helm_full';
  if (has(configKeys, plain)) return 'config_yaml';
  if (has(['pluginAttrs'], plain)) return 'helm_1';
  if (has(helmApisixKeys, plain.apisix)) return 'helm';
  if (has(helmKeys, plain)) return Array.isArray(plain.plugins) ? 'helm_1' : 'helm';
  return 'config_yaml';
}
