import { isRecord, type JsonRecord } from './json-value';
import type { PluginCopy, PluginState, TelemetryPlugin } from './plugins-in-force';

/** The copies of a plugin that matter to its switch on a route. */
export type RouteCopies = {
  /** The route's own. */
  own: PluginCopy | null;
  /** The one of its plugin config or service that runs when the route has none. */
  inherited: PluginCopy | null;
  /** A global rule's; a plugin on two global rules is taken from none of them. */
  global: PluginCopy | null;
};

/** The copies of a state by what they are to the route. */
export function routeCopies({ copies }: Pick<PluginState<TelemetryPlugin>, 'copies'>): RouteCopies {
  const find = (place: PluginCopy['place']) => copies.find((copy) => copy.place === place) ?? null;
  const globals = copies.filter(({ place }) => place === 'global_rule');
  return {
    own: find('route'),
    inherited: find('plugin_config') ?? find('service'),
    global: globals.length === 1 ? (globals[0] ?? null) : null,
  };
}

/**
 * The copy that a change of a route's plugin starts from: the route's own, unless it does nothing but stop an inherited
 * one; else what would run without it. Null: there is none.
 */
export function startingCopy({ own, ...behind }: RouteCopies): PluginCopy | null {
  return own && !isBareSwitch(own.config) ? own : copyBehind(behind);
}

/** The copy behind the route's that runs; else the one that would, were it enabled, and says how. */
export function copyBehind({ inherited, global }: Omit<RouteCopies, 'own'>): PluginCopy | null {
  const behind = [inherited, global].filter((copy) => copy !== null && !isBareSwitch(copy.config));
  return behind.find((copy) => copy?.disabled === false) ?? behind[0] ?? null;
}

/** Whether a copy does nothing but stop the ones behind it: it keeps no setting. */
export function isBareSwitch(config: JsonRecord): boolean {
  const { _meta: meta } = config;
  return isRecord(meta) && meta.disable === true && Object.keys(config).length === 1 && Object.keys(meta).length === 1;
}
