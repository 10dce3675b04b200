import 'server-only';
import type { PluginConfig } from '@/lib/changes/dto';
import type { StaticSettings } from '@/lib/instrumentation/static/settings';
import { readStaticConfig } from '@/lib/instrumentation/static/static-config';
import { fingerprintOf } from './static-file';

/** What a record keeps of a text: no text, which may hold secrets, but what it says of our keys, and its fingerprint. */
export function versionOf(text: string): PluginConfig {
  const settings = settingsOf(text);
  const said = Object.entries(settings ?? {}).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(said), fingerprint: fingerprintOf(text) };
}

export function settingsOf(text: string): StaticSettings | null {
  try {
    return readStaticConfig(text).settings;
  } catch {
    return null;
  }
}
