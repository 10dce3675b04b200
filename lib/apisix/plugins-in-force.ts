import { type ConsumerCopies, type ConsumerEffect, effectOf } from './consumer-copies';
import { neverStarts } from './copy-filter';
import { prefersRoute, type RunCopy, type RunInput, type RunResult, runOf } from './plugin-run';
import { type Sampling, samplesOf, samplingOf } from './sampling';

export { type Sampling, samplingOf } from './sampling';

/** The two plugins that this console switches. */
export const switchedPlugins = ['opentelemetry', 'prometheus'] as const;
export type SwitchedPlugin = (typeof switchedPlugins)[number];

/** Telemetry plugins that this console only shows. */
export const shownPlugins = ['zipkin', 'skywalking', 'node-status'] as const;
export type ShownPlugin = (typeof shownPlugins)[number];
export type TelemetryPlugin = SwitchedPlugin | ShownPlugin;

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

/** Why nothing is emitted although, or because, of how the plugin is configured. */
export type OffReason = 'absent' | 'disabled' | 'filter' | 'sampler_off' | 'not_loaded' | 'no_metadata';

/**
 * What really runs for a request of a route.
 * `unknown`: the gateway could not be asked about something that decides it; `missing` names what.
 */
export type PluginState<P extends TelemetryPlugin = SwitchedPlugin> = {
  plugin: P;
  status: 'on' | 'off' | 'unknown';
  offReason: OffReason | null;
  missing: ('plugin_list' | 'metadata' | 'global_rules' | 'service' | 'plugin_config' | 'consumers')[];
  /** The gateway has the plugin in its list; null: that could not be read. */
  loaded: boolean | null;
  /** Its metadata object exists; null: could not be read. */
  metadata: InForceInput['metadata'];
  /** The copies that run (even if nothing is emitted, as without a sample), the merged one first; two: it runs twice. */
  inForce: PluginCopy[];
  /** Every copy that was found on route, plugin config, service and global rules, in merge order. */
  copies: PluginCopy[];
  /** On, but filters (`_meta.filter`) keep it from some requests. */
  limited: boolean;
  /** Tracers only: sampling of the first copy in force, or of the one that would be. */
  sampling: Sampling | null;
  /** prometheus only. */
  preferName: boolean | null;
  /** Copies on consumers and consumer groups, which may decide for their requests: how many, and what each does here. */
  consumerCopies: number;
  consumers: (ConsumerCopies & { effect: ConsumerEffect })[];
  /** A script runs in the place of the merged plugins. */
  hasScript: boolean;
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
  /** On, for some requests only (`_meta.filter`). Absent: for all. */
  limited?: true;
};

/** An object of the gateway that may hold a copy of a plugin. `plugins` is as the gateway holds it. */
export type CopyHolder = { id: string; name: string; plugins: unknown };

/** What decides the state of one plugin on one route. `null` in place of a list or fact: it could not be read. */
export type InForceInput<P extends TelemetryPlugin = SwitchedPlugin> = {
  plugin: P;
  route: CopyHolder;
  /**
   * `none`: the route refers to none; null: it refers to one that could not be read; `gone`: to one that is not there,
   * so that every request ends before the plugins.
   */
  pluginConfig: CopyHolder | 'none' | 'gone' | null;
  service: CopyHolder | 'none' | 'gone' | null;
  /** The route or its service has a `script`. */
  hasScript: boolean;
  globalRules: readonly CopyHolder[] | null;
  /** Copies of this plugin on consumers and consumer groups. */
  consumers: readonly ConsumerCopies[] | null;
  /** A plugin runs for the route that finds out whose request it is; null: not known. */
  findsConsumer: boolean | null;
  loaded: boolean | null;
  /** The plugin's metadata object exists; `not_needed` where the plugin runs without one. */
  metadata: boolean | 'not_needed' | null;
};

type Missing = PluginState['missing'][number];
type Chained = PluginCopy | 'unreadable' | null;

/**
 * What really runs for a request of a route.
 *
 * Rules (observed on APISIX 3.18.0; apisix/init.lua, plugin.lua, plugin_config.lua, plugins/opentelemetry.lua):
 * - Route, plugin config and service are merged by plugin name, the first of them that has a copy wins whole
 *   (plugin_config.lua `merge`, plugin.lua `merge_service_route`).
 * - The merged copy runs unless `_meta.disable` is true; a disabled copy still hides the ones behind it
 *   (plugin.lua `check_disable`, `filter`). So does one that `_meta.filter` keeps from a request (`meta_filter`).
 * - A global rule's copy runs as well. `prometheus` and `skywalking` have the run policy "prefer_route": it is left out
 *   when the merged copy is there and enabled. `opentelemetry` and `zipkin` have none, so that both run; then the last
 *   one started, the merged one, decides whether a span is exported, and its parent, the global rule's, never is.
 * - A plugin that is on two global rules is taken from none of them (plugin.lua `merge_global_rules`).
 * - A `script` on the route or its service runs in the place of the merged plugins; the copies among them still make
 *   a global rule's `prometheus` step back.
 * - Copies of consumers and consumer groups: see `runOf` and `effectOf`.
 * What could not be read never counts as absent: where it decides, the status is `unknown`.
 */
export function pluginInForce<P extends TelemetryPlugin>(input: InForceInput<P>): PluginState<P> {
  const { plugin, hasScript, loaded } = input;
  const chain: Chained[] = [
    copyOf('route', input.route, plugin),
    holderCopy('plugin_config', input.pluginConfig, plugin),
    holderCopy('service', input.service, plugin),
  ];
  const globals = (input.globalRules ?? []).flatMap((rule) => copyOf('global_rule', rule, plugin) ?? []);
  const copies = chain.flatMap((copy) => (copy === 'unreadable' || copy === null ? [] : [copy])).concat(globals);
  const first = chain.findIndex((copy) => copy !== null);
  const merged = chain[first] ?? null;
  const missing = missingOf(input, merged === 'unreadable' ? first : -1);

  const found = { merged: merged === 'unreadable' ? null : merged, global: globals.length === 1 ? globals[0] : null };
  const run = runCopies(plugin, found.merged, found.global ?? null, hasScript);
  const result = run === null ? null : runOf(run);
  const running = run === null ? [] : runningOf(run, result, found.merged, found.global ?? null);
  const shown = running[0] ?? found.merged ?? found.global;
  const state: PluginState<P> = {
    plugin,
    status: 'off',
    offReason: null,
    missing: [],
    loaded,
    metadata: input.metadata,
    inForce: running,
    copies,
    limited: false,
    sampling: shown ? samplingFor(plugin, shown.config) : null,
    preferName: plugin === 'prometheus' && shown ? shown.config.prefer_name === true : null,
    consumerCopies: (input.consumers ?? []).reduce((sum, { count }) => sum + count, 0),
    consumers: [],
    hasScript,
  };
  state.offReason = offReason(state, input, result?.can ?? false, found.merged);
  if (state.offReason === null) {
    if (loaded === null) missing.add('plugin_list');
    if (plugin === 'opentelemetry' && input.metadata === null) missing.add('metadata');
  }
  const isDead = run === null || loaded === false || (plugin === 'opentelemetry' && input.metadata === false);
  const effect = (copy: ConsumerCopies) => (isDead ? 'none' : effectOf(run, copy, input.findsConsumer));
  state.consumers = (input.consumers ?? []).map((copy) => ({ ...copy, effect: effect(copy) }));
  state.missing = [...missing];
  state.status = statusOf(state, input, merged === 'unreadable');
  state.limited = state.status === 'on' && result !== null && !result.always;
  if (state.status === 'unknown') state.offReason = null;
  if (loaded === false) state.inForce = [];
  return state;
}

function missingOf(input: InForceInput<TelemetryPlugin>, unreadable: number): Set<Missing> {
  const missing = new Set<Missing>();
  if (unreadable === 1 || input.pluginConfig === 'gone') missing.add('plugin_config');
  if (unreadable === 2 || input.service === 'gone') missing.add('service');
  if (input.globalRules === null) missing.add('global_rules');
  if (input.consumers === null) missing.add('consumers');
  return missing;
}

/** Null: the plugin has no phases, so that it does nothing for a request. */
function runCopies(
  plugin: TelemetryPlugin,
  merged: PluginCopy | null,
  global: PluginCopy | null,
  hasScript: boolean,
): RunInput | null {
  if (plugin === 'node-status') return null;
  const of = (copy: PluginCopy | null) => copy && runCopy(plugin, copy);
  return { plugin, merged: of(merged), global: of(global), consumer: null, hasScript };
}

/** What of a copy decides whether its plugin emits something. */
export function runCopy(plugin: TelemetryPlugin, { place, disabled, filtered, config }: PluginCopy): RunCopy {
  const run = { disabled, filtered, samples: samplesOf(samplingFor(plugin, config)) };
  // A consumer's own copy starts when the consumer is known.
  const isEarly = filtered && place !== 'consumer' && place !== 'consumer_group';
  return isEarly && isRecord(config._meta) ? { ...run, neverStarts: neverStarts(config._meta.filter) } : run;
}

/** How a copy of any tracer samples; null: the plugin does not sample. */
function samplingFor(plugin: TelemetryPlugin, config: Record<string, unknown>): Sampling | null {
  if (plugin === 'opentelemetry') return samplingOf(config);
  if (plugin !== 'zipkin' && plugin !== 'skywalking') return null;
  // Required by zipkin's schema, 1 by default in skywalking's; at least 0.00001 in both.
  const fraction = typeof config.sample_ratio === 'number' ? config.sample_ratio : 1;
  return fraction === 1 ? { name: 'always_on' } : { name: 'trace_id_ratio', fraction };
}

/** The copies that run, the one whose sampling decides first. One that never starts stands there only alone. */
function runningOf(run: RunInput, result: RunResult | null, merged: PluginCopy | null, global: PluginCopy | null) {
  const isEnabled = merged !== null && !merged.disabled;
  const running = isEnabled && !run.hasScript ? [merged] : [];
  const stepsBack = isEnabled && prefersRoute(run.plugin);
  if (global && !global.disabled && !stepsBack) running.push(global);
  const starting = running.filter((copy) => !runCopy(run.plugin, copy).neverStarts);
  if (starting.length === 0) return running;
  return result?.by === 'global' ? starting.reverse() : starting;
}

function offReason(
  { copies, inForce }: PluginState<TelemetryPlugin>,
  { plugin, loaded, metadata, hasScript }: InForceInput<TelemetryPlugin>,
  emits: boolean,
  merged: PluginCopy | null,
): OffReason | null {
  if (plugin === 'node-status') return loaded === false ? 'not_loaded' : null;
  if (copies.length > 0 && loaded === false) return 'not_loaded';
  if (inForce.length === 0)
    return copies.length === 0 || (hasScript && merged?.disabled === false) ? 'absent' : 'disabled';
  if (plugin === 'opentelemetry' && metadata === false) return 'no_metadata';
  if (emits) return null;
  return inForce[0] && runCopy(plugin, inForce[0]).neverStarts ? 'filter' : 'sampler_off';
}

function statusOf(
  { offReason, missing, inForce, consumers }: PluginState<TelemetryPlugin>,
  input: InForceInput<TelemetryPlugin>,
  mergedUnreadable: boolean,
): PluginState['status'] {
  if (missing.includes('plugin_list') || missing.includes('metadata')) return 'unknown';
  if (offReason === 'not_loaded') return 'off';
  // The merged copy decides, and it may be in what could not be read; or no request gets as far as the plugins.
  if (mergedUnreadable || input.pluginConfig === 'gone' || input.service === 'gone') return 'unknown';
  if (offReason === null) return 'on';
  if (offReason === 'no_metadata') return 'off';
  if (input.globalRules === null && inForce.length === 0) return 'unknown';
  return consumers.length === 0 && input.consumers === null && input.findsConsumer !== false ? 'unknown' : 'off';
}

function holderCopy(place: CopyPlace, holder: InForceInput['service'], plugin: TelemetryPlugin): Chained {
  if (holder === null) return 'unreadable';
  return holder === 'none' || holder === 'gone' ? null : copyOf(place, holder, plugin);
}

/**
 * The copy of a plugin on one object. A value that is no table is ignored, as the gateway does; an empty list is an
 * empty table to it (Lua), and what clients in other languages send for an empty object.
 */
export function copyOf(place: CopyPlace, holder: CopyHolder, plugin: TelemetryPlugin): PluginCopy | null {
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

/** A state as small as a table cell needs it. */
export function chip(state: PluginState<TelemetryPlugin>): PluginChip {
  const { status, offReason, inForce, sampling, limited, consumers } = state;
  const from = (inForce[0] ?? state.copies[0])?.place ?? null;
  const isLoaded = offReason !== 'not_loaded' && offReason !== 'no_metadata';
  return {
    status,
    offReason,
    from: offReason === 'absent' ? null : from,
    twice: inForce.length > 1,
    sampling,
    someConsumers:
      status === 'off' && isLoaded && consumers.some(({ effect }) => effect === 'emits' || effect === 'may'),
    ...(limited && { limited }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
