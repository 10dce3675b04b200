import { byName } from '@/sandbox/deepflow/sql/by-name';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { QueryError, resourceNotFound } from '@/sandbox/deepflow/sql/errors';
import { addFilter, type Plan } from '@/sandbox/deepflow/sql/plan';
import { notSql, quoteString } from '@/sandbox/deepflow/sql/print';

/** Names that tables had before DeepFlow 6.5 and that still work. */
const formerNames: readonly (readonly [former: string, current: string])[] = [
  ['vtap_app_port', 'application'],
  ['vtap_app_edge_port', 'application_map'],
  ['vtap_flow_port', 'network'],
  ['vtap_flow_edge_port', 'network_map'],
  ['vtap_acl', 'traffic_policy'],
];

export function currentTableName(name: string): string {
  const former = formerNames.find(([old]) => name.includes(old));
  return former === undefined ? name : name.replaceAll(former[0], former[1]);
}

/** Databases whose tables are all kept in one, told apart by a column. */
const virtualTables = byName<string>({
  ext_metrics: 'metrics',
  deepflow_admin: 'deepflow_server',
  deepflow_tenant: 'deepflow_collector',
});

export const databases = byName<readonly string[]>({
  flow_log: ['l4_flow_log', 'l7_flow_log', 'l4_packet', 'l7_packet'],
  flow_metrics: ['network', 'network_map', 'application', 'application_map', 'traffic_policy'],
  ext_metrics: ['ext_common'],
  deepflow_admin: ['deepflow_server'],
  deepflow_tenant: ['deepflow_collector'],
  event: [
    'event',
    'file_event',
    'file_agg_event',
    'file_mgmt_event',
    'proc_perm_event',
    'proc_ops_event',
    'alert_event',
    'alert_record',
    'file_event_metrics',
  ],
  profile: ['in_process', 'in_process_metrics'],
  prometheus: ['samples'],
  application_log: ['log'],
});

/** Resolutions that the controller has for a kind of table, each with its seconds. */
const precisions = byName<Readonly<Record<string, number>>>({
  network: { '1m': 60, '1s': 1 },
  application: { '1m': 60, '1s': 1 },
  traffic_policy: { '1m': 60 },
  in_process_metrics: { '1s': 1 },
  file_event_metrics: { '1s': 1 },
});

function sourceType(db: string, table: string): string {
  if (db !== 'flow_metrics') {
    return db;
  }
  return ['network', 'application'].find((type) => table.startsWith(type)) ?? (table === 'traffic_policy' ? table : '');
}

/** Resolutions that `show tables` lists for a table; null where it has none. */
export function tablePrecisions(db: string, table: string): string[] | null {
  if (!['flow_metrics', 'profile', 'event'].includes(db)) {
    return null;
  }
  const names = precisions[table.replace(/_map$/, '')];
  return names === undefined ? null : Object.keys(names);
}

/**
 * Seconds between two rows of a table at a resolution.
 * @throws QueryError with the controller's answer where it has no such resolution.
 */
function sourceInterval(db: string, table: string, precision: string): number {
  const type = sourceType(db, table);
  // Samples have no resolution that could be asked for by name.
  if (db === 'flow_metrics' || (precision !== '' && (db === 'prometheus' || virtualTables[db] !== undefined))) {
    const name = precision === '' ? (table.split('.')[1] ?? '') : precision;
    const known = precisions[type] ?? {};
    const seconds = name === '' ? Object.values(known)[0] : Object.hasOwn(known, name) ? known[name] : undefined;
    if (seconds === undefined) {
      const asked = name === '' ? '' : `&name=${name}`;
      // A blank in the name breaks the querier's request to the controller.
      const answer = name.includes(' ') ? "code '400'" : "response: 'map[DATA:[]]'";
      throw new QueryError(
        `get datasource interval error, url: http://localhost:20417/v1/data-sources/?type=${type}${asked}, ${answer}`,
      );
    }
    return seconds;
  }
  return 1;
}

/** Resolves FROM: the ClickHouse table, and the condition that picks a virtual table's rows. */
export function addTable(plan: Plan, written: string, context: Context): void {
  const { db, precision, prometheus } = context;
  const table = currentTableName(unquoted(written));
  context.table = table;
  if (db === 'prometheus') {
    const metricId = prometheus.metricId(table);
    if (metricId === undefined) {
      throw resourceNotFound(`${table} not found`);
    }
    addFilter(plan, `(metric_id=${metricId})`);
  }
  context.time.sourceInterval = sourceInterval(db, table, precision);
  const stored = virtualTables[db] ?? (db === 'prometheus' ? 'samples' : table);
  const name = precision === '' ? stored : `${stored}.${precision}`;
  const database = databaseName(db, context.organisation);
  // The real engine writes both names as they are: ClickHouse refuses what is no name.
  const isNamed = /^\w+$/.test(db) && !/[`\\]/.test(name);
  const source = isNamed ? `${database}.\`${name}\`${stored === 'alert_event' ? ' FINAL' : ''}` : notSql;
  plan.table = plan.table === null ? source : `${plan.table}, ${source}`;
  if (virtualTables[db] !== undefined) {
    addFilter(plan, `(virtual_table_name=${quoteString(table)})`);
  }
}

const unquoted = (written: string) => written.replace(/^`+|`+$/g, '');

/** Organisations other than the first have databases of their own, `0002_flow_log` and so on. */
function databaseName(db: string, organisation: string): string {
  if (organisation === '' || organisation === '1' || db === 'flow_tag') {
    return db;
  }
  if (!/^\d+$/.test(organisation)) {
    throw new QueryError(`strconv.Atoi: parsing ${JSON.stringify(organisation)}: invalid syntax`);
  }
  return `\`${organisation.padStart(4, '0')}_${db}\``;
}
