import { type ExtraLabel, type LabelledMetric, labelledMetrics } from '@/lib/instrumentation/metrics';
import { kindOf, layoutOf, type StaticKind, type StaticLayout } from './layout';
import { getPlain, isRecord } from './plain';
import type { StaticReading, StaticWish } from './settings';
import { removeKey, setList, setScalar } from './yaml-edit';
import { parseYaml, YamlEditError, type YamlPath } from './yaml-source';

/** Thrown for a text in which nothing can be set, beside YamlEditError. */
export class StaticConfigError extends Error {
  constructor(readonly fault: 'kind' | 'config_map') {
    super(fault);
  }
}

/** Reads a config.yaml or a Helm values.yaml. Throws YamlEditError or StaticConfigError. */
export function readStaticConfig(text: string): StaticReading {
  const plain = parseYaml(text).plain();
  const kind = kindOf(plain);
  if (kind === null) throw new StaticConfigError(isRecord(plain) && plain.kind === 'ConfigMap' ? 'config_map' : 'kind');
  const layout = layoutOf(kind);
  const oddities: string[] = [];
  const take = <T>(path: YamlPath, read: (value: unknown) => T | null): T | null => {
    const value = getPlain(plain, path);
    if (value === undefined || value === null) return null;
    const taken = read(value);
    if (taken === null) oddities.push(path.join('.'));
    return taken;
  };
  const text_ = (value: unknown) => (typeof value === 'string' ? value : null);
  const count = (value: unknown) => (typeof value === 'number' ? value : null);
  const at = (name: string, ...more: string[]) => [...layout.prometheus, name, ...more];
  const chartAt = (name: string) => (layout.chart && kind === 'helm' ? [...layout.chart, name] : null);
  const first = <T>(own: YamlPath, chart: YamlPath | null, read: (value: unknown) => T | null) =>
    take(own, read) ?? (chart ? take(chart, read) : null);
  const names = take(layout.plugins, stringList);
  const isChartExport = layout.chart
    ? (take([...layout.chart, 'enabled'], (value) => (typeof value === 'boolean' ? value : null)) ?? false)
    : null;
  return {
    kind,
    settings: {
      // An empty list in Helm values is the chart's own default, which means APISIX's.
      plugins: names !== null && names.length === 0 && kind !== 'config_yaml' && kind !== 'helm_full' ? null : names,
      exportUri: first(at('export_uri'), chartAt('path'), text_),
      exportIp: take(at('export_addr', 'ip'), text_) ?? (isChartExport && kind === 'helm' ? '0.0.0.0' : null),
      exportPort: first(at('export_addr', 'port'), chartAt('containerPort'), count),
      metricPrefix: first(at('metric_prefix'), chartAt('metricPrefix'), text_),
      chartExport: isChartExport,
      extraLabels: forEachMetric((metric) => take(at('metrics', metric, 'extra_labels'), labelList) ?? []),
      expire: forEachMetric((metric) => take(at('metrics', metric, 'expire'), count)),
    },
    addedByChart: chartPlugins(plain, kind),
    oddities,
  };
}

/** Changes exactly the keys of a wish that differ, and returns the new text. Throws YamlEditError or StaticConfigError. */
export function writeStaticConfig(text: string, wish: StaticWish): string {
  const { kind, settings, oddities } = readStaticConfig(text);
  const layout = layoutOf(kind);
  let edited = text;
  const set = (path: YamlPath, value: string | number | boolean | null | undefined, was: unknown) => {
    if (value === undefined || value === null || value === was) return;
    edited = setScalar(edited, path, value);
  };
  if (wish.plugins && !isSameList(wish.plugins, settings.plugins))
    edited = setList(edited, layout.plugins, wish.plugins);
  if (wish.chartExport === true && settings.chartExport === false && layout.chart)
    edited = setScalar(edited, [...layout.chart, 'enabled'], true);
  for (const place of exportPlaces(layout)) {
    const value = wish[place.key];
    if (value === undefined || value === null || value === settings[place.key]) continue;
    for (const path of place.paths(edited)) set(path, value, getPlain(parseYaml(edited).plain(), path));
  }
  for (const metric of labelledMetrics) {
    const at = [...layout.prometheus, 'metrics', metric];
    const labels = wish.extraLabels?.[metric];
    if (labels && oddities.includes([...at, 'extra_labels'].join('.'))) throw new YamlEditError('unsupported', null);
    if (labels) edited = setLabels(edited, [...at, 'extra_labels'], labels);
    const expire = wish.expire?.[metric];
    if (expire !== undefined && expire !== settings.expire[metric])
      edited = expire === null ? removeKey(edited, [...at, 'expire']) : setScalar(edited, [...at, 'expire'], expire);
  }
  return edited;
}

/** A label whose variable alone changes keeps its line and its comment. */
function setLabels(text: string, path: YamlPath, labels: readonly ExtraLabel[]): string {
  let edited = text;
  const entries = getPlain(parseYaml(text).plain(), path);
  if (Array.isArray(entries))
    for (const [index, entry] of entries.entries()) {
      const [name, variable] =
        isRecord(entry) && Object.keys(entry).length === 1 ? (Object.entries(entry)[0] ?? []) : [];
      const wished = labels.find(({ label }) => label === name);
      if (name !== undefined && wished && wished.variable !== variable)
        edited = setScalar(edited, [...path, index, name], wished.variable);
    }
  const items = labels.map(({ label, variable }) => ({ [label]: variable }));
  if (items.length === 0 && entries === undefined) return edited;
  return setList(edited, path, items);
}

type ExportKey = 'exportUri' | 'exportIp' | 'exportPort' | 'metricPrefix';

/** The chart's own keys carry the Service too; its `pluginAttrs` win over them, so both are set where both are there. */
function exportPlaces(layout: StaticLayout): { key: ExportKey; paths: (text: string) => YamlPath[] }[] {
  const place = (key: ExportKey, own: string[], chart: string | null) => ({
    key,
    paths: (text: string): YamlPath[] => {
      const path = [...layout.prometheus, ...own];
      if (layout.kind !== 'helm' || layout.chart === null || chart === null) return [path];
      const isOwnSet = getPlain(parseYaml(text).plain(), path) !== undefined;
      return [[...layout.chart, chart], ...(isOwnSet ? [path] : [])];
    },
  });
  return [
    place('exportUri', ['export_uri'], 'path'),
    place('exportIp', ['export_addr', 'ip'], null),
    place('exportPort', ['export_addr', 'port'], 'containerPort'),
    place('metricPrefix', ['metric_prefix'], 'metricPrefix'),
  ];
}

function forEachMetric<T>(read: (metric: LabelledMetric) => T): Record<LabelledMetric, T> {
  return Object.fromEntries(labelledMetrics.map((metric) => [metric, read(metric)])) as Record<LabelledMetric, T>;
}

function stringList(value: unknown): string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? (value as string[]) : null;
}

function labelList(value: unknown): ExtraLabel[] | null {
  if (!Array.isArray(value)) return null;
  const labels = value.map((entry) => {
    const [pair, ...more] = isRecord(entry) ? Object.entries(entry) : [];
    return pair && more.length === 0 && typeof pair[1] === 'string' ? { label: pair[0], variable: pair[1] } : null;
  });
  return labels.every((label) => label !== null) ? labels : null;
}

function chartPlugins(plain: unknown, kind: StaticKind): string[] {
  if (kind !== 'helm' && kind !== 'helm_1') return [];
  const custom = getPlain(plain, kind === 'helm' ? ['apisix', 'customPlugins'] : ['customPlugins']);
  if (!isRecord(custom) || custom.enabled !== true || !Array.isArray(custom.plugins)) return [];
  return custom.plugins.flatMap((entry) => (isRecord(entry) && typeof entry.name === 'string' ? [entry.name] : []));
}

function isSameList(a: readonly string[], b: readonly string[] | null): boolean {
  return b !== null && a.length === b.length && a.every((item, index) => item === b[index]);
}
