import { tagDescriptions } from '@/sandbox/deepflow/catalog/load';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { quoteString } from '@/sandbox/deepflow/sql/print';
import { databases } from '@/sandbox/deepflow/sql/tables';
import { enumFile, textEnumFiles } from '@/sandbox/deepflow/sql/tags/enums';
import { hostFields, plainResources } from '@/sandbox/deepflow/sql/tags/tag';

/** The clauses of `show tag x values from t …`, as text of the dialect. */
export type ValueClauses = { where: string; order: string; limit: string };

const deviceTags = byName<number>({
  router: 5,
  dhcpgw: 9,
  redis: 12,
  rds: 13,
  lb: 15,
  natgw: 16,
  host: 6,
  service: 102,
});

/** Kinds of resources that an auto group can be. */
const autoTypes = [1, 5, 6, 9, 11, 12, 13, 14, 15, 16, 120];
const autoInstanceTypes = [...autoTypes, 10];
const autoServiceTypes = [...autoTypes, 103, 101, 130, 131, 132, 133, 134, 135, 104];

const nicOwners = byName<number>({
  tap_port_host: 6,
  tap_port_chost: 1,
  tap_port_pod_node: 14,
  capture_nic_host: 6,
  capture_nic_chost: 1,
  capture_nic_pod_node: 14,
});

/** Tags whose ids and names are all rows of one dictionary. */
const ownMaps = byName<string>({
  chost: 'chost_map',
  pod_service: 'pod_service_map',
  vtap: 'vtap_map',
  agent: 'vtap_map',
  lb_listener: 'lb_listener_map',
  policy: 'policy_map',
  npb_tunnel: 'npb_tunnel_map',
  alert_policy: 'alarm_policy_map',
  user: 'user_map',
  pod_ingress: 'pod_ingress_map',
  ...Object.fromEntries(plainResources.map((resource) => [resource, `${resource}_map`])),
});

const keyMaps: readonly (readonly [prefix: string, maps: readonly string[]])[] = [
  ['k8s.label.', ['pod_service_k8s_label_map', 'pod_k8s_label_map']],
  ['k8s.annotation.', ['pod_service_k8s_annotation_map', 'pod_k8s_annotation_map']],
  ['k8s.env.', ['pod_k8s_env_map']],
  ['cloud.tag.', ['chost_cloud_tag_map', 'pod_ns_cloud_tag_map']],
  ['os.app.', ['os_app_tag_map']],
];

type Listing = { columns: string; from: string; where: readonly string[]; groups: string };

function statement(
  { columns, from, where, groups }: Listing,
  { order, limit }: ValueClauses,
  fallback: string,
): string {
  const conditions = where.filter((condition) => condition !== '');
  const filter = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const orderBy = order === '' ? fallback : order;
  return `SELECT ${columns} FROM ${from}${filter} GROUP BY ${groups} ORDER BY ${orderBy} ASC${limit}`;
}

const idAndName = 'value, display_name';

/** Statements on flow_tag, in the dialect, whose rows are the values of a tag. */
export function tagValueStatements(
  db: string,
  table: string,
  tag: string,
  language: string,
  clauses: ValueClauses,
): string[] {
  if (/['`]/.test(tag)) {
    throw new QueryError(`Tags containing single quotes (') or backquote (\`) or space are not supported: ${tag} `);
  }
  const own = clauses.where === '' ? '' : `(${clauses.where})`;
  const byKey = keyMaps.find(([prefix]) => tag.startsWith(prefix));
  if (byKey !== undefined) {
    const key = `\`key\`=${quoteString(tag.slice(byKey[0].length))}`;
    const columns = 'value, value AS display_name';
    return byKey[1].map((from) => statement({ columns, from, where: [own, key], groups: idAndName }, clauses, 'value'));
  }
  if (tag.startsWith('biz_service.group')) {
    return [resourceStatement(db, table, 'biz_service.group', own, clauses)].flat();
  }
  if (tag.startsWith('tag.') || tag.startsWith('attribute.')) {
    return [fieldStatement(db, table, tag.replace(/^tag\./, '').replace(/^attribute\./, ''), own, clauses)];
  }
  const listed = databases[db]?.length === 1 ? (databases[db][0] ?? table) : table;
  const described = tagDescriptions(db, listed).find(([name]) => name === tag);
  if (described === undefined || ['deepflow_admin', 'deepflow_tenant'].includes(db)) {
    throw new QueryError(`no tag ${tag} in ${db}.${listed}`);
  }
  const isEnum = /_enum$/.test(described[6]) && tag !== 'app_service' && tag !== 'app_instance';
  return isEnum
    ? [enumStatement(enumFile(tag, table), language, own, clauses)]
    : resourceStatement(db, table, tag, own, clauses);
}

function enumStatement(file: string, language: string, own: string, clauses: ValueClauses): string {
  const columns = `value, name_${language} AS display_name, description_${language} AS description`;
  const from = textEnumFiles.has(file) ? 'string_enum_map' : 'int_enum_map';
  const where = [`tag_name=${quoteString(file)}`, own];
  return statement({ columns, from, where, groups: 'value, display_name, description' }, clauses, 'value');
}

/** Texts found in rows, the most frequent first. */
function fieldStatement(db: string, table: string, field: string, own: string, { order, limit }: ValueClauses): string {
  const conditions = [`\`table\`=${quoteString(table)}`, "field_type='tag'", `field_name=${quoteString(field)}`, own];
  const filter = conditions.filter((condition) => condition !== '').join(' AND ');
  const orderBy = order === '' ? 'sum(count) DESC' : `${order} ASC`;
  return `SELECT field_value AS value, value AS display_name FROM ${db}_custom_field_value WHERE ${filter} GROUP BY ${idAndName} ORDER BY ${orderBy}${limit === '' ? ' LIMIT 10000' : limit}`;
}

function resourceStatement(db: string, table: string, tag: string, own: string, clauses: ValueClauses): string[] {
  const list = (columns: string, from: string, where: readonly string[] = [own], groups = idAndName) => [
    statement({ columns, from, where, groups }, clauses, 'value'),
  ];
  const map = ownMaps[tag];
  if (map !== undefined) {
    return list('id AS value, name AS display_name', map);
  }
  const device = deviceTags[tag];
  const withUid = 'value, display_name, uid';
  if (device !== undefined) {
    return list('deviceid AS value, name AS display_name, uid', 'device_map', [own, `devicetype=${device}`], withUid);
  }
  const nicOwner = nicOwners[tag];
  if (nicOwner !== undefined) {
    return list('device_id AS value, device_name AS display_name', 'vtap_port_map', [own, `device_type=${nicOwner}`]);
  }
  switch (tag) {
    case 'auto_instance':
    case 'auto_service':
      return autoStatements(tag, own, clauses);
    case 'vpc':
    case 'l2_vpc':
      return list('id AS value, name AS display_name, uid', 'l3_epc_map', [own], withUid);
    case 'ip':
      return list('ip AS value, ip AS display_name', 'ip_relation_map');
    case 'tap':
    case 'capture_network_type':
      return list('value, name AS display_name', 'tap_type_map');
    case 'app_service':
    case 'app_instance': {
      const ofTable = [own, `\`table\`=${quoteString(table)}`, `${tag}!=''`];
      return list(`${tag} AS value, ${tag} AS display_name`, `${db}_app_service`, ofTable);
    }
    case 'biz_service.group':
      return list('service_group_name AS value, service_group_name AS display_name', 'biz_service_map');
    default:
  }
  const host = hostFields[tag];
  if (host === undefined) {
    return [fieldStatement(db, table, tag, own, clauses)];
  }
  const named = "display_name!=''";
  return host.type === 1
    ? list(`id AS value, ${host.field} AS display_name`, 'chost_map', [own, named])
    : list(`deviceid AS value, ${host.field} AS display_name`, 'device_map', [own, `devicetype=${host.type}`, named]);
}

/** Auto groups list every kind of resource they can be; services have a second source, appended. */
function autoStatements(tag: 'auto_instance' | 'auto_service', own: string, clauses: ValueClauses): string[] {
  const groups = 'value, display_name, device_type, uid, icon_id';
  const types = tag === 'auto_instance' ? autoInstanceTypes : autoServiceTypes;
  const columns = 'deviceid AS value, name AS display_name, devicetype AS device_type, uid, icon_id';
  const devices = statement(
    { columns, from: 'device_map', where: [own, `devicetype in (${types.join(',')})`], groups },
    clauses,
    'value',
  );
  if (tag === 'auto_instance') {
    return [devices];
  }
  const custom = 'id AS value, name AS display_name, 105 AS device_type, uid, icon_id';
  return [
    devices,
    statement({ columns: custom, from: 'custom_biz_service_map', where: [own], groups }, clauses, 'value'),
  ];
}

/** The statement of `show enum x values`: the values of every enum that a tag of this name has in any table. */
export function enumValueStatement(tag: string, language: string, table: string): string {
  const files = new Set<string>();
  for (const [db, tables] of Object.entries(databases)) {
    for (const one of tables) {
      const described = tagDescriptions(db, one).find(([name]) => name === tag);
      if (described !== undefined && !/_enum$/.test(described[6])) {
        throw new QueryError(`tag ${tag} is not enum`);
      }
      if (described !== undefined) {
        files.add(enumFile(tag, one));
      }
    }
  }
  const [first = ''] = files;
  const from = first === '' ? table : textEnumFiles.has(first) ? 'string_enum_map' : 'int_enum_map';
  const list = [...files].map(quoteString).join(',');
  return `SELECT value, name_${language} AS display_name, description_${language} AS description FROM ${from} WHERE tag_name IN (${list}) GROUP BY value, display_name, description ORDER BY value ASC`;
}
