import 'server-only';
import { isJsonObject, isSameJson, type JsonObject } from '@/lib/changes/json';

/**
 * What of a route differs between two readings beside one plugin: names of keys, plugins as `plugins.<name>`.
 * `update_time` is the write itself.
 */
export function otherDifferences(before: JsonObject, after: JsonObject, plugin: string): string[] {
  const found = differingKeys(before, after).filter((key) => key !== 'plugins' && key !== 'update_time');
  const pluginsBefore = isJsonObject(before.plugins) ? before.plugins : {};
  const pluginsAfter = isJsonObject(after.plugins) ? after.plugins : {};
  const plugins = differingKeys(pluginsBefore, pluginsAfter).filter((name) => name !== plugin);
  return [...found, ...plugins.map((name) => `plugins.${name}`)].sort();
}

function differingKeys(a: JsonObject, b: JsonObject): string[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => !isSameJson(a[key], b[key]));
}
