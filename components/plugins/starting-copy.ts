import { isRecord, type JsonRecord } from '@/lib/apisix/json-value';
import type { CopyPlace, PluginCopy, PluginState } from '@/lib/apisix/plugins-in-force';

/** The copy that a change of a route's plugin starts from, as the server chooses it. */
type StartingCopy = { place: CopyPlace; name: string; config: JsonRecord };

/**
 * The route's own copy, unless it does nothing but stop an inherited one; else the one that runs; else the one that
 * would. Null: there is none.
 */
export function startingCopy({ copies }: Pick<PluginState, 'copies'>): StartingCopy | null {
  const find = (place: CopyPlace) => copies.find((copy) => copy.place === place);
  const own = find('route');
  if (own && !isBareSwitch(own)) return toStart(own);
  const behind = [find('plugin_config') ?? find('service'), find('global_rule')].filter((copy) => copy !== undefined);
  const start = behind.find((copy) => !copy.disabled) ?? behind[0];
  return start ? toStart(start) : null;
}

/** The configuration on the route object itself; null: none. */
export function ownConfig({ copies }: Pick<PluginState, 'copies'>): JsonRecord | null {
  return copies.find(({ place }) => place === 'route')?.config ?? null;
}

function toStart({ place, id, name, config }: PluginCopy): StartingCopy {
  return { place, name: name || id, config };
}

function isBareSwitch({ config, disabled }: PluginCopy): boolean {
  const { _meta: meta } = config;
  return disabled && Object.keys(config).length === 1 && isRecord(meta) && Object.keys(meta).length === 1;
}
