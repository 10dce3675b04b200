/** The two plugins that this console switches. */
export const switchedPlugins = ['opentelemetry', 'prometheus'] as const;
export type SwitchedPlugin = (typeof switchedPlugins)[number];

/** A place where a plugin can be configured; each has at most one copy of a plugin for a request. */
export type CopyPlace = 'global_rule' | 'consumer' | 'consumer_group' | 'route' | 'plugin_config' | 'service';

export type PluginCopy = {
  place: CopyPlace;
  id: string;
  name: string;
  config: Record<string, unknown>;
  /** `_meta.disable` is true. */
  disabled: boolean;
  /** `_meta.filter` limits it to some requests. */
  filtered: boolean;
};

export type Sampling =
  | { name: 'always_on' | 'always_off' }
  | { name: 'trace_id_ratio'; fraction: number }
  | { name: 'parent_base'; root: { name: 'always_on' | 'always_off' } | { name: 'trace_id_ratio'; fraction: number } };

/** Why nothing is emitted although, or because, of how the plugin is configured. */
export type OffReason = 'absent' | 'disabled' | 'sampler_off' | 'not_loaded' | 'no_metadata';

/**
 * What really runs for a request of a route.
 * `unknown`: the gateway could not be asked about something that decides it; `missing` names what.
 */
export type PluginState = {
  plugin: SwitchedPlugin;
  status: 'on' | 'off' | 'unknown';
  offReason: OffReason | null;
  missing: ('plugin_list' | 'metadata' | 'global_rules' | 'service' | 'plugin_config')[];
  /** The copies that run, the merged one first; two means that it runs twice. */
  inForce: PluginCopy[];
  /** Every copy that was found, in merge order. */
  copies: PluginCopy[];
  /** opentelemetry only: sampling of the first copy in force, or of the one that would be. */
  sampling: Sampling | null;
  /** prometheus only. */
  preferName: boolean | null;
  /** Copies on consumers and consumer groups may override for some requests. */
  consumerCopies: number;
};

/** The same as small as a table cell needs it. */
export type PluginChip = {
  status: PluginState['status'];
  offReason: OffReason | null;
  /** Place of the copy that runs. */
  from: CopyPlace | null;
  twice: boolean;
  sampling: Sampling | null;
};
