import { applyMapRule } from '@/sandbox/deepflow/sql/conditions';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { notSql } from '@/sandbox/deepflow/sql/print';
import { isAlertTable } from '@/sandbox/deepflow/sql/tags/alert-tags';
import { findPlainTag, resourceItem, rowItem } from '@/sandbox/deepflow/sql/tags/catalogue';
import { hasTwoEnds, parseMapItem } from '@/sandbox/deepflow/sql/tags/map-items';
import { nicOwners, ownedNic } from '@/sandbox/deepflow/sql/tags/nic-fields';
import { deviceTypes, hostFields, plainResources } from '@/sandbox/deepflow/sql/tags/tag';

const nullableColumns = [
  'request_id',
  'response_code',
  'span_kind',
  'request_length',
  'response_length',
  'sql_affected_rows',
];

/** What exist(tag) asks; tags that are always there, such as endpoint, are answered with `1=1`. */
export function existsCondition(args: readonly string[], context: Context): string {
  const always = '1=1';
  const [written] = args;
  if (context.db === 'flow_tag' || written === undefined || args.length !== 1) {
    return always;
  }
  const name = written.replace(/^`+|`+$/g, '');
  return ofResource(name.toLowerCase(), context) ?? ofTag(name, context) ?? always;
}

function ofResource(resource: string, { table }: Context): string | null {
  const suffix = hasTwoEnds(table) ? (/_[01]$/.exec(resource)?.[0] ?? '') : '';
  const base = resource.slice(0, resource.length - suffix.length).replace(/_id$/, '');
  if (base === 'pod_service') {
    return `service_id${suffix} != 0`;
  }
  const device = deviceTypes[base];
  if (device !== undefined) {
    return `l3_device_type${suffix}=${device}`;
  }
  if (isAlertTable(table) && parseMapItem(resource, table) !== null) {
    return notSql;
  }
  const item = resourceItem(resource, table);
  if (item !== undefined) {
    return applyMapRule(item, { operator: '!=', value: "''" });
  }
  const nicOwner = nicOwners[base];
  if (nicOwner !== undefined) {
    return ownedNic(nicOwner);
  }
  if ([...plainResources, 'host', 'service'].includes(base)) {
    return `${base}_id${suffix}!=0`;
  }
  const host = hostFields[base];
  switch (base) {
    case 'vpc':
      return `l3_epc_id${suffix}!=-2`;
    case 'l2_vpc':
      return `epc_id${suffix}!=0`;
    case 'auto_instance':
      return `auto_instance_type${suffix} not in (101,102)`;
    case 'auto_service':
      return `auto_service_type${suffix} not in (10)`;
    default:
      if (host === undefined) {
        return null;
      }
      return host.type === 1
        ? `l3_device_id${suffix}!=0 AND l3_device_type${suffix}=1`
        : `${host.resource}_id${suffix}!=0`;
  }
}

function ofTag(name: string, context: Context): string | null {
  const filter = presentFilter(name, context);
  return filter === null ? null : `(${filter})`;
}

/** The condition under which a tag (or what an alias stands for) is there; null where nothing is known. */
export function presentFilter(name: string, context: Context): string | null {
  const { aliases, db, table } = context;
  const known = findPlainTag(name, table);
  if (known !== undefined) {
    return known.present ?? null;
  }
  const meant = (aliases.get(name) ?? name).replace(/^`+|`+$/g, '');
  const aliased = findPlainTag(meant, table);
  if (aliased !== undefined) {
    return aliased.present ?? null;
  }
  if (isAlertTable(table) && /^(?:attribute|tag)\./.test(meant)) {
    return notSql;
  }
  const item = resourceItem(meant, table) ?? (db === 'prometheus' ? undefined : rowItem(meant, table));
  if (item !== undefined) {
    return item.present ?? null;
  }
  return nullableColumns.includes(meant) ? `${meant} is not null` : null;
}
