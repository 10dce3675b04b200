import { prefersRoute } from './plugin-run';
import type { PluginCopy, PluginState, TelemetryPlugin } from './plugins-in-force';

/**
 * What becomes of one copy: it `runs`; it runs as the `outer` of two, so that its span is never sent; it is `disabled`;
 * `hidden` behind a copy that comes first; it `steps_back` behind the route's (run policy "prefer_route"); it is
 * `doubled` on two global rules, of which none is taken; a `script` runs in its place; its filter asks for what is not
 * known yet, so that it `never_starts`; or the plugin is `not_loaded`, or has `no_effect` on requests at all.
 */
export type CopyRole =
  | 'runs'
  | 'outer'
  | 'disabled'
  | 'hidden'
  | 'steps_back'
  | 'doubled'
  | 'script'
  | 'never_starts'
  | 'not_loaded'
  | 'no_effect';

/** Each copy that was found, with what becomes of it. */
export function copyRoles(state: PluginState<TelemetryPlugin>): { copy: PluginCopy; role: CopyRole }[] {
  const merged = state.copies.find(({ place }) => place !== 'global_rule');
  const globals = state.copies.filter(({ place }) => place === 'global_rule').length;
  return state.copies.map((copy) => ({ copy, role: roleOf(copy) }));

  function roleOf(copy: PluginCopy): CopyRole {
    const isGlobal = copy.place === 'global_rule';
    if (state.plugin === 'node-status') return 'no_effect';
    if (!isGlobal && copy.place !== merged?.place) return 'hidden';
    if (isGlobal && globals > 1) return 'doubled';
    if (copy.disabled) return 'disabled';
    if (state.loaded === false) return 'not_loaded';
    if (!isGlobal && state.hasScript) return 'script';
    if (!state.inForce.some(({ place, id }) => place === copy.place && id === copy.id))
      return isGlobal && prefersRoute(state.plugin) && merged?.disabled === false ? 'steps_back' : 'never_starts';
    if (state.offReason === 'filter') return 'never_starts';
    return isGlobal && state.inForce.length > 1 ? 'outer' : 'runs';
  }
}
