import { readCollectorAddress } from './collector-address';
import type { GatewayInstrumentation, StaticFile } from './dto';
import { metadataDefaults } from './metadata-form';
import { labelledMetrics } from './metrics';
import { exportDefaults } from './static/settings';

export type CheckId = 'opentelemetry' | 'metadata' | 'collector' | 'prometheus' | 'export' | 'labels';
export type CheckState = 'ok' | 'attention' | 'unknown';

/** One thing that the gateway's instrumentation depends on, how it is, and which part of the page mends it. */
export type Check = {
  id: CheckId;
  state: CheckState;
  /** Key of the sentence. */
  word: string;
  value: string;
  fix: 'traces' | 'metrics' | 'static' | null;
};

/** What holds now, as far as the gateway's APIs and its file tell. */
export function instrumentationChecks(data: GatewayInstrumentation, file: StaticFile | null): Check[] {
  return [
    loadedCheck('opentelemetry', data),
    metadataCheck(data),
    collectorCheck(data),
    loadedCheck('prometheus', data),
    exportCheck(file),
    labelCheck(data, file),
  ];
}

function loadedCheck(id: 'opentelemetry' | 'prometheus', { loaded }: GatewayInstrumentation): Check {
  if (loaded === null) return { id, state: 'unknown', word: 'loadedUnknown', value: id, fix: null };
  return loaded.includes(id)
    ? { id, state: 'ok', word: 'loaded', value: id, fix: null }
    : { id, state: 'attention', word: 'notLoaded', value: id, fix: 'static' };
}

function metadataCheck({ metadata, needsMetadata }: GatewayInstrumentation): Check {
  const id = 'metadata';
  if (!needsMetadata) return { id, state: 'unknown', word: 'metadataNotNeeded', value: '', fix: null };
  if (metadata === null) return { id, state: 'unknown', word: 'metadataUnknown', value: '', fix: null };
  return metadata.opentelemetry
    ? { id, state: 'ok', word: 'metadata', value: '', fix: null }
    : { id, state: 'attention', word: 'noMetadata', value: '', fix: 'traces' };
}

function collectorCheck({ metadata }: GatewayInstrumentation): Check {
  const id = 'collector';
  const collector = metadata?.opentelemetry?.collector as { address?: unknown } | undefined;
  if (!metadata?.opentelemetry) return { id, state: 'unknown', word: 'collectorUnknown', value: '', fix: null };
  const address = typeof collector?.address === 'string' ? collector.address : metadataDefaults.address;
  const { fault, isAgent, postsTo } = readCollectorAddress(address);
  if (fault !== null) return { id, state: 'attention', word: `collectorFault.${fault}`, value: address, fix: 'traces' };
  return { id, state: 'ok', word: isAgent ? 'collectorAgent' : 'collector', value: postsTo, fix: null };
}

function exportCheck(file: StaticFile | null): Check {
  const id = 'export';
  const settings = file?.content?.settings;
  if (!settings) return { id, state: 'unknown', word: 'exportUnknown', value: '', fix: 'static' };
  if (settings.chartExport === false && settings.exportIp === null)
    return { id, state: 'attention', word: 'exportChartOff', value: '', fix: 'static' };
  const ip = settings.exportIp ?? exportDefaults.exportIp;
  const address = `${ip.includes(':') ? `[${ip}]` : ip}:${settings.exportPort ?? exportDefaults.exportPort}`;
  return /^(127\.|::1$)/.test(ip)
    ? { id, state: 'attention', word: 'exportLoopback', value: address, fix: 'static' }
    : { id, state: 'ok', word: 'export', value: address, fix: null };
}

function labelCheck({ metadata }: GatewayInstrumentation, file: StaticFile | null): Check {
  const id = 'labels';
  const disabled = metadata?.prometheus?.disabled_labels as Record<string, unknown> | undefined;
  const off = Object.values(disabled ?? {}).flatMap((labels) => (Array.isArray(labels) ? labels : [])).length;
  const settings = file?.content?.settings;
  if (!settings) return { id, state: 'unknown', word: 'labelsUnknown', value: String(off), fix: 'static' };
  const extra = labelledMetrics.flatMap((metric) =>
    settings.extraLabels[metric].map(({ label }) => `${metric}.${label}`),
  );
  return extra.length > 0
    ? { id, state: 'ok', word: 'labels', value: extra.join(', '), fix: null }
    : { id, state: 'ok', word: 'noLabels', value: String(off), fix: null };
}
