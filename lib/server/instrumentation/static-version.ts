import 'server-only';
import type { PluginConfig } from '@/lib/changes/dto';
import { isRouteMetric } from '@/lib/instrumentation/metrics';
import type { StaticSettings } from '@/lib/instrumentation/static/settings';
import { readStaticConfig } from '@/lib/instrumentation/static/static-config';
import { fingerprintOf } from './static-file';

/**
 * What a record keeps of a text: no text, which may hold secrets, but what it says of our keys, and its fingerprint. Of
 * the metrics that are not a route's only what is set: records from before these were known are compared with later ones.
 */
export function versionOf(text: string): PluginConfig {
  const settings = settingsOf(text);
  const said = Object.entries(settings ?? {}).filter(([, value]) => value !== null);
  const perMetric = settings && {
    extraLabels: ofInterest(settings.extraLabels, (labels) => labels.length > 0),
    expire: ofInterest(settings.expire, (seconds) => seconds !== null),
  };
  return { ...Object.fromEntries(said), ...perMetric, fingerprint: fingerprintOf(text) };
}

function ofInterest<T>(byMetric: Record<string, T>, isSet: (value: T) => boolean): Record<string, T> {
  return Object.fromEntries(
    Object.entries(byMetric).filter(([metric, value]) => isRouteMetric(metric) || isSet(value)),
  );
}

export function settingsOf(text: string): StaticSettings | null {
  try {
    return readStaticConfig(text).settings;
  } catch {
    return null;
  }
}
