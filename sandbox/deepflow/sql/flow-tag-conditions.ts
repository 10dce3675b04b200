import { byName } from '@/sandbox/deepflow/sql/by-name';
import { type Condition, comparing, positiveOf } from '@/sandbox/deepflow/sql/conditions';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { quoteName } from '@/sandbox/deepflow/sql/print';

const plainColumns = [
  ...['value', 'devicetype', 'device_type', 'tag_name', 'field_name', 'field_type', '1', 'user_id', 'team_id'],
  ...['app_service', 'app_instance'],
];

/** Resources by which the values of each dictionary can be narrowed. */
const parents = byName<readonly string[]>({
  pod_ns_map: ['pod_ns', 'pod_cluster'],
  pod_group_map: ['pod_group', 'pod_cluster', 'pod_ns'],
  pod_service_map: ['pod_service', 'pod_cluster', 'pod_ns'],
  pod_map: ['pod', 'pod_cluster', 'pod_ns', 'pod_node', 'pod_service', 'pod_group'],
  chost_map: ['chost', 'host', 'l3_epc', 'chost_ip', 'chost_hostname', 'subnet'],
  gprocess_map: ['gprocess', 'chost', 'l3_epc'],
  pod_ingress_map: ['pod_cluster', 'pod_ns', 'pod_ingress'],
  pod_node_map: ['pod_cluster', 'pod_node'],
  subnet_map: ['l3_epc', 'subnet'],
});

const mapPrefixes =
  /^(tag\.|attribute\.|k8s\.label\.|k8s\.env\.|k8s\.annotation\.|cloud\.tag\.|os\.app\.|biz_service\.group)/;

/** A condition with its negation outside, as dictionaries are asked. */
function asked(left: string, condition: Condition): string {
  const positive = positiveOf(condition);
  return positive === null ? comparing(condition)(left) : `not(${comparing(positive)(left)})`;
}

function inDictionary(id: string, dictionary: string, column: string, condition: Condition, more = ''): string {
  const inside = (one: Condition) =>
    `toUInt64(${id}) GLOBAL IN (SELECT ${column} FROM flow_tag.${dictionary} WHERE ${comparing(one)('name')}${more})`;
  const positive = positiveOf(condition);
  return positive === null ? inside(condition) : `not(${inside(positive)})`;
}

/** A condition in `show tag … values where …`: on the value, its name, or a resource that it belongs to. */
export function flowTagCondition(written: string, table: string, condition: Condition): string {
  const name = written === 'vpc' || written === 'vpc_id' ? written.replace('vpc', 'l3_epc') : written;
  const { operator, value } = condition;
  if (name === 'user_id' && table === 'user_map') {
    return asked('value', condition);
  }
  if (plainColumns.includes(name) || (name === 'type' && table === 'vtap_map')) {
    return `${name} ${operator} ${value}`;
  }
  if (name === 'key' || name === 'table') {
    return `${quoteName(name)} ${operator} ${value}`;
  }
  if (name === 'display_name') {
    return asked('display_name', condition);
  }
  if (name === 'type' || ['int_enum_map', 'string_enum_map', 'ip_relation_map'].includes(table)) {
    return asked('value', condition);
  }
  const allowed = parents[table];
  if (allowed !== undefined) {
    return parentCondition(name, table, allowed, condition);
  }
  return asked(mapPrefixes.test(name) || name.endsWith('_id') ? 'value' : 'display_name', condition);
}

function parentCondition(name: string, table: string, allowed: readonly string[], condition: Condition): string {
  const isId = name.endsWith('_id');
  const resource = name.replace(/_id$/, '');
  if (!allowed.includes(resource)) {
    throw new QueryError(`show tag ${table.replace(/_map$/, '')} values not support filter tag: ${name}`);
  }
  const isOwn = resource === table.replace(/_map$/, '') || resource === 'chost_hostname' || resource === 'chost_ip';
  if (isOwn) {
    return asked(isId ? 'value' : 'display_name', condition);
  }
  if (isId) {
    return asked(name, condition);
  }
  return name === 'host'
    ? inDictionary('host_id', 'device_map', 'deviceid', condition, ' AND devicetype=6')
    : inDictionary(`${name}_id`, `${name}_map`, 'id', condition);
}
