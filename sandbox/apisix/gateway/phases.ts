import { holds } from './condition';
import type { RequestContext } from './context';
import type { PlannedPlugin } from './in-force';
import type { Exit } from './plugin';

const filtered = new WeakMap<RequestContext, Map<object, boolean>>();

/** `_meta.filter`, decided once for a request. One that does not compile filters nothing. */
function isWanted({ conf }: PlannedPlugin, context: RequestContext): boolean {
  const filter = conf._meta?.filter;
  if (filter === undefined) return true;
  const decided = filtered.get(context) ?? new Map<object, boolean>();
  filtered.set(context, decided);
  let wanted = decided.get(conf);
  if (wanted === undefined) {
    wanted = holds(filter, context) ?? true;
    decided.set(conf, wanted);
  }
  return wanted;
}

/**
 * Filters of these plugins are decided anew: what is remembered of a filter hangs on the kind of configuration, and that
 * becomes another when a consumer's copies come in (apisix/plugin.lua `meta_filter`, `merge_consumer_route`).
 */
export function decideAgain(plugins: readonly PlannedPlugin[], context: RequestContext): void {
  for (const { conf } of plugins) filtered.get(context)?.delete(conf);
}

/** Runs a phase that may end the request; what it ends with, `_meta.error_response` put in. */
export async function runRequestPhase(
  phase: 'rewrite' | 'access',
  plugins: readonly PlannedPlugin[],
  context: RequestContext,
): Promise<Exit | null> {
  for (const planned of plugins) {
    const { plugin, conf } = planned;
    if (!plugin[phase] || !isWanted(planned, context)) continue;
    const exit = await plugin[phase](conf, context);
    if (exit === undefined) continue;
    const response = conf._meta?.error_response;
    return exit.status >= 400 && response !== undefined ? { status: exit.status, body: response } : exit;
  }
  return null;
}

export function runHeaderFilters(plugins: readonly PlannedPlugin[], context: RequestContext): void {
  for (const planned of plugins)
    if (planned.plugin.headerFilter && isWanted(planned, context)) planned.plugin.headerFilter(planned.conf, context);
}

export function bodyFilters(
  plugins: readonly PlannedPlugin[],
  context: RequestContext,
): readonly ((body: Buffer) => Buffer)[] {
  return plugins.flatMap((planned) => {
    const { plugin, conf } = planned;
    const filter = plugin.bodyFilter && isWanted(planned, context) ? plugin.bodyFilter(conf, context) : null;
    return filter ? [filter] : [];
  });
}

export function runLog(plugins: readonly PlannedPlugin[], context: RequestContext): void {
  for (const planned of plugins)
    if (planned.plugin.log && isWanted(planned, context)) planned.plugin.log(planned.conf, context);
}
