import 'server-only';
import type { RouteSummary, TextSort } from '@/lib/apisix/dto';
import {
  type CopyHolder,
  chip,
  type InForceInput,
  type PluginChip,
  type PluginState,
  pluginInForce,
  type TelemetryPlugin,
} from '@/lib/apisix/plugins-in-force';
import { type GatewayObjects, toHolder } from './gateway-objects';
import { managerOf } from './managed-by';
import { upstreamOf } from './route-upstream';
import { type ApisixObject, isRecord, plainText } from './wire';

/** A route as the index holds it: everything that search, filters and sorting ask for is computed once. */
export type RouteEntry = {
  object: ApisixObject;
  summary: RouteSummary;
  /** Lower case, everything that a search may find, parts apart by line ends. */
  text: string;
  keys: Record<TextSort, string>;
};

/** The state of one plugin on a route, given everything that may hold a copy of it. */
export function stateOf<P extends TelemetryPlugin>(
  object: ApisixObject,
  context: GatewayObjects,
  plugin: P,
): PluginState<P> {
  const { value } = object;
  const holders = {
    route: toHolder(object),
    pluginConfig: referred(value.plugin_config_id, context.pluginConfigs),
    service: referred(value.service_id, context.services),
    globalRules: context.globalRules?.map(toHolder) ?? null,
  };
  const consumers = context.consumers && (context.consumers.get(plugin) ?? []);
  return pluginInForce({
    plugin,
    ...holders,
    hasScript: hasScript(value, context),
    consumers,
    findsConsumer: consumers?.length === 0 ? null : findsConsumer(holders, context.authPlugins),
    loaded: context.plugins ? context.plugins.includes(plugin) : null,
    metadata: metadataOf(context, plugin),
  });
}

type Holders = Pick<InForceInput, 'route' | 'pluginConfig' | 'service' | 'globalRules'>;

/** Whether one of the plugins that run for a route finds out the consumer. Null: not all of them could be read. */
function findsConsumer(
  { route, pluginConfig, service, globalRules }: Holders,
  authPlugins: GatewayObjects['authPlugins'],
): boolean | null {
  if (authPlugins === null || pluginConfig === null || service === null || globalRules === null) return null;
  const merged = [route, pluginConfig, service].filter((holder) => typeof holder === 'object');
  const runs = (holders: readonly CopyHolder[], name: string) =>
    holders.map(({ plugins }) => enabledIn(plugins, name)).find((enabled) => enabled !== null) ?? false;
  return [...authPlugins].some((name) => runs(merged, name) || globalRules.some((rule) => runs([rule], name)));
}

/** Null: no copy there. */
function enabledIn(plugins: unknown, name: string): boolean | null {
  const copy = isRecord(plugins) && Object.hasOwn(plugins, name) ? plugins[name] : undefined;
  if (copy === undefined || copy === null) return null;
  return !(isRecord(copy) && isRecord(copy._meta) && copy._meta.disable === true);
}

/** Whether a script runs for a route in the place of its plugins (apisix/init.lua `http_access_phase`). */
export function hasScript(value: Record<string, unknown>, { services }: GatewayObjects): boolean {
  const service = services?.get(plainText(value.service_id ?? ''))?.value;
  return typeof (value.script ?? service?.script) === 'string';
}

function metadataOf(
  { metadata, needsMetadata }: GatewayObjects,
  plugin: TelemetryPlugin,
): boolean | 'not_needed' | null {
  if (plugin !== 'opentelemetry' || !needsMetadata) return 'not_needed';
  return metadata ? metadata.has(plugin) : null;
}

function referred(id: unknown, objects: ReadonlyMap<string, ApisixObject> | null): InForceInput['service'] {
  if (id === undefined || id === null) return 'none';
  if (objects === null) return null;
  const object = objects.get(plainText(id));
  return object ? toHolder(object) : 'gone';
}

/** Computes the entry of one route. Never throws: what makes no sense becomes a fault of the row. */
export function toEntry(object: ApisixObject, context: GatewayObjects): RouteEntry {
  const summary = toSummary(object, context);
  return { object, summary, text: searchText(object, summary), keys: sortKeys(summary) };
}

function toSummary(object: ApisixObject, context: GatewayObjects): RouteSummary {
  const { value } = object;
  const faults: string[] = object.isBroken ? ['bad_field:value'] : [];
  const service = serviceOf(value, context, faults);
  const ownHosts = texts(value, 'host', 'hosts', faults);
  const serviceHosts = ownHosts.length > 0 || !service?.object ? [] : texts(service.object.value, 'host', 'hosts', []);
  const paths = texts(value, 'uri', 'uris', faults);
  if (paths.length === 0) faults.push('no_path');
  if (
    typeof value.plugin_config_id !== 'undefined' &&
    context.pluginConfigs?.has(plainText(value.plugin_config_id)) === false
  )
    faults.push('missing_plugin_config');
  return {
    id: object.id,
    name: text(value, 'name', faults),
    description: text(value, 'desc', faults),
    hosts: ownHosts.length > 0 ? ownHosts : serviceHosts,
    hostsFromService: serviceHosts.length > 0,
    paths,
    methods: texts(value, undefined, 'methods', faults),
    priority: typeof value.priority === 'number' ? value.priority : 0,
    enabled: value.status !== 0,
    labels: labelsOf(value, faults),
    service: service && { id: service.id, name: service.name },
    upstream: upstreamOf(value, service?.object ?? null, context, faults),
    conditions: conditionsOf(value),
    plugins: isRecord(value.plugins) ? Object.keys(value.plugins).sort() : [],
    opentelemetry: shared(chip(stateOf(object, context, 'opentelemetry'))),
    prometheus: shared(chip(stateOf(object, context, 'prometheus'))),
    managedBy: managerOf(value.labels),
    updatedAt: typeof value.update_time === 'number' ? value.update_time : null,
    faults,
  };
}

function serviceOf(value: Record<string, unknown>, context: GatewayObjects, faults: string[]) {
  if (value.service_id === undefined || value.service_id === null) return null;
  const id = plainText(value.service_id);
  const object = context.services?.get(id);
  if (context.services && !object) faults.push('missing_service');
  return { id, name: typeof object?.value.name === 'string' ? object.value.name : '', object };
}

function text(value: Record<string, unknown>, key: string, faults: string[]): string {
  const found = value[key];
  if (typeof found === 'string') return found;
  if (found !== undefined && found !== null) faults.push(`bad_field:${key}`);
  return '';
}

/** A list that may also be given as one text under another key. */
function texts(value: Record<string, unknown>, one: string | undefined, many: string, faults: string[]): string[] {
  const list = value[many];
  if (Array.isArray(list)) {
    const found = list.filter((item) => typeof item === 'string');
    if (found.length < list.length) faults.push(`bad_field:${many}`);
    return found;
  }
  // lua-cjson writes an empty list as `{}`.
  if (list !== undefined && list !== null && !(isRecord(list) && Object.keys(list).length === 0))
    faults.push(`bad_field:${many}`);
  if (one === undefined) return [];
  const single = text(value, one, faults);
  return single === '' ? [] : [single];
}

function labelsOf(value: Record<string, unknown>, faults: string[]): Record<string, string> {
  if (value.labels === undefined || value.labels === null) return {};
  if (!isRecord(value.labels)) {
    if (!Array.isArray(value.labels) || value.labels.length > 0) faults.push('bad_field:labels');
    return {};
  }
  return Object.fromEntries(Object.entries(value.labels).map(([key, label]) => [key, plainText(label)]));
}

function conditionsOf(value: Record<string, unknown>): RouteSummary['conditions'] {
  const found: RouteSummary['conditions'] = [];
  if (Array.isArray(value.vars) && value.vars.length > 0) found.push('vars');
  if (value.remote_addr !== undefined || (Array.isArray(value.remote_addrs) && value.remote_addrs.length > 0))
    found.push('remote_addrs');
  if (value.filter_func !== undefined) found.push('filter_func');
  return found;
}

const chips = new Map<string, PluginChip>();

/** Of 50,000 routes nearly all have the same few states: they share one object each. */
function shared(value: PluginChip): PluginChip {
  const key = JSON.stringify(value);
  const known = chips.get(key);
  if (known) return known;
  if (chips.size < 1000) chips.set(key, value);
  return value;
}

function searchText({ id }: ApisixObject, summary: RouteSummary): string {
  const { name, description, hosts, paths, methods, labels, service, upstream, plugins } = summary;
  return [
    name,
    id,
    description,
    ...hosts,
    ...paths,
    ...methods,
    ...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    service?.id,
    service?.name,
    upstream.id,
    upstream.name,
    ...upstream.nodes,
    ...plugins,
  ]
    .filter((part) => part)
    .join('\n')
    .toLowerCase();
}

function sortKeys(summary: RouteSummary): Record<TextSort, string> {
  const { name, id, hosts, paths, methods, upstream, enabled, opentelemetry, prometheus, updatedAt } = summary;
  return {
    name: natural(name || id),
    host: natural(hosts[0] ?? ''),
    path: natural(paths[0] ?? ''),
    methods: methods.join(),
    upstream: natural(upstream.name || upstream.nodes[0] || upstream.id || ''),
    status: enabled ? '0' : '1',
    opentelemetry: chipKey(opentelemetry),
    prometheus: chipKey(prometheus),
    updated: String(updatedAt ?? 0).padStart(12, '0'),
  };
}

/** Lower case with numbers padded, so that plain comparison puts `bulk-2` before `bulk-10`. */
function natural(value: string): string {
  return value.toLowerCase().replace(/\d{1,11}/g, (digits) => digits.padStart(12, '0'));
}

function chipKey({ status, offReason, from, twice }: PluginChip): string {
  return `${status === 'on' ? 0 : status === 'unknown' ? 1 : 2}${twice ? 0 : 1}${offReason ?? ''}${from ?? ''}`;
}
