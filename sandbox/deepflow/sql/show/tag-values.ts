import { tagDescriptions } from '@/sandbox/deepflow/catalog/load';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { quoteString } from '@/sandbox/deepflow/sql/print';
import { databases } from '@/sandbox/deepflow/sql/tables';
import { enumFile, textEnumFiles } from '@/sandbox/deepflow/sql/tags/enums';
import { hostFields, plainResources } from '@/sandbox/deepflow/sql/tags/tag';

/** The clauses of `show tag x values from t …`, as text of the dialect. */
type ValueClauses = { where: string; order: string; limit: string };

/** Cut as the engine cuts it: by the first word of either spelling, be it in a literal. */
function valueClauses(sql: string): ValueClauses {
  const cut = (text: string, word: string) => {
    const upper = text.split(` ${word.toUpperCase()} `);
    return upper.length > 1 ? upper : text.split(` ${word} `);
  };
  const [, limit] = cut(sql, 'limit');
  const [condition = ''] = cut(cut(sql, 'where')[1] ?? '', 'limit');
  const isPattern = / (?:like|LIKE) /.test(condition);
  return {
    where: condition.trim() === '' ? '' : `(${isPattern ? condition.replaceAll('*', '%') : condition})`,
    order: /like|regexp/i.test(sql) ? 'length(display_name)' : '',
    limit: limit === undefined ? '' : ` LIMIT ${limit}`,
  };
}

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

/** How the engine writes the columns of some dictionaries. */
const spelling = byName<string>({
  ...Object.fromEntries(
    ['vtap', 'agent', 'lb_listener', 'policy', 'npb_tunnel', 'pod_ingress'].map((tag) => [
      tag,
      'id as value, name AS display_name',
    ]),
  ),
  alert_policy: 'id AS value, name AS display_name',
  user: 'id AS value, name AS display_name',
});

/** Their tables are described all at once. */
const sampleDatabases = ['deepflow_admin', 'deepflow_tenant', 'prometheus', 'ext_metrics'];

const keyMaps: readonly (readonly [prefix: string, maps: readonly string[]])[] = [
  ['k8s.label.', ['pod_service_k8s_label_map', 'pod_k8s_label_map']],
  ['k8s.annotation.', ['pod_service_k8s_annotation_map', 'pod_k8s_annotation_map']],
  ['k8s.env.', ['pod_k8s_env_map']],
  ['cloud.tag.', ['chost_cloud_tag_map', 'pod_ns_cloud_tag_map']],
  ['os.app.', ['os_app_tag_map']],
];

/** A condition of a listing's own, as it stands alone and after one that was asked for. */
type Own = { alone: string; joined: string };

const spaced = (condition: string): Own => ({ alone: ` WHERE ${condition}`, joined: ` AND ${condition}` });
const tight = (condition: string): Own => ({ alone: `WHERE ${condition}`, joined: `AND ${condition}` });

type Listing = { columns: string; from: string; own?: Own; groups?: string };

/** Its blanks are the engine's, because a syntax error in what was asked for tells its position. */
function listing(
  { columns, from, own, groups = 'value, display_name' }: Listing,
  { where, order, limit }: ValueClauses,
): string {
  const filter = where === '' ? (own?.alone ?? '') : ` WHERE ${where}${own?.joined ?? ''}`;
  return `SELECT ${columns} FROM ${from} ${filter} GROUP BY ${groups} ORDER BY ${order || 'value'} ASC ${limit}`;
}

/**
 * Statements on flow_tag, in the dialect, whose rows are the values of a tag; `sql` is what asks for them.
 * @throws QueryError for a tag that the table does not have.
 */
export function tagValueStatements(db: string, table: string, tag: string, language: string, sql: string): string[] {
  if (/['`]/.test(tag)) {
    throw new QueryError(`Tags containing single quotes (') or backquote (\`) or space are not supported: ${tag} `);
  }
  const clauses = valueClauses(sql);
  const byKey = keyMaps.find(([prefix]) => tag.startsWith(prefix));
  if (byKey !== undefined) {
    const key = `\`key\`=${quoteString(tag.slice(byKey[0].length))}`;
    const own = { alone: `WHERE ${key}`, joined: ` AND ${key}` };
    return byKey[1].map((from) => listing({ columns: 'value, value AS display_name', from, own }, clauses));
  }
  if (tag.startsWith('biz_service.group')) {
    return resourceStatements(db, table, tag, clauses);
  }
  if (tag.startsWith('tag.') || tag.startsWith('attribute.')) {
    return [fieldStatement(db, table, tag.replace(/^tag\./, '').replace(/^attribute\./, ''), clauses)];
  }
  const listed = sampleDatabases.includes(db) ? (databases[db]?.[0] ?? table) : table;
  const described = tagDescriptions(db, listed).find(([name]) => name === tag);
  if (described === undefined && (listed === 'alert_event' || listed === 'alert_record')) {
    return [];
  }
  if (described === undefined || ['deepflow_admin', 'deepflow_tenant'].includes(db)) {
    throw new QueryError(`no tag ${tag} in ${db}.${listed}`);
  }
  const isEnum = /_enum$/.test(described[6]) && tag !== 'app_service' && tag !== 'app_instance';
  return isEnum
    ? [enumStatement(enumFile(tag, listed), language, clauses)]
    : resourceStatements(db, listed, tag, clauses);
}

function enumStatement(file: string, language: string, { where, order, limit }: ValueClauses): string {
  const columns = `value, name_${language} AS display_name, description_${language} AS description`;
  const from = textEnumFiles.has(file) ? 'string_enum_map' : 'int_enum_map';
  const filter = `tag_name=${quoteString(file)} ${where === '' ? '' : ` AND ${where}`}`;
  return `SELECT ${columns} FROM ${from} WHERE ${filter} GROUP BY value, display_name, description ORDER BY ${order || 'value'} ASC ${limit}`;
}

/** Texts found in rows, the most frequent first. */
function fieldStatement(db: string, table: string, field: string, { where, order, limit }: ValueClauses): string {
  const conditions = `\`table\`=${quoteString(table)} AND field_type='tag' AND field_name=${quoteString(field)}`;
  const filter = where === '' ? conditions : `${conditions}  AND ${where}`;
  const orderBy = order === '' ? 'sum(count) DESC' : `${order} ASC`;
  return `SELECT field_value AS value, value AS display_name FROM ${db}_custom_field_value WHERE ${filter} GROUP BY value, display_name ORDER BY ${orderBy} ${limit || 'LIMIT 10000'}`;
}

function resourceStatements(db: string, table: string, tag: string, clauses: ValueClauses): string[] {
  const list = (columns: string, from: string, own?: Own, groups?: string) => [
    listing({ columns, from, ...(own && { own }), ...(groups && { groups }) }, clauses),
  ];
  const map = ownMaps[tag];
  if (map !== undefined) {
    return list(spelling[tag] ?? 'id as value,name AS display_name', map);
  }
  const device = deviceTags[tag];
  const withUid = 'value, display_name, uid';
  if (device !== undefined) {
    const columns = 'deviceid AS value,name AS display_name,uid';
    return list(columns, 'device_map', tight(`devicetype=${device}`), withUid);
  }
  const nicOwner = nicOwners[tag];
  if (nicOwner !== undefined) {
    const columns = 'device_id AS value, device_name AS display_name';
    return list(columns, 'vtap_port_map', spaced(`device_type=${nicOwner}`));
  }
  switch (tag) {
    case 'auto_instance':
    case 'auto_service':
      return autoStatements(tag, clauses);
    case 'vpc':
    case 'l2_vpc':
      return list('id as value,name AS display_name,uid', 'l3_epc_map', undefined, withUid);
    case 'ip':
      return list('ip as value,ip AS display_name', 'ip_relation_map');
    case 'tap':
    case 'capture_network_type':
      return list('value, name AS display_name', 'tap_type_map');
    case 'app_service':
    case 'app_instance': {
      const ofTable = spaced(`\`table\`=${quoteString(table)} AND ${tag}!=''`);
      return list(`${tag} AS value, ${tag} AS display_name`, `${db}_app_service`, ofTable);
    }
    case 'biz_service.group':
      return list('service_group_name as value, service_group_name AS display_name', 'biz_service_map');
    default:
  }
  const host = hostFields[tag];
  if (host === undefined) {
    return [fieldStatement(db, table, tag, clauses)];
  }
  const named = "display_name!=''";
  return host.type === 1
    ? list(`id AS value, ${host.field} AS display_name`, 'chost_map', spaced(named))
    : list(
        `deviceid AS value, ${host.field} AS display_name`,
        'device_map',
        spaced(`devicetype=${host.type} AND ${named}`),
      );
}

/** Auto groups list every kind of resource they can be; services have a second source, appended. */
function autoStatements(tag: 'auto_instance' | 'auto_service', clauses: ValueClauses): string[] {
  const groups = 'value, display_name, device_type, uid, icon_id';
  const types = tag === 'auto_instance' ? autoInstanceTypes : autoServiceTypes;
  const columns = 'deviceid AS value,name AS display_name,devicetype AS device_type,uid, icon_id';
  const own = tight(`devicetype in (${types.join(',')})`);
  const devices = listing({ columns, from: 'device_map', own, groups }, clauses);
  if (tag === 'auto_instance') {
    return [devices];
  }
  const custom = 'id AS value, name AS display_name, 105 AS device_type, uid, icon_id';
  return [devices, listing({ columns: custom, from: 'custom_biz_service_map', groups }, clauses)];
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
