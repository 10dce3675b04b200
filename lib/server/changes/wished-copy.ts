import 'server-only';
import { hasForeignKeys, withConfig } from '@/lib/apisix/plugin-config';
import type { PluginCopy, SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';
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
  if (wish.state === 'exactly') return wish.config;
  return wish.state === 'off' ? offCopy(situation) : onCopy(situation, wish.config ?? {});
}

function offCopy({ plugin, own, inherited, inheritedUnknown }: CopySituation): JsonObject | null {
  const wouldRun = inheritedUnknown || (inherited !== null && !inherited.disabled);
  if (own === null) return wouldRun ? { _meta: { disable: true } } : null;
  if (isDisabled(own)) return own;
  return wouldRun || holdsMore(plugin, own) ? disable(own) : null;
}

function onCopy({ own, inherited, global }: CopySituation, config: JsonObject): JsonObject | null {
  if (own !== null && !isBareSwitch(own)) return enable(withConfig(own, config));
  const running = [inherited, global].find((copy) => copy && !copy.disabled) ?? null;
  if (running && isSameJson(withConfig(running.config, config), running.config)) return null;
  const base = running ?? inherited ?? global;
  return enable(withConfig(base?.config ?? {}, config));
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
  return other || hasForeignKeys(copy.sampler) || Object.keys(metaOf(copy)).some((key) => key !== 'disable');
}

function metaOf(copy: JsonObject): JsonObject {
  return isJsonObject(copy._meta) ? copy._meta : {};
}
