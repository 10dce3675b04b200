import 'server-only';
import { readFileSync } from 'node:fs';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import type { RouterKind } from '@/lib/apisix/router/types';
import { ProblemError } from '@/lib/http/problem';
import type { GrafanaInfo } from '@/lib/prometheus/grafana';
import {
  configFileSchema,
  type GatewaySettings,
  type GatewayVariable,
  gatewaySchema,
  gatewayVariables,
  secretVariables,
} from './config-schema';
import type { OwnTags } from './deepflow/own-tags';
import { ConfigError, fromStartDirectory, readSecretFile, readSecretVariable, readVariable } from './env';
import { Secret } from './secret';

/** One gateway as the server uses it. Addresses have no slash at the end; null: not configured. */
export type GatewayConfig = {
  id: string;
  name: string;
  admin: { url: string; key: Secret };
  /** Control APIs: one a node, as far as they are known. */
  control: { urls: readonly string[] } | null;
  deepflow: {
    querierUrl: string | null;
    appUrl: string | null;
    /** What tells this gateway among all that DeepFlow watches. */
    tags: OwnTags;
  };
  /** A Prometheus HTTP API without its `/api/v1`. */
  prometheus: { url: string } | null;
  /** Labels by which this gateway's metrics are told from those of others; none: they are the only ones. */
  metricsLabels?: Readonly<Record<string, string>>;
  grafana: GrafanaInfo | null;
  /** The gateway's own static configuration, as an absolute path. */
  staticConfig: { file: string; writable: boolean } | null;
  timeoutMs: number;
  router: RouterKind;
};

/**
 * Reads and checks the configuration: routelens.yaml when ROUTELENS_CONFIG names it, else plain variables.
 * Throws ConfigError with one line a fault, each naming the variable or field; never with a value that may be secret.
 */
export function loadConfig(): GatewayConfig[] {
  const path = readVariable('ROUTELENS_CONFIG');
  return path === undefined ? [loadFromVariables()] : loadFromFile(path);
}

let cached: readonly GatewayConfig[] | undefined;

/** All configured gateways, in the order of the configuration. Read once, at the first use. */
export function gateways(): readonly GatewayConfig[] {
  cached ??= loadConfig();
  return cached;
}

/** One gateway. Throws a `not_found` problem for an unknown id. */
export function gateway(id: string): GatewayConfig {
  const found = gateways().find((candidate) => candidate.id === id);
  if (found) return found;
  throw new ProblemError({
    type: 'about:blank',
    title: 'No such gateway',
    status: 404,
    code: 'not_found',
    field: 'gatewayId',
  });
}

function loadFromFile(path: string): GatewayConfig[] {
  const both = [...Object.keys(gatewayVariables), ...secretVariables.map((name) => `${name}_FILE`)].filter(
    (name) => readVariable(name) !== undefined,
  );
  if (both.length > 0)
    throw new ConfigError(
      `ROUTELENS_CONFIG is set, and so is ${both.join(', ')}: unset them, they would have no effect.`,
    );
  let document: unknown;
  try {
    const text = readFileSync(/* turbopackIgnore: true */ fromStartDirectory(path), 'utf8');
    // The parser's warnings quote the file too.
    document = parseYaml(text, { logLevel: 'error' });
  } catch (cause) {
    // Without `cause`: the parser's error quotes the file.
    throw new ConfigError(`ROUTELENS_CONFIG: ${path} cannot be used: ${fileReason(cause)}`);
  }
  const parsed = configFileSchema.safeParse(document ?? {});
  if (!parsed.success) throw new ConfigError(faultLines(parsed.error, (field) => `${path}: ${field || 'the file'}`));
  return parsed.data.gateways.map((settings, index) => {
    const field = `${path}: gateways[${index}].admin`;
    const { key, keyFile } = settings.admin;
    if (key !== undefined && keyFile !== undefined)
      throw new ConfigError(`${field}: key and keyFile are both set: set one of them.`);
    if (keyFile !== undefined)
      return toGatewayConfig(settings, checkKey(readSecretFile(keyFile, `${field}.keyFile`), field));
    if (key === undefined) throw new ConfigError(`${field}: key or keyFile is missing.`);
    return toGatewayConfig(settings, key);
  });
}

function loadFromVariables(): GatewayConfig {
  const value = (name: GatewayVariable) =>
    secretVariables.includes(name) ? readSecretVariable(name) : readVariable(name);
  const missing = (['APISIX_ADMIN_URL', 'APISIX_ADMIN_KEY'] as const).filter((name) => value(name) === undefined);
  if (missing.length > 0)
    throw new ConfigError(
      missing
        .map((name) => `${name} is not set.`)
        .concat('Set them for one gateway, or name a routelens.yaml in ROUTELENS_CONFIG (docs/configuration.md).')
        .join('\n'),
    );
  const group = (field: string, name: GatewayVariable) => (value(name) === undefined ? {} : { [field]: value(name) });
  const parsed = gatewaySchema.safeParse({
    id: value('GATEWAY_ID') ?? 'default',
    name: value('GATEWAY_NAME') ?? 'APISIX',
    admin: { url: value('APISIX_ADMIN_URL'), key: value('APISIX_ADMIN_KEY') },
    ...(value('APISIX_CONTROL_URL') === undefined ? {} : { control: controlOf(value('APISIX_CONTROL_URL') ?? '') }),
    deepflow: {
      ...group('querierUrl', 'DEEPFLOW_QUERIER_URL'),
      ...group('appUrl', 'DEEPFLOW_APP_URL'),
      ...group('tags', 'DEEPFLOW_TAGS'),
    },
    ...(value('PROMETHEUS_URL') === undefined ? {} : { prometheus: group('url', 'PROMETHEUS_URL') }),
    ...(value('APISIX_METRICS_LABELS') === undefined ? {} : { metrics: group('labels', 'APISIX_METRICS_LABELS') }),
    ...((['GRAFANA_URL', 'GRAFANA_DASHBOARD', 'GRAFANA_EMBED'] as const).some((name) => value(name) !== undefined)
      ? {
          grafana: {
            ...group('url', 'GRAFANA_URL'),
            ...group('dashboard', 'GRAFANA_DASHBOARD'),
            ...group('embed', 'GRAFANA_EMBED'),
          },
        }
      : {}),
    ...(value('STATIC_CONFIG_FILE') === undefined && value('STATIC_CONFIG_WRITABLE') === undefined
      ? {}
      : { staticConfig: { ...group('file', 'STATIC_CONFIG_FILE'), ...group('writable', 'STATIC_CONFIG_WRITABLE') } }),
    ...group('timeoutMs', 'UPSTREAM_TIMEOUT_MS'),
    ...group('router', 'ROUTER_KIND'),
  });
  if (!parsed.success) throw new ConfigError(faultLines(parsed.error, variableOf));
  return toGatewayConfig(parsed.data, value('APISIX_ADMIN_KEY') ?? '');
}

function toGatewayConfig(settings: GatewaySettings, key: string): GatewayConfig {
  const querierUrl = settings.deepflow?.querierUrl ?? null;
  const controlUrls = settings.control?.urls ?? (settings.control?.url === undefined ? [] : [settings.control.url]);
  const prometheusUrl = settings.prometheus?.url ?? (querierUrl === null ? null : `${querierUrl}/prom`);
  return {
    id: settings.id,
    name: settings.name ?? settings.id,
    admin: { url: settings.admin.url, key: new Secret(key) },
    control: controlUrls.length === 0 ? null : { urls: controlUrls },
    deepflow: { querierUrl, appUrl: settings.deepflow?.appUrl ?? null, tags: settings.deepflow?.tags ?? {} },
    prometheus: prometheusUrl === null ? null : { url: prometheusUrl },
    ...(settings.metrics && { metricsLabels: settings.metrics.labels }),
    grafana: settings.grafana
      ? {
          url: settings.grafana.url,
          dashboardUid: settings.grafana.dashboard,
          isEmbedded: settings.grafana.embed,
        }
      : null,
    staticConfig: settings.staticConfig
      ? { file: fromStartDirectory(settings.staticConfig.file), writable: settings.staticConfig.writable }
      : null,
    timeoutMs: settings.timeoutMs,
    router: settings.router,
  };
}

/** One address, or several with commas between them. */
function controlOf(text: string): { url: string } | { urls: string[] } {
  const urls = text.split(',').map((url) => url.trim());
  return urls.length === 1 ? { url: text } : { urls };
}

function checkKey(key: string, field: string): string {
  const parsed = gatewaySchema.shape.admin.shape.key.safeParse(key);
  if (!parsed.success) throw new ConfigError(`${field}.keyFile: ${parsed.error.issues[0]?.message ?? 'is not a key'}.`);
  return key;
}

/** One line a fault. zod's messages name expectations, not values; ours above do neither. */
function faultLines(error: z.ZodError, where: (field: string) => string): string {
  return error.issues.map((issue) => `${where(fieldName(issue.path))} ${issue.message}.`).join('\n');
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function variableOf(field: string): string {
  if (field.startsWith('control.urls')) return 'APISIX_CONTROL_URL';
  return Object.entries(gatewayVariables).find(([, target]) => target === field)?.[0] ?? field;
}

/** What is wrong and where, never the parser's message: it may quote the file, which may hold a key. */
function fileReason(cause: unknown): string {
  if (cause instanceof YAMLParseError) {
    const [start] = cause.linePos ?? [];
    return start ? `no YAML at line ${start.line}, column ${start.col} (${cause.code}).` : `no YAML (${cause.code}).`;
  }
  if (cause instanceof ReferenceError) return 'a value that begins with * is taken for an alias: put it in quotes.';
  return `${(cause as NodeJS.ErrnoException).code ?? 'unreadable'}.`;
}
