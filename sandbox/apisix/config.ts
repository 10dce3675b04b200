import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RouterKind } from '@/lib/apisix/router/types';
import { defaultPlugins, defaultStreamPlugins } from './default-plugins';

/** One entry of `extra_labels`: the label and the variable (with its `$`) that it takes its value from. */
export type ExtraLabel = { label: string; variable: string };

export type PrometheusAttr = {
  exportUri: string;
  metricPrefix: string;
  /** By metric name without prefix, e.g. `http_status`. */
  extraLabels: Readonly<Record<string, readonly ExtraLabel[]>>;
};

export type AdminKey = { key: string; role: 'admin' | 'viewer' };

/** What of APISIX's config.yaml the sandbox reads. */
export type StaticConfig = {
  router: RouterKind;
  plugins: readonly string[];
  streamPlugins: readonly string[];
  adminKeys: readonly AdminKey[];
  prometheus: PrometheusAttr;
  /** `plugin_attr.skywalking.endpoint_addr`. */
  skywalkingEndpoint: string;
};

/** APISIX's documented keys, and labels worth showing in a console. */
export const defaultConfig: StaticConfig = {
  router: 'radixtree_host_uri',
  plugins: defaultPlugins,
  streamPlugins: defaultStreamPlugins,
  adminKeys: [
    { key: 'edd1c9f034335f136f87ad84b625c8f1', role: 'admin' },
    { key: '4054f7cf07e344346cd3f287985e76a2', role: 'viewer' },
  ],
  prometheus: {
    exportUri: '/apisix/prometheus/metrics',
    metricPrefix: 'apisix_',
    extraLabels: {
      http_status: [
        { label: 'upstream_addr', variable: '$upstream_addr' },
        { label: 'upstream_status', variable: '$upstream_status' },
      ],
    },
  },
  skywalkingEndpoint: 'http://127.0.0.1:12800',
};

const routerKinds: readonly RouterKind[] = ['radixtree_host_uri', 'radixtree_uri', 'radixtree_uri_with_parameter'];

/**
 * The configuration of a running gateway. `registered` is what it started with: metrics keep those labels until a
 * restart. `current` is what the last `reload` read: the plugin list and the values of extra labels follow it, so
 * that after a reload with other labels the samples no longer fit, as observed on APISIX 3.18.0.
 */
export class GatewayConfig {
  readonly registered: StaticConfig;
  #current: StaticConfig;
  #loaded: ReadonlySet<string>;

  constructor(private readonly source: string | Partial<StaticConfig> = {}) {
    this.registered = typeof source === 'string' ? readConfig(source) : { ...defaultConfig, ...source };
    this.#current = this.registered;
    this.#loaded = new Set(this.registered.plugins);
  }

  get current(): StaticConfig {
    return this.#current;
  }

  isLoaded(plugin: string): boolean {
    return this.#loaded.has(plugin);
  }

  /** Reads the file again. A broken one changes nothing: APISIX says `done` all the same. */
  reload(): void {
    if (typeof this.source !== 'string') return;
    try {
      this.#current = { ...readConfig(this.source), router: this.registered.router };
    } catch (error) {
      console.error(`plugins reload: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.#loaded = new Set(this.#current.plugins);
  }
}

/** Reads a file of config.yaml's shape; what it leaves out keeps the default. Throws an Error that names the key. */
export function readConfig(file: string): StaticConfig {
  const root = section(parse(readFileSync(file, 'utf8')), file);
  const router = at(root, 'apisix', 'router', 'http') ?? defaultConfig.router;
  const kind = routerKinds.find((one) => one === router);
  if (kind === undefined) throw new Error(`${file}: apisix.router.http: ${String(router)} is not a router`);
  const prometheus = at(root, 'plugin_attr', 'prometheus');
  return {
    router: kind,
    plugins: names(root.plugins, `${file}: plugins`) ?? defaultConfig.plugins,
    streamPlugins: names(root.stream_plugins, `${file}: stream_plugins`) ?? defaultConfig.streamPlugins,
    adminKeys: adminKeys(at(root, 'deployment', 'admin', 'admin_key'), file) ?? defaultConfig.adminKeys,
    prometheus: {
      exportUri: text(at(prometheus, 'export_uri')) ?? defaultConfig.prometheus.exportUri,
      metricPrefix: text(at(prometheus, 'metric_prefix')) ?? defaultConfig.prometheus.metricPrefix,
      extraLabels: extraLabels(at(prometheus, 'metrics'), file) ?? defaultConfig.prometheus.extraLabels,
    },
    skywalkingEndpoint:
      text(at(root, 'plugin_attr', 'skywalking', 'endpoint_addr')) ?? defaultConfig.skywalkingEndpoint,
  };
}

type Section = Record<string, unknown>;

function section(value: unknown, name: string): Section {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error(`${name}: expected a mapping`);
  return value as Section;
}

function at(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) found = section(found, key)[key];
  return found;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function names(value: unknown, name: string): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
    throw new Error(`${name}: expected a list of names`);
  }
  return value as string[];
}

function adminKeys(value: unknown, file: string): AdminKey[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new Error(`${file}: deployment.admin.admin_key: expected a list`);
  return value.map((one) => {
    const { key, role } = section(one, `${file}: deployment.admin.admin_key`);
    if (typeof key !== 'string' || (role !== 'admin' && role !== 'viewer')) {
      throw new Error(`${file}: deployment.admin.admin_key: expected a key and the role admin or viewer`);
    }
    return { key, role };
  });
}

function extraLabels(value: unknown, file: string): Record<string, ExtraLabel[]> | undefined {
  if (value === undefined) return undefined;
  const metrics = Object.entries(section(value, `${file}: plugin_attr.prometheus.metrics`));
  return Object.fromEntries(
    metrics.map(([metric, settings]) => {
      const name = `${file}: plugin_attr.prometheus.metrics.${metric}.extra_labels`;
      const labels = at(settings, 'extra_labels') ?? [];
      if (!Array.isArray(labels)) throw new Error(`${name}: expected a list`);
      return [
        metric,
        labels.flatMap((entry) =>
          Object.entries(section(entry, name)).map(([label, variable]) => ({ label, variable: String(variable) })),
        ),
      ];
    }),
  );
}
