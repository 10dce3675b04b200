import type { Context } from '@/sandbox/deepflow/sql/context';
import { QueryError, resourceNotFound } from '@/sandbox/deepflow/sql/errors';
import { findMetric } from '@/sandbox/deepflow/sql/metrics/catalogue';
import { bothLevels, type PlanColumn, type PlanGroup, type With } from '@/sandbox/deepflow/sql/plan';
import { quoteString } from '@/sandbox/deepflow/sql/print';
import { isAlertTable } from '@/sandbox/deepflow/sql/tags/alert-tags';
import { findPlainTag, tagOf } from '@/sandbox/deepflow/sql/tags/catalogue';
import { deviceTypes, hostFields } from '@/sandbox/deepflow/sql/tags/tag';

/** A name as written (`text`) and without quotes (`name`). */
export type Name = { name: string; text: string };

const wholeMaps = ['metrics', 'tag'];

const autoName = /^(auto_instance|auto_service)(_[01])?$/;
const endOf = (name: string) => /_[01]$/.exec(name)?.[0] ?? '';

function autoAddresses(auto: string, suffix: string): With[] {
  const isAddress = `${auto}_type${suffix} IN (0, 255)`;
  return [
    { value: `if(${isAddress}, if(is_ipv4 = 1, ip4${suffix}, NULL), NULL)`, alias: `${auto}_ip4${suffix}` },
    { value: `if(${isAddress}, if(is_ipv4 = 0, ip6${suffix}, NULL), NULL)`, alias: `${auto}_ip6${suffix}` },
  ];
}

/** Tags read from device_map by the row's device type, which must then be of the right kind. */
function deviceTypeColumn(name: string): With | null {
  const suffix = endOf(name);
  const base = name.slice(0, name.length - suffix.length);
  const type = base === 'pod_service' ? undefined : deviceTypes[base];
  const isChostField = base === 'chost_hostname' || base === 'chost_ip';
  const number = type ?? (isChostField ? hostFields[base]?.type : undefined);
  if (number === undefined) {
    return null;
  }
  const column = `l3_device_type${suffix}`;
  return { value: `if(${column} = ${number}, ${column}, 0)`, alias: `device_type_${name}` };
}

/** Columns that come along with a tag, because its name is made of them. */
function companions(name: string): PlanColumn[] {
  const auto = autoName.exec(name);
  if (auto?.[1] !== undefined) {
    const suffix = auto[2] ?? '';
    const addresses = autoAddresses(auto[1], suffix).map((address) => bothLevels(address.alias, '', [address]));
    return [...addresses, bothLevels(`${auto[1]}_type${suffix}`)];
  }
  const device = deviceTypeColumn(name);
  return device === null ? [] : [bothLevels(device.alias, '', [device])];
}

/**
 * The columns that selecting a tag or metric by name gives; an unknown name is passed on as a column of the table.
 * @throws QueryError for a Prometheus metric or label that the controller does not know.
 */
export function selectColumns({ name, text }: Name, alias: string, context: Context): PlanColumn[] {
  const { db, table } = context;
  const named = alias === '' ? name : alias;
  if (db === 'flow_tag') {
    return [bothLevels(text, alias)];
  }
  if (db === 'prometheus' && (name === 'tag' || name.startsWith('tag.'))) {
    return [bothLevels(name === 'tag' ? allLabels(context) : oneLabel(name.slice(4), context).select, named)];
  }
  if (isAlertTable(table)) {
    const select = tagOf(name, table)?.select;
    return [select === undefined ? bothLevels(text, alias) : bothLevels(select, named)];
  }
  if (name === 'trace_id') {
    return table === 'l7_flow_log'
      ? [bothLevels(findPlainTag(name, table)?.select ?? name, alias === '' ? 'trace_ids' : alias)]
      : [bothLevels(text, alias)];
  }
  if (name === 'metrics') {
    const arrays = db === 'flow_log' || db === 'application_log' ? 'metrics' : 'metrics_float';
    const map = `toJSONString(CAST((${arrays}_names, ${arrays}_values), 'Map(String, Float64)'))`;
    return [bothLevels(map, named)];
  }
  const tag = tagOf(name, table);
  if (tag?.select !== undefined) {
    return [bothLevels(tag.select, named), ...companions(name)];
  }
  if (tag !== undefined || wholeMaps.includes(name)) {
    return [bothLevels(text, alias)];
  }
  const metric = findMetric(name, db, table);
  if (metric !== undefined) {
    return [
      bothLevels(
        metric.expression === name ? text : metric.expression,
        alias === '' && metric.expression !== name ? name : alias,
      ),
    ];
  }
  return [bothLevels(text, alias)];
}

const groupBy = (value: string, withs: readonly With[] = []): PlanGroup => ({ value, alias: '', level: 'both', withs });

/** The columns that a GROUP BY of a tag, metric or alias groups by; none for the alias of time(), which groups itself. */
export function groupColumns({ name }: Name, context: Context): PlanGroup[] {
  const { aliases, db, table } = context;
  if (aliases.get(name) === 'time') {
    return [];
  }
  if (db === 'prometheus' && (name === 'tag' || name.startsWith('tag.'))) {
    return [prometheusGroup(name, context)];
  }
  const tag = db === 'flow_tag' ? undefined : findPlainTag(name, table);
  if (tag === undefined) {
    const belongsToFunction = name.includes('node_type') || name.includes('icon_id');
    return belongsToFunction && db !== 'flow_tag' ? [] : [groupBy(name)];
  }
  if (name === 'policy_id' && table !== 'traffic_policy') {
    return [groupBy(name)];
  }
  if (tag.group !== undefined) {
    return [groupBy(tag.group)];
  }
  const several = isAlertTable(table) ? [] : severalColumns(name);
  return several.length === 0 ? [groupBy(name)] : several;
}

/** The columns that together make one thing of a tag, such as auto_service; none for a tag of one column. */
export function severalColumns(name: string): PlanGroup[] {
  const auto = autoName.exec(name);
  const suffix = endOf(name);
  if (auto?.[1] !== undefined) {
    const addresses = autoAddresses(auto[1], suffix).map((address) => groupBy(address.alias, [address]));
    return [groupBy('is_ipv4'), ...addresses, groupBy(`${auto[1]}_type${suffix}`), groupBy(`${auto[1]}_id${suffix}`)];
  }
  if (/^ip(_[01])?$/.test(name)) {
    return ['is_ipv4', `ip4${suffix}`, `ip6${suffix}`].map((column) => groupBy(column));
  }
  const device = deviceTypeColumn(name);
  return device === null ? [] : [groupBy(`l3_device_id${suffix}`), groupBy(device.alias, [device])];
}

/** A label of a Prometheus metric, or all of them, as a column of GROUP BY. */
export function prometheusGroup(name: string, context: Context): PlanGroup {
  if (name === 'tag') {
    return { ...groupBy(allLabels(context)), alias: name };
  }
  const label = name.slice('tag.'.length);
  const { prometheus, table, aliases } = context;
  const isKnown = prometheus.labelId(label) !== undefined && prometheus.metricId(table) !== undefined;
  return isKnown && !aliases.has(name) ? { ...groupBy(oneLabel(label, context).select), alias: name } : groupBy(name);
}

/** A label of a Prometheus metric: in a column of its own (`app`) or among those of the target. */
export function oneLabel(label: string, { table, prometheus }: Context): { select: string; kind: 'app' | 'target' } {
  const metricId = prometheus.metricId(table);
  if (metricId === undefined) {
    throw resourceNotFound(`${table} not found`);
  }
  const labelId = prometheus.labelId(label);
  if (labelId === undefined) {
    throw new QueryError(`${label} not found`);
  }
  const column = prometheus.appLabels(table).indexOf(label) + 1;
  if (column > 0) {
    const key = `toUInt64(${labelId}), toUInt64(app_label_value_id_${column})`;
    return { select: `dictGet('flow_tag.app_label_map', 'label_value', (${key}))`, kind: 'app' };
  }
  const key = `toUInt64(${metricId}), toUInt64(${labelId}), toUInt64(target_id)`;
  return { select: `dictGet('flow_tag.target_label_map', 'label_value', (${key}))`, kind: 'target' };
}

function allLabels(context: Context): string {
  const { table, prometheus } = context;
  const ofTarget = (column: string) =>
    `splitByString(', ', dictGet('flow_tag.prometheus_target_label_layout_map', '${column}', toUInt64(target_id)))`;
  const target = `CAST((${ofTarget('target_label_names')}, ${ofTarget('target_label_values')}), 'Map(String, String)')`;
  const own = prometheus
    .appLabels(table)
    .filter((label) => prometheus.labelId(label) !== undefined)
    .map((label) => `${quoteString(label)},${oneLabel(label, context).select}`);
  return own.length === 0 ? `toJSONString(${target})` : `toJSONString(mapUpdate(map(${own.join(',')}),${target}))`;
}
