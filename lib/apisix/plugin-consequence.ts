import type { CopyPlace, PluginCopy, PluginState } from './plugins-in-force';
import { samplesOf, samplingOf } from './sampling';

type OffKey =
  | 'offNothing'
  | 'offOwn'
  | 'offOwnHides'
  | 'offInherited'
  | 'offGlobalTraces'
  | 'offGlobalCounts'
  | 'offScript'
  | 'offScriptCounts';
type OnKey =
  | 'onAlready'
  | 'onPlain'
  | 'onKept'
  | 'onKeptUnsampled'
  | 'onFiltered'
  | 'onReplaces'
  | 'onTwice'
  | 'onPreferred'
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

/** Whether requests of the route go on emitting after it was switched off there. */
export function goesOn({ key }: Consequence): boolean {
  return key === 'offGlobalTraces' || key === 'offGlobalCounts' || key === 'offScriptCounts';
}

/**
 * What switching a plugin off on the route would really do. The switch disables the route's own copy in place
 * (`_meta.disable`), and where the route has none it writes a disabled one, if a copy of its plugin config or service
 * would otherwise run. A global rule's copy is not reached by that: `opentelemetry` goes on there, and `prometheus`
 * steps in, for it only steps back behind an enabled copy (apisix/plugin.lua `filter`, "prefer_route").
 */
export function offConsequences(state: PluginState): Consequence[] {
  if (state.status === 'unknown') return [sentence('unknown')];
  const { own, inherited, global } = partsOf(state);
  const isInert = state.loaded === false || (state.plugin === 'opentelemetry' && state.metadata === false);
  const main = (): Consequence => {
    const running = global !== null && !global.disabled && samples(state, global);
    if (isInert || (state.status === 'off' && state.inForce.length === 0 && !state.hasScript))
      return sentence('offNothing');
    if (state.hasScript) {
      const counts = state.plugin === 'prometheus' && running && (own ?? inherited)?.disabled === false;
      return counts ? sentence('offScriptCounts', global) : sentence('offScript');
    }
    if (running) return sentence(state.plugin === 'prometheus' ? 'offGlobalCounts' : 'offGlobalTraces', global);
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

/** What switching a plugin on on the route would really do: its kept copy is enabled again, or it gets one. */
export function onConsequences(state: PluginState): Consequence[] {
  const { own, inherited, global } = partsOf(state);
  if (state.loaded === false) return [sentence('onNotLoaded')];
  if (state.plugin === 'opentelemetry' && state.metadata === false) return [sentence('onNoMetadata')];
  if (state.status === 'unknown') return [sentence('unknown')];
  if (state.hasScript) return [sentence('onScript')];
  if (own && !own.disabled && state.status === 'on') return [sentence('onAlready', own)];
  if (global && !global.disabled && samples(state, global))
    return [sentence(state.plugin === 'prometheus' ? 'onPreferred' : 'onTwice', global)];
  if (own && !own.disabled && state.offReason === 'filter') return [sentence('onFiltered', own)];
  if (own) return [samples(state, own) ? sentence('onKept', own) : sentence('onKeptUnsampled', own)];
  return [inherited ? sentence('onReplaces', inherited) : sentence('onPlain')];
}

function partsOf({ copies }: PluginState) {
  const at = (...places: CopyPlace[]) => copies.find(({ place }) => places.includes(place)) ?? null;
  const globals = copies.filter(({ place }) => place === 'global_rule');
  return {
    own: at('route'),
    inherited: at('plugin_config') ?? at('service'),
    // On two global rules it is taken from none.
    global: globals.length === 1 ? (globals[0] ?? null) : null,
  };
}

function samples({ plugin }: PluginState, { config }: PluginCopy): boolean {
  return plugin !== 'opentelemetry' || samplesOf(samplingOf(config)) !== 'never';
}

function sentence(key: Consequence['key'], copy?: PluginCopy): Consequence {
  return { key, place: copy?.place ?? 'route', name: copy?.name || (copy?.id ?? ''), count: 0 };
}
