import { byName } from '@/sandbox/deepflow/sql/by-name';
import { type Condition, comparing } from '@/sandbox/deepflow/sql/conditions';
import { notSql } from '@/sandbox/deepflow/sql/print';
import { numberEnum } from '@/sandbox/deepflow/sql/tags/enums';
import { rowMapTag } from '@/sandbox/deepflow/sql/tags/map-items';
import { type Compare, deviceTypes, lookup, plainResources, suffixes, type Tag } from '@/sandbox/deepflow/sql/tags/tag';

const tables = new Set(['alert_event', 'alert_record']);

/** Alerts keep the tags of what they are about in two maps of the row, one of numbers and one of texts. */
export const isAlertTable = (table: string) => tables.has(table);

type Kind = 'int' | 'string';
type Where = NonNullable<Tag['where']>;

const tagValue = (kind: Kind, name: string) => `tag_${kind}_values[indexOf(tag_${kind}_names,'${name}')]`;
const isAbsent = (kind: Kind, name: string) => `indexOf(tag_${kind}_names,'${name}')=0`;
const valueOrNull = (kind: Kind, name: string) => `if(${isAbsent(kind, name)},NULL,${tagValue(kind, name)})`;

/** The names under which a row may have a tag: one without a side is looked for on both as well. */
const sidesOf = (name: string, suffix: string) => (suffix === '' ? suffixes.map((side) => `${name}${side}`) : [name]);

function anyOf(names: readonly string[], condition: (name: string) => string): string {
  const conditions = names.map(condition);
  return conditions.length === 1 ? conditions.join('') : `(${conditions.join(' OR ')})`;
}

function numberTag(name: string, suffix: string, present?: string): Tag {
  return {
    select: tagValue('int', name),
    where: (compare) => anyOf(sidesOf(name, suffix), (side) => compare(valueOrNull('int', side))),
    negatesOutside: true,
    withoutRegexp: true,
    ...(present === undefined ? {} : { present }),
  };
}

function textWhere(name: string, suffix: string): Where {
  const sides = sidesOf(name, suffix);
  const absent = sides.map((side) => isAbsent('string', side)).join(' AND ');
  return (compare) => `if(${absent},1!=1,${anyOf(sides, (side) => compare(tagValue('string', side)))})`;
}

/** A resource: its name is looked up when it is shown, and compared as the alert has it. */
function resourceTag(name: string, suffix: string, map: string, key: (id: string) => string, present?: string): Tag {
  const id = key(`toUInt64(${tagValue('int', `${name}_id${suffix}`)})`);
  return {
    select: lookup(map, 'name', id),
    where: textWhere(`${name}${suffix}`, suffix),
    negatesOutside: true,
    nodeType: `'${name}'`,
    iconId: lookup(map, 'icon_id', id),
    ...(present === undefined ? {} : { present }),
  };
}

function addResources(tags: Map<string, Tag>, suffix: string): void {
  const add = (name: string, map: string, key: (id: string) => string, absent: { name?: number; id?: number }) => {
    const id = `${name}_id${suffix}`;
    const present = (number?: number) => (number === undefined ? undefined : `${tagValue('int', id)}!=${number}`);
    tags.set(id, numberTag(id, suffix, present(absent.id)));
    tags.set(`${name}${suffix}`, resourceTag(name, suffix, map, key, present(absent.name)));
  };
  const own = (id: string) => id;
  const alwaysThere = ['region', 'az', 'subnet', 'pod_cluster'];
  for (const resource of plainResources) {
    add(resource, `${resource}_map`, own, alwaysThere.includes(resource) ? {} : { name: 0, id: 0 });
  }
  add('vpc', 'l3_epc_map', own, { name: -2, id: -2 });
  add('l2_vpc', 'l3_epc_map', own, { name: 0, id: -2 });
  add('host', 'device_map', (id) => `toUInt64(6),${id}`, {});
  add('service', 'device_map', (id) => `toUInt64(11),${id}`, { name: 0, id: 0 });
  for (const [resource, type] of Object.entries(deviceTypes)) {
    add(resource, 'device_map', (id) => `toUInt64(${type}),${id}`, { name: 0, id: 0 });
  }
  for (const resource of ['pod_ingress', 'lb_listener']) {
    add(resource, `${resource}_map`, own, { id: 0 });
    const { nodeType, iconId, ...shown } = tags.get(`${resource}${suffix}`) ?? {};
    tags.set(`${resource}${suffix}`, shown);
  }
}

function addAutoGroups(tags: Map<string, Tag>, suffix: string): void {
  const icon = (type: string) => lookup('device_map', 'icon_id', `toUInt64(${type}),toUInt64(${type})`);
  for (const auto of ['auto_instance', 'auto_service']) {
    const name = `${auto}${suffix}`;
    const id = `${auto}_id${suffix}`;
    const type = `${auto}_type${suffix}`;
    const position = `indexOf(tag_string_names,'${name}')`;
    const ownIcon = lookup(
      'device_map',
      'icon_id',
      `toUInt64(${tagValue('int', type)}),toUInt64(${tagValue('int', id)})`,
    );
    tags.set(name, {
      select: tagValue('string', name),
      where: textWhere(name, suffix),
      negatesOutside: true,
      nodeType: `dictGet('flow_tag.node_type_map', 'node_type', toUInt64(${tagValue('int', type)}))`,
      iconId: `multiIf(${position}=0,${icon('63999')},${position}=255,${icon('64000')},${ownIcon})`,
    });
    tags.set(id, numberTag(id, suffix));
    tags.set(type, numberTag(type, suffix));
  }
  tags.set(`ip${suffix}`, {
    select: tagValue('string', `ip${suffix}`),
    where: textWhere(`ip${suffix}`, suffix),
    negatesOutside: true,
    withoutRegexp: true,
    nodeType: "'ip'",
    iconId: icon('64000'),
  });
}

/** Where the engine has no rule to write, ClickHouse does not take what it writes. */
const notCompared: Where = () => notSql;

/** Where the policy's own row has the tag. */
function policyTag(column: string, select: string): Tag {
  return {
    select,
    group: 'policy_id',
    where: (compare) =>
      `toUInt64(policy_id) GLOBAL IN (SELECT id FROM flow_tag.alarm_policy_map WHERE ${compare(column)})`,
  };
}

function addAlertInfo(tags: Map<string, Tag>): void {
  tags.set('alert_policy', {
    ...policyTag('name', lookup('alarm_policy_map', 'name', 'toUInt64(policy_id)')),
    negatesOutside: true,
    nodeType: "'alert_policy'",
    iconId: '0',
  });
  tags.set(
    'policy_info',
    policyTag('info', "dictGetOrDefault('flow_tag.alarm_policy_map', 'info', (toUInt64(policy_id)), '{}')"),
  );
  tags.set('alert_policy_id', {
    select: 'policy_id',
    present: 'policy_id!=0',
    group: 'policy_id',
    where: (compare) => compare('policy_id'),
    negatesOutside: true,
    withoutRegexp: true,
  });
  for (const name of ['biz_name', 'topk_endpoints']) {
    tags.set(name, { select: tagValue('string', name), where: (compare) => compare(valueOrNull('string', name)) });
  }
  const feature = tagValue('int', 'biz_feature_type');
  tags.set('biz_feature_type', {
    select: feature,
    where: (compare) => compare(valueOrNull('int', 'biz_feature_type')),
    withoutRegexp: true,
    enumeration: {
      ...numberEnum(feature),
      select: (name, file) => `dictGet('flow_tag.int_enum_map', '${name}', ('${file}',toUInt64(${feature})))`,
    },
  });
  for (const name of ['event_level', 'state', 'policy_type']) {
    tags.set(name, { enumeration: numberEnum(name) });
  }
  tags.set('time_str', { select: 'toString(time)', group: 'time', where: notCompared });
  for (const [map, type] of [
    ['tag_string', 'String'],
    ['custom_tag', 'String'],
    ['tag_int', 'Int64'],
  ]) {
    const select = `toJSONString(CAST((${map}_names, ${map}_values), 'Map(String, ${type})'))`;
    tags.set(`${map}`, { select, where: notCompared });
  }
}

/** Everything that the engine knows of alerts' tags by name, beside the user's. */
export function alertTags(): Map<string, Tag> {
  const tags = new Map<string, Tag>();
  for (const suffix of suffixes) {
    addResources(tags, suffix);
    addAutoGroups(tags, suffix);
  }
  addAlertInfo(tags);
  return tags;
}

const rowMaps = ['tag_string', 'tag_int', 'custom_tag'] as const;

function rowMapItem(name: string): Tag | undefined {
  const map = rowMaps.find((prefix) => name.startsWith(`${prefix}.`));
  return map === undefined ? undefined : rowMapTag(map, name.slice(map.length + 1));
}

/** How a name is selected that is no tag of its own: one with a dot is a text of the alert's. */
export function alertItem(name: string): Tag | undefined {
  return rowMapItem(name) ?? (name.includes('.') ? rowMapTag('tag_string', name) : undefined);
}

const columns = new Set([
  ...[
    'policy_type',
    'metric_value',
    'event_level',
    'team_id',
    'user_id',
    'target_tags',
    '_query_region',
    '_target_uid',
  ],
  ...['1', '_id', 'event_id', 'alert_time', 'duration', 'state', 'start_time', 'end_time'],
]);

/** Tags of which one without a side stands for those of both. */
const sided = byName<true>(
  Object.fromEntries(
    [
      ...[
        'pod_group_type',
        'host_ip',
        'host_hostname',
        'chost_ip',
        'chost_hostname',
        'pod_node_ip',
        'pod_node_hostname',
      ],
      ...['province', 'is_internet', 'tcp_flags_bit', 'l2_end', 'l3_end', 'nat_real_ip', 'nat_real_port', 'process_id'],
      ...['process_kname', 'k8s.label', 'k8s.annotation', 'k8s.env', 'cloud.tag', 'os.app', 'biz_service.group'],
    ].map((name) => [name, true]),
  ),
);
const sidedMaps = ['k8s.label.', 'k8s.annotation.', 'k8s.env.', 'cloud.tag.', 'os.app.', 'biz_service.group'];

/** A condition on a name that is no tag of its own: a value that is a number is looked for among the numbers. */
export function alertCondition(name: string, written: string, condition: Condition): string {
  const compare: Compare = comparing(condition);
  const item = rowMapItem(name)?.where;
  if (item !== undefined) {
    return item(compare);
  }
  const withoutSide = name.replace(/_0$/, '').replace(/_1$/, '');
  const isSided = sided[withoutSide.replace(/_id$/, '')] === true || sidedMaps.some((map) => written.startsWith(map));
  if (!isSided && columns.has(written)) {
    return compare(written);
  }
  const kind = /^[+-]?\d+$/.test(condition.value) ? 'int' : 'string';
  if (kind === 'int' && condition.operator.includes('match')) {
    return notSql;
  }
  const names = isSided ? sidesOf(name, /_[01]$/.exec(written)?.[0] ?? '') : [name];
  return anyOf(names, (side) => compare(valueOrNull(kind, side)));
}
