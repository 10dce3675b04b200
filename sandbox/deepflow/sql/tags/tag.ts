import { byName } from '@/sandbox/deepflow/sql/by-name';
/** Applies the operator and value of a condition to a ClickHouse expression, e.g. `name` → `name ilike '%a%'`. */
export type Compare = (left: string, wrap?: (value: string) => string) => string;

/** How a tag of DeepFlow is read from the ClickHouse columns and dictionaries. */
export type Tag = {
  /** Expression that is selected; without one the column of the tag's own name. */
  select?: string;
  /** Column that a GROUP BY of the tag groups by instead of the selected expression. */
  group?: string;
  /** Condition under which the tag is there at all: what exist() asks. */
  present?: string;
  /** Rows that fit a condition; without one the tag's own column is compared. */
  where?: (compare: Compare) => string;
  /** A negated condition is `not(positive)` around the whole rule rather than the operator inside it. */
  negatesOutside?: boolean;
  /** The rule knows no REGEXP: the real engine then writes SQL that ClickHouse refuses. */
  withoutRegexp?: boolean;
  nodeType?: string;
  iconId?: string;
  /** The name of an enum's number; `column` is the dictionary's column for the language. */
  enumeration?: Enumeration;
  /** Text that toString() gives where it is not simply toString(column). */
  text?: string;
};

export type Enumeration = {
  select: (nameColumn: string, file: string) => string;
  where: (compare: Compare, nameColumn: string, file: string) => string;
  /** The number itself, which `Enum(x) = '3'` compares as well. */
  raw: string;
  /** Negation goes around the whole rule, see Tag. */
  negatesOutside?: boolean;
  /** What a condition on the raw number needs besides. */
  rawPresent?: string;
};

export type TagMap = Map<string, Tag>;

/** Tables with two ends have `_0` (client) and `_1` (server) tags, the others none. */
export const suffixes = ['', '_0', '_1'] as const;

/** Numbers of DeepFlow's resource types that have rows in device_map. */
export const deviceTypes = byName<number>({
  chost: 1,
  router: 5,
  dhcpgw: 9,
  pod_service: 11,
  redis: 12,
  rds: 13,
  lb: 15,
  natgw: 16,
});

export const plainResources = [
  'region',
  'az',
  'pod_node',
  'pod_ns',
  'pod_group',
  'pod',
  'pod_cluster',
  'subnet',
  'gprocess',
] as const;

/** Host names and addresses of three resources, all kept in device_map. */
export const hostFields = byName<{ type: number; resource: string; field: string }>({
  host_hostname: { type: 6, resource: 'host', field: 'hostname' },
  host_ip: { type: 6, resource: 'host', field: 'ip' },
  chost_hostname: { type: 1, resource: 'chost', field: 'hostname' },
  chost_ip: { type: 1, resource: 'chost', field: 'ip' },
  pod_node_hostname: { type: 14, resource: 'pod_node', field: 'hostname' },
  pod_node_ip: { type: 14, resource: 'pod_node', field: 'ip' },
});

/** A tag that is another name of a column. */
export function renamed(column: string, present?: string): Tag {
  return {
    select: column,
    group: column,
    where: (compare) => compare(column),
    withoutRegexp: true,
    ...(present === undefined ? {} : { present }),
  };
}

export function lookup(dictionary: string, attribute: string, key: string): string {
  return `dictGet('flow_tag.${dictionary}', '${attribute}', (${key}))`;
}
