import 'server-only';
import { withConfig } from '@/lib/apisix/plugin-config';
import type { PluginCopy, SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';
import { isJsonObject, isSameJson, type JsonObject } from '@/lib/changes/json';
import { withOriginals } from './masked-values';

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

/** The newest write of this console to the plugin of the route; null: it never wrote there. */
export type LastWrite = { before: JsonObject | null; after: JsonObject | null } | null;

/** What "on" means where nobody has ever said how. The schema's own default samples nothing. */
const defaultCopies: Record<SwitchedPlugin, JsonObject> = {
  opentelemetry: { sampler: { name: 'always_on' } },
  prometheus: {},
};

/**
 * The route's own copy as it should be after the wish; null: none.
 *
 * Off: the copy is disabled in place (`_meta.disable`), so that its configuration is kept and nothing behind it takes
 * its place. Only a copy that this console itself put there as a whole, and that is still exactly so, is removed, where
 * nothing would run in its stead: then the route is what it was. Where only an inherited copy runs, a disabled copy on
 * the route stops it. A global rule's copy cannot be stopped from a route.
 *
 * On with a configuration: its keys are set, all others stay. A route without a copy of its own starts from the one in
 * force, because copies replace each other whole: its other settings would be lost. Where the one in force already is
 * what is wished, the route gets no copy.
 *
 * On without one: a kept copy is enabled; else what runs already stays as it is; else the route gets what this console
 * last saw there, what it would inherit, or the default.
 */
export function wishedCopy(situation: CopySituation, wish: PluginWish, last: LastWrite): JsonObject | null {
  const { own, plugin } = situation;
  if (wish.state === 'exactly') return wish.config === null ? null : withOriginals(plugin, wish.config, own);
  if (wish.state === 'off') return offCopy(situation, last);
  if (wish.config === undefined) return onCopy(situation, last);
  return configuredCopy(situation, wish.config);
}

function offCopy({ own, inherited, inheritedUnknown }: CopySituation, last: LastWrite): JsonObject | null {
  const wouldRun = inheritedUnknown || (inherited !== null && !inherited.disabled);
  if (own === null) return wouldRun ? { _meta: { disable: true } } : null;
  if (isDisabled(own)) return own;
  const isOurs = last !== null && last.before === null && isSameJson(last.after, own);
  return isOurs && !wouldRun ? null : disable(own);
}

function onCopy({ plugin, own, inherited, global }: CopySituation, last: LastWrite): JsonObject | null {
  if (own !== null && !isBareSwitch(own)) return enable(own);
  const runs = [inherited, global].some((copy) => copy !== null && !copy.disabled);
  if (runs) return null;
  const known = [last?.after ?? null, last?.before ?? null].find((copy) => copy !== null && !isBareSwitch(copy));
  return enable(known ?? inherited?.config ?? global?.config ?? defaultCopies[plugin]);
}

function configuredCopy({ plugin, own, inherited, global }: CopySituation, config: JsonObject): JsonObject | null {
  const wished = (base: JsonObject) => withConfig(base, withOriginals(plugin, config, base));
  if (own !== null && !isBareSwitch(own)) return enable(wished(own));
  const running = [inherited, global].find((copy) => copy && !copy.disabled) ?? null;
  if (running && isSameJson(wished(running.config), running.config)) return null;
  const base = running ?? inherited ?? global;
  return enable(wished(base?.config ?? {}));
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

function metaOf(copy: JsonObject): JsonObject {
  return isJsonObject(copy._meta) ? copy._meta : {};
}
