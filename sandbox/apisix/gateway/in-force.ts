import type { PluginConf, Plugins } from './objects';
import type { Plugin } from './plugin';

/** A plugin as it runs for a request. */
export type PlannedPlugin = { plugin: Plugin; conf: PluginConf };

/** Route over plugin config over service: a copy replaces the whole copy below it, `_meta` included. */
export function mergePlugins(...fromWeakest: readonly (Readonly<Plugins> | undefined)[]): Plugins {
  return Object.assign({}, ...fromWeakest);
}

/**
 * The plugins that run, in the order they run: those that are known here, loaded and not disabled, by priority, or by
 * `_meta.priority` as soon as one of them has it.
 * @param preferred plugins of the route, for those of a global rule that step back behind them
 */
export function planPlugins(
  known: readonly Plugin[],
  configured: Readonly<Plugins>,
  isLoaded: (name: string) => boolean,
  preferred: Readonly<Plugins> = {},
): PlannedPlugin[] {
  const planned = known.flatMap((plugin) => {
    const conf = Object.hasOwn(configured, plugin.name) ? configured[plugin.name] : undefined;
    if (!isEnabled(conf) || !isLoaded(plugin.name)) return [];
    if (plugin.runPolicy === 'prefer_route' && isEnabled(preferred[plugin.name])) return [];
    return [{ plugin, conf }];
  });
  return planned.sort((a, b) => priorityOf(b) - priorityOf(a));
}

function isEnabled(conf: PluginConf | undefined): conf is PluginConf {
  return typeof conf === 'object' && conf !== null && conf._meta?.disable !== true;
}

function priorityOf({ plugin, conf }: PlannedPlugin): number {
  return conf._meta?.priority ?? plugin.priority;
}
