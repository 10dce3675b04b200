import { type Enumeration, lookup, suffixes, type TagMap } from '@/sandbox/deepflow/sql/tags/tag';

const numberEnums = [
  'close_type',
  'eth_type',
  'signal_source',
  'is_ipv4',
  'l7_ip_protocol',
  'type',
  'l7_protocol',
  'protocol',
  'response_status',
  'server_port',
  'status',
  'capture_nic_type',
  'tunnel_tier',
  'tunnel_type',
  'instance_type',
  'nat_source',
  'role',
  'event_level',
  'policy_level',
  'policy_app_type',
  'is_tls',
  'is_async',
  'is_reversed',
  'severity_number',
  'file_type',
  'state',
];
const textEnums = ['observation_point', 'event_type', 'profile_language_type'];

/** An enum whose numbers are those of `raw`. */
export function numberEnum(raw: string): Enumeration {
  return {
    raw,
    select: (name, file) =>
      `dictGetOrDefault('flow_tag.int_enum_map', '${name}', ('${file}',toUInt64(${raw})), ${raw})`,
    where: (compare, name, file) =>
      `toUInt64(${raw}) GLOBAL IN (SELECT value FROM flow_tag.int_enum_map WHERE ${compare(name)} and tag_name='${file}')`,
  };
}

function ofText(raw: string): Enumeration {
  return {
    raw,
    select: (name, file) => `dictGetOrDefault('flow_tag.string_enum_map', '${name}', ('${file}',${raw}), ${raw})`,
    where: (compare, name, file) =>
      `${raw} GLOBAL IN (SELECT value FROM flow_tag.string_enum_map WHERE ${compare(name)} and tag_name='${file}')`,
  };
}

/** Tags with a fixed set of values whose names Enum() gives. */
export function enumTags(tags: TagMap): void {
  const add = (name: string, enumeration: Enumeration) => tags.set(name, { ...tags.get(name), enumeration });
  for (const name of numberEnums) {
    add(name, numberEnum(name));
  }
  for (const name of textEnums) {
    add(name, ofText(name));
  }
  for (const suffix of suffixes) {
    for (const name of ['tcp_flags_bit', 'auto_instance_type', 'auto_service_type']) {
      add(`${name}${suffix}`, numberEnum(`${name}${suffix}`));
    }
    const group = `pod_group_id${suffix}`;
    const groupType = lookup('pod_group_map', 'pod_group_type', `toUInt64(${group})`);
    const groupTypeName = numberEnum(groupType);
    tags.set(`pod_group_type${suffix}`, {
      select: groupType,
      present: `${group}!=0`,
      group,
      where: (compare) =>
        `toUInt64(${group}) GLOBAL IN (SELECT id FROM flow_tag.pod_group_map WHERE ${compare('pod_group_type')}) AND ${group}!=0`,
      negatesOutside: true,
      withoutRegexp: true,
      enumeration: {
        ...groupTypeName,
        where: (compare, name, file) => `${groupTypeName.where(compare, name, file)} AND ${group}!=0`,
        negatesOutside: true,
      },
    });
    const process = `gprocess_id${suffix}`;
    const bizType = lookup('gprocess_map', 'biz_type', `toUInt64(${process})`);
    tags.set(`gprocess.biz_type${suffix}`, {
      select: bizType,
      present: `${process}!=0`,
      group: process,
      where: (compare) =>
        `toUInt64(${process}) GLOBAL IN (SELECT id FROM flow_tag.gprocess_map WHERE ${compare('biz_type')}) AND ${process}!=0`,
      enumeration: { ...numberEnum(bizType), rawPresent: `${process}!=0` },
    });
  }
  add('span_kind', {
    ...numberEnum('span_kind'),
    select: (name, file) =>
      `if(isNull(span_kind), '', dictGetOrDefault('flow_tag.int_enum_map', '${name}', ('${file}',toUInt64(assumeNotNull(span_kind))), span_kind))`,
  });
  tags.set('tap_side', {
    select: 'observation_point',
    group: 'observation_point',
    where: (compare) => compare('observation_point'),
    enumeration: ofText('observation_point'),
  });
  tags.set('tap_port_type', {
    select: 'capture_nic_type',
    group: 'capture_nic_type',
    where: (compare) => compare('capture_nic_type'),
    enumeration: numberEnum('capture_nic_type'),
  });
  for (const name of ['app_service', 'app_instance']) {
    add(name, { raw: name, select: () => name, where: (compare) => compare(name) });
  }
}

/** Enum files whose name is not the tag's own; `table` narrows it where tables differ. */
const enumFiles: readonly { tag: string; table?: RegExp; file: string }[] = [
  { tag: 'is_ipv4', file: 'ip_type' },
  { tag: 'protocol', table: /^l7_flow_log$/, file: 'l7_ip_protocol' },
  { tag: 'is_tls', file: 'bool' },
  { tag: 'is_async', file: 'bool' },
  { tag: 'is_reversed', file: 'bool' },
  { tag: 'type', table: /^l7_flow_log$/, file: 'l7_log_type' },
  { tag: 'signal_source', table: /^(l7_flow_log|application)/, file: 'l7_signal_source' },
  { tag: 'signal_source', table: /^(l4_flow_log|network)/, file: 'l4_signal_source' },
  { tag: 'signal_source', table: /^event$/, file: 'event_signal_source' },
  { tag: 'signal_source', table: /^(file_|proc_)/, file: 'file_event_signal_source' },
  { tag: 'event_type', table: /^file_event/, file: 'file_event_type' },
  { tag: 'policy_type', file: 'policy_app_type' },
  { tag: 'gprocess.biz_type', file: 'biz_type' },
  { tag: 'tap_port_type', file: 'capture_nic_type' },
  { tag: 'tap_side', file: 'observation_point' },
];

/** The list of values that a tag's enum uses, by the tag's name without its side. */
export function enumFile(tag: string, table: string): string {
  return enumFiles.find((entry) => entry.tag === tag && (entry.table?.test(table) ?? true))?.file ?? tag;
}

export const textEnumFiles: ReadonlySet<string> = new Set(textEnums);
