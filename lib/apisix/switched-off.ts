import type { JsonRecord } from './json-value';
import { emitsMore, type RunInput, runOf } from './plugin-run';
import { copyOf, type PluginCopy, runCopy, type SwitchedPlugin } from './plugins-in-force';

/** What surrounds a route's own copy of a plugin. */
export type Surroundings = {
  plugin: SwitchedPlugin;
  inherited: PluginCopy | null;
  global: PluginCopy | null;
  /** A script runs in the place of the merged plugins. */
  hasScript: boolean;
};

/** Whether the plugin emits nothing for the route with this copy of its own; null: with none. */
export function isSilentWith(around: Surroundings, own: JsonRecord | null): boolean {
  return !runOf(runWith(around, own)).can;
}

/**
 * Whether another copy of its own makes the route emit for requests that emit nothing now. Switching off can do that:
 * an enabled copy that takes no request, or only some, keeps a global rule's silent for the others.
 */
export function wakes(around: Surroundings, now: JsonRecord | null, then: JsonRecord | null): boolean {
  return emitsMore(runWith(around, now), runWith(around, then));
}

function runWith({ plugin, inherited, global, hasScript }: Surroundings, own: JsonRecord | null): RunInput {
  const of = (copy: PluginCopy | null) => copy && runCopy(plugin, copy);
  const merged = own === null ? inherited : copyOf('route', { id: '', name: '', plugins: { [plugin]: own } }, plugin);
  return { plugin, merged: of(merged), global: of(global), consumer: null, hasScript };
}
