import { type ExtraLabel, type LabelledMetric, labelFault, labelledMetrics } from '@/lib/instrumentation/metrics';
import { isSame } from './plain';
import { pluginsWith } from './plugins-with';
import type { StaticReading, StaticSettings, StaticWish } from './settings';

/** What the form of a static configuration holds: texts as typed, and the plugins to add. */
export type StaticValues = {
  plugins: string[];
  exportUri: string;
  exportIp: string;
  exportPort: string;
  metricPrefix: string;
  chartExport: boolean;
  extraLabels: Record<LabelledMetric, ExtraLabel[]>;
};

export function staticValues(settings: StaticSettings): StaticValues {
  return {
    plugins: [],
    exportUri: settings.exportUri ?? '',
    exportIp: settings.exportIp ?? '',
    exportPort: settings.exportPort === null ? '' : String(settings.exportPort),
    metricPrefix: settings.metricPrefix ?? '',
    chartExport: settings.chartExport ?? false,
    extraLabels: settings.extraLabels,
  };
}

export type ExportKey = 'exportUri' | 'exportIp' | 'exportPort' | 'metricPrefix';

const forms: Readonly<Record<ExportKey, RegExp>> = {
  exportUri: /^\/[\w./~-]{0,200}$/,
  exportIp: /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/,
  exportPort: /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
  metricPrefix: /^[a-zA-Z_:][a-zA-Z0-9_:]{0,60}$/,
};

/** Whether a value cannot be meant; an empty one leaves the key alone. */
export function exportFault(key: ExportKey, value: string): boolean {
  const text = value.trim();
  if (
    key === 'exportIp' &&
    /^\d/.test(text) &&
    !text.includes(':') &&
    text.split('.').some((part) => Number(part) > 255)
  )
    return true;
  return text !== '' && !forms[key].test(text);
}

/** Names of the fields that cannot be meant. Rows that are still empty do not count. */
export function staticFaults(values: StaticValues, { extraLabels }: StaticSettings): string[] {
  const faults: string[] = (Object.keys(forms) as ExportKey[]).filter((key) => exportFault(key, values[key]));
  for (const metric of labelledMetrics) {
    const labels = values.extraLabels[metric];
    for (const index of labels.keys())
      if (!isEmptyRow(labels[index]) && labelFault(metric, labels, index, extraLabels[metric]))
        faults.push(`${metric}.${index}`);
  }
  return faults;
}

/** What of the text is to be set: what differs from it. */
export function toStaticWish(
  values: StaticValues,
  reading: StaticReading,
  loaded: readonly string[] | null,
): StaticWish {
  const { settings } = reading;
  const wish: StaticWish = {};
  if (values.plugins.length > 0) {
    const plugins = pluginsWith(reading, values.plugins, loaded);
    if (plugins) wish.plugins = plugins;
  }
  if (values.chartExport && settings.chartExport === false) wish.chartExport = true;
  const port = values.exportPort.trim();
  if (port !== '' && Number(port) !== settings.exportPort) wish.exportPort = Number(port);
  for (const key of ['exportUri', 'exportIp', 'metricPrefix'] as const) {
    const text = values[key].trim();
    if (text !== '' && text !== settings[key]) wish[key] = text;
  }
  for (const metric of labelledMetrics) {
    const labels = values.extraLabels[metric].filter((label) => !isEmptyRow(label));
    if (!isSame(labels, settings.extraLabels[metric])) wish.extraLabels = { ...wish.extraLabels, [metric]: labels };
  }
  return wish;
}

function isEmptyRow(row: ExtraLabel | undefined): boolean {
  return row === undefined || (row.label === '' && row.variable === '');
}
