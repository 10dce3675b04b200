import { exportDefaults, type StaticReading } from '@/lib/instrumentation/static/settings';

/** What the generated pieces are made from: what the console knows of the gateway, or a guess that can be corrected. */
export type Places = {
  /** Namespace and name of the gateway's release (or Deployment). */
  namespace: string;
  release: string;
  /** `host:port` of the metrics export, for a Prometheus outside of Kubernetes. */
  metricsHost: string;
  metricsPort: number;
  metricsPath: string;
  metricPrefix: string;
  /** Host, with a port if need be, of deepflow-agent's receiver. */
  agentHost: string;
};

export const placeKeys = ['namespace', 'release', 'metricsHost', 'metricsPort', 'metricsPath', 'agentHost'] as const;

export type KnownAddresses = {
  adminUrl: string | null;
  querierUrl: string | null;
  /** `collector.address` of the gateway's metadata. */
  collector: string | null;
};

/**
 * The places as far as addresses tell: a Service's name in Kubernetes is `name.namespace[.svc…]`, an address that leads
 * to an agent names its host. Where nothing tells, the names that the charts of both projects use.
 */
export function guessPlaces(known: KnownAddresses, reading: StaticReading | null): Places {
  const admin = hostOf(known.adminUrl);
  const [service = '', namespace] = admin?.split('.') ?? [];
  const isService = namespace !== undefined && !/^\d+$/.test(namespace) && !admin?.endsWith('.local:');
  const querier = hostOf(known.querierUrl)?.split('.');
  const deepflow = querier?.[1] !== undefined && /^[a-z]/.test(querier[1]) ? querier[1] : 'deepflow';
  const settings = reading?.settings;
  return {
    namespace: isService ? namespace : 'apisix',
    release: isService ? service.replace(/-(admin|gateway|control)$/, '') : 'apisix',
    metricsHost: admin ?? '127.0.0.1',
    metricsPort: settings?.exportPort ?? exportDefaults.exportPort,
    metricsPath: settings?.exportUri ?? exportDefaults.exportUri,
    metricPrefix: settings?.metricPrefix ?? exportDefaults.metricPrefix,
    agentHost: agentHostOf(known.collector) ?? `deepflow-agent.${deepflow}`,
  };
}

function agentHostOf(collector: string | null): string | null {
  const found = collector && /^(?:https?:\/\/)?([^/?#\s]+)\/api\/v1\/otel\/trace/.exec(collector);
  return found ? (found[1] ?? null) : null;
}

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).hostname : null;
}

export type PlaceFault = 'empty' | 'name' | 'host' | 'port' | 'path';

/** What is wrong with a place as typed; null: nothing. */
export function placeFault(key: (typeof placeKeys)[number], value: string): PlaceFault | null {
  if (value.trim() === '') return 'empty';
  if (key === 'namespace' || key === 'release')
    return /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(value) ? null : 'name';
  if (key === 'metricsPort')
    return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535 ? null : 'port';
  if (key === 'metricsPath') return /^\/[^\s?#]*$/.test(value) ? null : 'path';
  if (!/^[^\s/?#@]+$/.test(value) || !URL.canParse(`http://${value}`)) return 'host';
  return null;
}
