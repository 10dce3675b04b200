import type { PluginConfig } from '@/lib/changes/dto';
import type { StaticSettings, StaticWish } from '@/lib/instrumentation/static/settings';
import { writeStaticConfig } from '@/lib/instrumentation/static/static-config';
import { commentLines } from './yaml-text';

/** Told by its key from a config.yaml; an empty list is the chart's own default. */
const emptyValues = 'apisix:\n  plugins: []\n';

/**
 * The settings that a record keeps of a text (its plugins list, `plugin_attr.prometheus`), as Helm values and, in
 * comments, as config.yaml. The chart writes the export's keys only where its own switch is on.
 */
export function staticValues({ fingerprint: _fingerprint, ...recorded }: PluginConfig): string {
  const settings = recorded as Partial<StaticSettings>;
  const { exportUri, exportPort, metricPrefix } = settings;
  const hasExport = [exportUri, exportPort, metricPrefix].some((value) => value !== undefined);
  const wish = settings as StaticWish;
  const values = writeStaticConfig(emptyValues, { ...wish, ...(hasExport && { chartExport: true }) });
  const config = writeStaticConfig('', { ...wish, chartExport: null });
  return `${values}\n${commentLines(`The same in config.yaml:\n${config.trimEnd()}`, '#')}\n`;
}
