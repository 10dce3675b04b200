import { disabled, enabled } from './plugin-config';
import { type CopyPlace, type PluginCopy, type PluginState, runCopy } from './plugins-in-force';
import { routeCopies, startingCopy } from './starting-copy';
import { isSilentWith, type Surroundings, wakes } from './switched-off';

type OffKey =
  | 'offNothing'
  | 'offOwn'
  | 'offOwnHides'
  | 'offInherited'
  | 'offGlobalTraces'
  | 'offGlobalCounts'
  | 'offHoldsBack'
  | 'offScript';
type OnKey =
  | 'onPlain'
  | 'onKept'
  | 'onUncovers'
  | 'onUnsampled'
  | 'onFiltered'
  | 'onReplaces'
  | 'onTwice'
  | 'onNotLoaded'
  | 'onNoMetadata'
  | 'onScript';

/** A sentence: a key of `plugins.inForce.consequence`, and the copy it speaks of. */
export type Consequence = {
  key: OffKey | OnKey | 'consumersGoOn' | 'consumersMayGoOn' | 'unknown';
  place: CopyPlace;
  name: string;
  count: number;
};

/** Whether the switch of a plugin stands at on: a copy is in force, and its sampler or filter takes some request. */
export function isSwitchedOn({ inForce, offReason }: PluginState): boolean {
  return inForce.length > 0 && offReason !== 'sampler_off' && offReason !== 'filter';
}

/**
 * What switching a plugin off on the route would really do. The switch disables the route's own copy in place
 * (`_meta.disable`), and where the route has none it writes a disabled one, if a copy of its plugin config or service
 * would otherwise run. A global rule's copy is not reached by that: `opentelemetry` goes on there, and `prometheus`
 * steps in, for it only steps back behind an enabled copy (apisix/plugin.lua `filter`, "prefer_route"). Where that
 * would take requests that are not taken now, nothing is written.
 */
export function offConsequences(state: PluginState): Consequence[] {
  if (state.status === 'unknown') return [sentence('unknown')];
  const { own, inherited, global } = routeCopies(state);
  const around = { ...state, inherited, global };
  const isInert = state.loaded === false || (state.plugin === 'opentelemetry' && state.metadata === false);
  const main = (): Consequence => {
    if (isInert || (state.status === 'off' && !state.hasScript)) return sentence('offNothing');
    if (state.hasScript) return sentence('offScript');
    if (global && wakes(around, own?.config ?? null, disabled(own?.config ?? {})))
      return sentence('offHoldsBack', global);
    if (global && emitsAlone(around))
      return sentence(state.plugin === 'prometheus' ? 'offGlobalCounts' : 'offGlobalTraces', global);
    if (own) return inherited && !inherited.disabled ? sentence('offOwnHides', inherited) : sentence('offOwn', own);
    return inherited ? sentence('offInherited', inherited) : sentence('offNothing');
  };
  return isInert || state.hasScript ? [main()] : [main(), ...consumersAfterOff(state)];
}

/** Copies of consumers are out of reach of the route, but a tracer's has to start first, which a disabled copy prevents. */
function consumersAfterOff({ plugin, consumers }: PluginState): Consequence[] {
  const left = consumers.filter(
    ({ effect, disabled, samples }) => effect !== 'unreached' && !disabled && samples !== 'never',
  );
  const count = left.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return [];
  const [first] = left.flatMap(({ named }) => named);
  const key = plugin === 'prometheus' ? 'consumersGoOn' : 'consumersMayGoOn';
  return [{ key, place: first?.place ?? 'consumer', name: first?.id ?? '', count }];
}

/**
 * What switching a plugin on, which is off, would really do as the form offers it: a kept copy is enabled again, the
 * copy that stops an inherited one goes, or the route gets a copy of its own.
 */
export function onConsequences(state: PluginState): Consequence[] {
  if (state.loaded === false) return [sentence('onNotLoaded')];
  if (state.plugin === 'opentelemetry' && state.metadata === false) return [sentence('onNoMetadata')];
  if (state.status === 'unknown') return [sentence('unknown')];
  if (state.hasScript) return [sentence('onScript')];
  const copies = routeCopies(state);
  const { own, inherited, global } = copies;
  const around = { ...state, inherited, global };
  const start = startingCopy(copies);
  if (start === null) return [sentence('onPlain')];
  const isOwn = start === own;
  const after = isOwn || start.disabled ? enabled(start.config) : null;
  if (isSilentWith(around, after)) {
    if (runCopy(state.plugin, start).neverStarts) return [sentence('onFiltered', start)];
    // One that follows its parent takes nothing beside a global rule's that takes nothing.
    const silent = runCopy(state.plugin, start).samples === 'never' ? start : (global ?? start);
    return [sentence('onUnsampled', silent), ...(global && emitsAlone(around) ? [sentence('onTwice', global)] : [])];
  }
  if (isOwn) return [sentence('onKept', own)];
  if (!start.disabled) return [sentence('onUncovers', start)];
  return [inherited ? sentence('onReplaces', inherited) : sentence('onPlain')];
}

/** Whether something is emitted for the route though its own copy is off: by a global rule's. */
function emitsAlone(around: Surroundings): boolean {
  return !isSilentWith(around, disabled({}));
}

function sentence(key: Consequence['key'], copy?: PluginCopy): Consequence {
  return { key, place: copy?.place ?? 'route', name: copy?.name || (copy?.id ?? ''), count: 0 };
}
