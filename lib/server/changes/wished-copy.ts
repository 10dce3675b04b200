import 'server-only';
import type { PluginWish } from '@/lib/apisix/dto';
import type { PluginCopy, SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { isJsonObject, isSameJson, type JsonObject } from './json';

/** What decides how a wish is written. Configurations are as the gateway holds them; null: no copy there. */
export type CopySituation = {
  plugin: SwitchedPlugin;
  /** The route's own copy. */
  own: JsonObject | null;
  /** The copy of its plugin config or service that runs when the route has none. */
  inherited: PluginCopy | null;
  /** A plugin config or service that the route refers to could not be read. */
  inheritedUnknown: boolean;
  /** A global rule's copy. */
  global: PluginCopy | null;
};

/** Keys of a copy that the console's forms set; everything else on it belongs to somebody else and stays. */
const formKeys: Record<SwitchedPlugin, readonly string[]> = {
  opentelemetry: ['sampler'],
  prometheus: ['prefer_name'],
};

/**
 * The route's own copy as it should be after the wish; null: none.
 *
 * Off: a copy that hides an inherited one is disabled in place (`_meta.disable`), for without it the inherited one
 * would run; so is one that holds settings which this console could not bring back. Any other is removed. Where only
 * an inherited copy runs, a disabled copy on the route stops it. A global rule's copy cannot be stopped from a route.
 *
 * On: `_meta.disable` goes, the form's keys are set, all others stay. A route without a copy of its own starts from the
 * one in force, because copies replace each other whole: its other settings would be lost. Where the one in force
 * already is what is wished, the route gets no copy.
 */
export function wishedCopy(situation: CopySituation, wish: PluginWish): JsonObject | null {
  return wish.state === 'off' ? offCopy(situation) : onCopy(situation, wish.config);
}

function offCopy({ plugin, own, inherited, inheritedUnknown }: CopySituation): JsonObject | null {
  const wouldRun = inheritedUnknown || (inherited !== null && !inherited.disabled);
  if (own === null) return wouldRun ? { _meta: { disable: true } } : null;
  if (isDisabled(own)) return own;
  return wouldRun || holdsMore(plugin, own) ? disable(own) : null;
}

function onCopy({ plugin, own, inherited, global }: CopySituation, config: JsonObject): JsonObject | null {
  if (own !== null && !isBareSwitch(own)) return enable(withForm(plugin, own, config));
  const base = inherited ?? global;
  if (base && !base.disabled && isSameJson(withForm(plugin, base.config, config), base.config)) return null;
  return enable(withForm(plugin, base?.config ?? {}, config));
}

function withForm(plugin: SwitchedPlugin, base: JsonObject, config: JsonObject): JsonObject {
  if (plugin === 'prometheus') {
    // `false` is the default: an empty copy already says so.
    if (config.prefer_name === false && base.prefer_name === undefined) return base;
    return { ...base, ...config };
  }
  return { ...base, sampler: mergeKnown(base.sampler, config.sampler, ['name', 'options']) };
}

/** Keys that the form knows are as the form says, absent ones too; keys that it does not know stay. */
function mergeKnown(base: unknown, wished: unknown, known: readonly string[]): JsonObject {
  const kept = isJsonObject(base) ? Object.entries(base).filter(([key]) => !known.includes(key)) : [];
  const result: JsonObject = { ...Object.fromEntries(kept), ...(isJsonObject(wished) ? wished : {}) };
  if (!known.includes('options')) return result;
  const baseOptions = isJsonObject(base) ? base.options : undefined;
  const wishedOptions = isJsonObject(wished) ? wished.options : undefined;
  const options = mergeOptions(baseOptions, wishedOptions);
  if (options === null) delete result.options;
  else result.options = options;
  return result;
}

function mergeOptions(base: unknown, wished: unknown): JsonObject | null {
  const options = mergeKnown(base, wished, ['fraction', 'root']);
  if (isJsonObject(wished) && isJsonObject(wished.root))
    options.root = mergeKnown(isJsonObject(base) ? base.root : undefined, wished.root, ['name', 'options']);
  return Object.keys(options).length === 0 ? null : options;
}

function disable(copy: JsonObject): JsonObject {
  return { ...copy, _meta: { ...metaOf(copy), disable: true } };
}

function enable(copy: JsonObject): JsonObject {
  const { disable: _disable, ...meta } = metaOf(copy);
  const { _meta, ...rest } = copy;
  return Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta };
}

function isDisabled(copy: JsonObject): boolean {
  return metaOf(copy).disable === true;
}

/** A copy that does nothing but stop an inherited one. */
function isBareSwitch(copy: JsonObject): boolean {
  return isDisabled(copy) && Object.keys(copy).length === 1 && Object.keys(metaOf(copy)).length === 1;
}

function holdsMore(plugin: SwitchedPlugin, copy: JsonObject): boolean {
  const other = Object.keys(copy).some((key) => key !== '_meta' && !formKeys[plugin].includes(key));
  return other || Object.keys(metaOf(copy)).some((key) => key !== 'disable');
}

function metaOf(copy: JsonObject): JsonObject {
  return isJsonObject(copy._meta) ? copy._meta : {};
}
