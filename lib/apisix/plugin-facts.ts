import {
  type DisablableLabels,
  type MetricName,
  metricLabels,
  metricNames,
  scrapeLabels,
  structuralLabels,
} from '@/lib/instrumentation/metrics';
import { getPlain } from '@/lib/instrumentation/static/plain';
import { isRecord, type JsonRecord } from './json-value';
import type { SwitchedPlugin } from './plugins-in-force';

/** What holds for a plugin on the whole gateway, and decides what a route's copy can do. Null: could not be read. */
export type PluginFacts = {
  plugin: SwitchedPlugin;
  /** The plugin is in the gateway's list. */
  loaded: boolean | null;
  /** `not_needed`: a version that reads the collector from config.yaml. */
  metadata: 'present' | 'absent' | 'not_needed' | null;
  /** opentelemetry: where spans are sent; the plugin's default where the metadata names none. Secrets masked. */
  collectorAddress: string | null;
  /** prometheus: the labels of each metric, as far as the Admin API tells. Extra ones stand in config.yaml alone. */
  labels: MetricLabels[] | null;
};

export type MetricLabels = { metric: MetricName; labels: { name: string; disabled: boolean }[] };

/** A JSON schema as the gateway gives it, read as loosely as it is used. */
export type JsonSchema = JsonRecord;
/** Of a plugin's copies, and of its metadata object. */
export type PluginSchema = { plugin: SwitchedPlugin; schema: JsonSchema | null; metadata: JsonSchema | null };

/**
 * Labels of the metrics by the gateway's own words: its metadata schema names those that can be disabled, the metadata
 * those that are. Versions whose schema names none have the labels that are known here.
 */
export function configuredLabels(metadataSchema: JsonSchema | null, metadata: JsonRecord | null): MetricLabels[] {
  const disabled = isRecord(metadata?.disabled_labels) ? metadata.disabled_labels : {};
  const disablable = disablableIn(metadataSchema);
  return metricNames.map((metric) => {
    const named = disablable?.[metric];
    const labels = named ? [...structuralLabels[metric], ...named] : metricLabels[metric];
    const off = disabled[metric];
    return {
      metric,
      labels: labels.map((name) => ({ name, disabled: Array.isArray(off) && off.includes(name) })),
    };
  });
}

/** Metrics with the labels that can be disabled, by the gateway's metadata schema; null: it names none. */
export function disablableIn(metadataSchema: JsonSchema | null): DisablableLabels | null {
  const metrics = getPlain(metadataSchema, ['properties', 'disabled_labels', 'properties']);
  if (!isRecord(metrics)) return null;
  const named = Object.entries(metrics).flatMap(([metric, schema]) => {
    const labels = getPlain(schema, ['items', 'enum']);
    return Array.isArray(labels) ? [[metric, labels.filter((label) => typeof label === 'string')] as const] : [];
  });
  return named.length === 0 ? null : Object.fromEntries(named);
}

/** Labels of a route's series as a Prometheus API has them. */
export type SeriesLabels = {
  metric: MetricName;
  /** How many series were found, in the time asked about. */
  series: number;
  /** There may be more of them, and more labels and values. */
  isCut: boolean;
  /** Empty ones are not among them: to Prometheus they are the same as none. */
  labels: { name: string; values: number; example: string }[];
};
export type RouteSeries = { metrics: SeriesLabels[]; fromMs: number; toMs: number };

export type LabelComparison = {
  name: string;
  /**
   * `static`: an extra label of config.yaml. `scrape`: whoever scrapes adds it. `extra`: neither the gateway's API nor
   * a known config.yaml has it.
   */
  configured: 'yes' | 'disabled' | 'static' | 'scrape' | 'extra';
  /** Number of values in the series; 0: none has it. */
  values: number;
  example: string;
  /** What was seen contradicts the configuration. */
  differs: boolean;
};

/** Labels that may be empty on any series: that none has one says nothing. */
const oftenEmpty = ['service', 'consumer', 'matched_host', 'node', 'request_type', 'request_llm_model', 'llm_model'];

/**
 * One metric's labels by configuration and as seen, side by side.
 * @param extra labels that config.yaml adds; null: it is not known
 */
export function compareLabels(
  configured: MetricLabels | null,
  seen: SeriesLabels | null,
  extra: readonly string[] | null,
): LabelComparison[] {
  const found = new Map(seen?.labels.map((label) => [label.name, label]));
  // Of a part of the series nobody can say what all of them lack.
  const areAllSeen = seen !== null && seen.series > 0 && !seen.isCut;
  const row = (name: string, by: LabelComparison['configured'], differs: boolean): LabelComparison => ({
    name,
    configured: by,
    values: found.get(name)?.values ?? 0,
    example: found.get(name)?.example ?? '',
    differs,
  });
  const isSeen = (name: string) => found.has(name);
  const own = (configured?.labels ?? []).map(({ name, disabled }) => {
    // Series that were written before a label was disabled stay until they expire.
    const isMissing = areAllSeen && !disabled && !isSeen(name) && !oftenEmpty.includes(name);
    return row(name, disabled ? 'disabled' : 'yes', isMissing || (disabled && isSeen(name)));
  });
  // One that no series has was perhaps never registered: that takes a reload of the gateway.
  const added = (extra ?? []).map((name) => row(name, 'static', areAllSeen && !isSeen(name)));
  const known = new Set([...own, ...added].map(({ name }) => name));
  const others = [...found.keys()]
    .filter((name) => !known.has(name))
    .map((name) =>
      scrapeLabels.includes(name)
        ? row(name, 'scrape', false)
        : row(name, 'extra', configured !== null && extra !== null),
    );
  return [...own, ...added, ...others];
}
