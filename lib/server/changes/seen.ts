import 'server-only';
import type { PluginConfig } from '@/lib/changes/dto';
import { isJsonObject } from '@/lib/changes/json';

/**
 * What a person saw, in a form that they send back: the fingerprints that are compared, and the masked configuration
 * itself, so that a conflict can show it whichever console is asked and however long ago the plan was made.
 */
export function withSeen(fingerprints: string, shown: PluginConfig | null): string {
  return `${fingerprints}.${Buffer.from(JSON.stringify(shown)).toString('base64url')}`;
}

/** The masked configuration in it; undefined: none, or nothing that makes sense. It is shown, never trusted. */
export function shownIn(seen: string): PluginConfig | null | undefined {
  const text = seen.split('.')[2];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return value === null || isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
