import 'server-only';
import { disabled, enabled, withConfig } from '@/lib/apisix/plugin-config';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { copyBehind, isBareSwitch } from '@/lib/apisix/starting-copy';
import { isSilentWith, type Surroundings, wakes } from '@/lib/apisix/switched-off';
import type { PluginWish } from '@/lib/changes/dto';
import { isJsonObject, isSameJson, type JsonObject } from '@/lib/changes/json';
import { withOriginals } from './masked-values';

/**
 * What decides how a wish is written: the route's own copy, and what surrounds it. Configurations are as the gateway
 * holds them; null: no copy there.
 */
export type CopySituation = Surroundings & {
  own: JsonObject | null;
  /** A plugin config or service that the route refers to could not be read. */
  inheritedUnknown: boolean;
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
 * the route stops it. A global rule's copy cannot be stopped by that, and a copy that keeps it silent, for all requests
 * or for some, stays as it is: disabled it would let those emit. So does one by which nothing is emitted already.
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

function offCopy(situation: CopySituation, last: LastWrite): JsonObject | null {
  const { own, inheritedUnknown } = situation;
  const isOffAlready = (own !== null || !inheritedUnknown) && isSilentWith(situation, own);
  if (isOffAlready) return own;
  const stopped = stoppedCopy(situation, last);
  return wakes(situation, own, stopped) ? own : stopped;
}

function stoppedCopy({ own, inherited, inheritedUnknown }: CopySituation, last: LastWrite): JsonObject | null {
  const wouldRun = inheritedUnknown || (inherited !== null && !inherited.disabled);
  if (own === null) return wouldRun ? { _meta: { disable: true } } : null;
  if (isDisabled(own)) return own;
  const isOurs = last !== null && last.before === null && isSameJson(last.after, own);
  return isOurs && !wouldRun ? null : disabled(own);
}

function onCopy({ plugin, own, inherited, global }: CopySituation, last: LastWrite): JsonObject | null {
  if (own !== null && !isBareSwitch(own)) return enabled(own);
  const behind = copyBehind({ inherited, global });
  if (behind?.disabled === false) return null;
  const known = [last?.after ?? null, last?.before ?? null].find((copy) => copy !== null && !isBareSwitch(copy));
  return enabled(known ?? behind?.config ?? defaultCopies[plugin]);
}

function configuredCopy({ plugin, own, inherited, global }: CopySituation, config: JsonObject): JsonObject | null {
  const wished = (base: JsonObject) => withConfig(base, withOriginals(plugin, config, base));
  if (own !== null && !isBareSwitch(own)) return enabled(wished(own));
  const behind = copyBehind({ inherited, global });
  const after = wished(behind?.config ?? {});
  return behind?.disabled === false && isSameJson(after, behind.config) ? null : enabled(after);
}

function isDisabled({ _meta: meta }: JsonObject): boolean {
  return isJsonObject(meta) && meta.disable === true;
}
