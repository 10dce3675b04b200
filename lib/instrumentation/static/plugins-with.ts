import type { StaticReading } from './settings';

/**
 * The plugins list with one more. A text without a list stands for APISIX's own default list, and naming any plugin
 * replaces that: the list is then what the gateway has loaded now, and the new one. Null: that is not known.
 */
export function pluginsWith(
  { settings, addedByChart }: Pick<StaticReading, 'settings' | 'addedByChart'>,
  added: readonly string[],
  loaded: readonly string[] | null,
): string[] | null {
  const base = settings.plugins ?? loaded?.filter((name) => !addedByChart.includes(name)) ?? null;
  return base && [...base, ...added.filter((name) => !base.includes(name))];
}
