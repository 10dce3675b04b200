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
  missing: ('plugin_list' | 'metadata' | 'global_rules' | 'service' | 'plugin_config' | 'consumers')[];
  /** The gateway has the plugin in its list; null: that could not be read. */
  loaded: boolean | null;
  /** The copies that run (even if nothing is emitted, as without a sample), the merged one first; two: it runs twice. */
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
  /** Off, except for the requests of consumers that have a copy of their own. */
  someConsumers: boolean;
};

/** An object of the gateway that may hold a copy of a plugin. `plugins` is as the gateway holds it. */
export type CopyHolder = { id: string; name: string; plugins: unknown };

/** What decides the state of one plugin on one route. `null` in place of a list or fact: it could not be read. */
export type InForceInput = {
  plugin: SwitchedPlugin;
  route: CopyHolder;
  /** `none`: the route refers to none; null: it refers to one that could not be read. */
  pluginConfig: CopyHolder | 'none' | null;
  service: CopyHolder | 'none' | null;
  /** The route or its service has a `script`. */
  hasScript: boolean;
  globalRules: readonly CopyHolder[] | null;
  /** Consumers and consumer groups that hold a copy of this plugin. */
  consumerCopies: number | null;
  loaded: boolean | null;
  /** The plugin's metadata object exists; `not_needed` where the plugin runs without one. */
  metadata: boolean | 'not_needed' | null;
};

type Missing = PluginState['missing'][number];

/**
 * What really runs for a request of a route, consumers aside.
 *
 * Rules (observed on APISIX 3.18.0; apisix/init.lua, plugin.lua, plugins/opentelemetry.lua):
 * - Route, plugin config and service are merged by plugin name, the first of them that has a copy wins whole.
 * - The merged copy runs unless `_meta.disable` is true; a disabled copy still hides the ones behind it.
 * - A global rule's copy runs as well. `prometheus` has the run policy "prefer_route": it is left out when the merged
 *   copy is there and enabled. `opentelemetry` has none, so that both run; then the last one started, the merged one,
 *   decides whether a span is exported, and its parent, the global rule's span, never is.
 * - A plugin that is on two global rules is taken from none of them.
 * - A `script` on the route or its service runs in the place of the merged plugins; the copies among them still make
 *   a global rule's `prometheus` step back.
 * What could not be read never counts as absent: where it decides, the status is `unknown`.
 */
export function pluginInForce(input: InForceInput): PluginState {
  const { plugin } = input;
  const missing = new Set<Missing>();
  const chain: (PluginCopy | 'unreadable' | null)[] = [
    copyOf('route', input.route, plugin),
    input.pluginConfig === null ? 'unreadable' : holderCopy('plugin_config', input.pluginConfig, plugin),
    input.service === null ? 'unreadable' : holderCopy('service', input.service, plugin),
  ];
  const globals = (input.globalRules ?? []).flatMap((rule) => copyOf('global_rule', rule, plugin) ?? []);
  const copies = chain.flatMap((copy) => (copy === 'unreadable' || copy === null ? [] : [copy])).concat(globals);

  const first = chain.findIndex((copy) => copy !== null);
  const merged = first === -1 ? null : (chain[first] ?? null);
  if (merged === 'unreadable') missing.add(first === 1 ? 'plugin_config' : 'service');
  if (input.globalRules === null) missing.add('global_rules');
  if (input.consumerCopies === null) missing.add('consumers');

  const readable = merged === 'unreadable' ? null : merged;
  const isEnabled = readable !== null && !readable.disabled;
  const running = isEnabled && !input.hasScript ? [readable] : [];
  const global = globals.length === 1 ? globals[0] : undefined;
  const preferred = plugin === 'prometheus' && isEnabled;
  if (global && !global.disabled && !preferred) running.push(global);

  const shown = running[0] ?? readable ?? global;
  const sampling = plugin === 'opentelemetry' && shown ? samplingOf(shown.config) : null;
  const state: PluginState = {
    plugin,
    status: 'off',
    offReason: null,
    missing: [],
    loaded: input.loaded,
    inForce: running,
    copies,
    sampling,
    preferName: plugin === 'prometheus' && shown ? shown.config.prefer_name === true : null,
    consumerCopies: input.consumerCopies ?? 0,
  };
  state.offReason = offReason(state, input, merged);
  if (state.offReason === null && running.length > 0) {
    if (input.loaded === null) missing.add('plugin_list');
    if (plugin === 'opentelemetry' && input.metadata === null) missing.add('metadata');
  }
  state.missing = [...missing];
  state.status = statusOf(state, merged === 'unreadable', missing);
  if (state.status === 'unknown') state.offReason = null;
  if (input.loaded === false) state.inForce = [];
  return state;
}

function offReason(
  state: PluginState,
  input: InForceInput,
  merged: PluginCopy | 'unreadable' | null,
): OffReason | null {
  if (state.copies.length > 0 && input.loaded === false) return 'not_loaded';
  const [first, second] = state.inForce;
  const isPassedOver = input.hasScript && merged !== null && merged !== 'unreadable' && !merged.disabled;
  if (!first) return isPassedOver || (state.copies.length === 0 && merged === null) ? 'absent' : 'disabled';
  if (input.plugin === 'prometheus') return null;
  if (input.metadata === false) return 'no_metadata';
  if (!samples(first) || (second && followsParent(first) && !samples(second))) return 'sampler_off';
  return null;
}

function statusOf(state: PluginState, mergedUnreadable: boolean, missing: ReadonlySet<Missing>): PluginState['status'] {
  if (missing.has('plugin_list') || missing.has('metadata')) return 'unknown';
  // The merged copy decides, and it may be in what could not be read.
  if (mergedUnreadable && state.offReason !== 'not_loaded') return 'unknown';
  if (state.offReason === null) return 'on';
  const globalMayRun = state.inForce.length === 0 && (state.offReason === 'absent' || state.offReason === 'disabled');
  return missing.has('global_rules') && globalMayRun ? 'unknown' : 'off';
}

function holderCopy(place: CopyPlace, holder: CopyHolder | 'none', plugin: SwitchedPlugin): PluginCopy | null {
  return holder === 'none' ? null : copyOf(place, holder, plugin);
}

/**
 * The copy of a plugin on one object. A value that is no table is ignored, as the gateway does; an empty list is an
 * empty table to it (Lua), and what clients in other languages send for an empty object.
 */
export function copyOf(place: CopyPlace, holder: CopyHolder, plugin: SwitchedPlugin): PluginCopy | null {
  if (!isRecord(holder.plugins)) return null;
  const value = holder.plugins[plugin];
  const config = Array.isArray(value) && value.length === 0 ? {} : value;
  if (!isRecord(config)) return null;
  const meta = isRecord(config._meta) ? config._meta : {};
  return {
    place,
    id: holder.id,
    name: holder.name,
    config,
    disabled: meta.disable === true,
    filtered: Array.isArray(meta.filter) && meta.filter.length > 0,
  };
}

/**
 * How a copy of `opentelemetry` samples, with the schema's defaults (always_off, fraction 0, root always_off).
 * Values that the gateway accepts though they make no sense (a fraction of 1.5) stay as they are.
 * Null: a sampler of a name that is not known here.
 */
export function samplingOf(config: Record<string, unknown>): Sampling | null {
  const sampler = isRecord(config.sampler) ? config.sampler : {};
  const options = isRecord(sampler.options) ? sampler.options : {};
  const name = sampler.name ?? 'always_off';
  if (name !== 'parent_base') return plainSampling(name, options);
  const root = isRecord(options.root) ? options.root : {};
  const rootSampling = plainSampling(root.name ?? 'always_off', isRecord(root.options) ? root.options : {});
  return rootSampling === null ? null : { name, root: rootSampling };
}

type PlainSampling = Exclude<Sampling, { name: 'parent_base' }>;

function plainSampling(name: unknown, options: Record<string, unknown>): PlainSampling | null {
  if (name === 'always_on' || name === 'always_off') return { name };
  if (name === 'trace_id_ratio') return { name, fraction: typeof options.fraction === 'number' ? options.fraction : 0 };
  return null;
}

/** False only when no request at all can be sampled. With `parent_base` a caller's sampled flag is followed. */
function samples(copy: PluginCopy): boolean {
  const sampling = samplingOf(copy.config);
  if (sampling === null || sampling.name === 'parent_base' || sampling.name === 'always_on') return true;
  return sampling.name === 'trace_id_ratio' && sampling.fraction > 0;
}

function followsParent(copy: PluginCopy): boolean {
  return samplingOf(copy.config)?.name === 'parent_base';
}

/** A state as small as a table cell needs it. */
export function chip(state: PluginState): PluginChip {
  const { status, offReason, inForce, sampling } = state;
  const from = (inForce[0] ?? state.copies[0])?.place ?? null;
  const isLoaded = offReason !== 'not_loaded' && offReason !== 'no_metadata';
  return {
    status,
    offReason,
    from: offReason === 'absent' ? null : from,
    twice: inForce.length > 1,
    sampling,
    someConsumers: status === 'off' && isLoaded && state.consumerCopies > 0,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
