import type { CopyPlace, PluginState } from '@/lib/apisix/plugins-in-force';

/** What turning the switch would do: a key of `plugins.consequence`, and the place it speaks of. */
export type Consequence = {
  key: 'offPlain' | 'offInherited' | 'offGlobal' | 'onPlain' | 'onInherited';
  place: CopyPlace;
};

/** What the other position of the switch would do, given every copy that was found. */
export function consequences(state: PluginState): Consequence[] {
  const found = (place: CopyPlace) => state.copies.find((copy) => copy.place === place && !copy.disabled);
  const inherited = found('plugin_config') ?? found('service');
  if (state.inForce.length === 0)
    return [inherited ? { key: 'onInherited', place: inherited.place } : { key: 'onPlain', place: 'route' }];
  const global = found('global_rule');
  const off: Consequence[] = [];
  if (inherited) off.push({ key: 'offInherited', place: inherited.place });
  if (global) off.push({ key: 'offGlobal', place: 'global_rule' });
  return off.length > 0 ? off : [{ key: 'offPlain', place: 'route' }];
}
