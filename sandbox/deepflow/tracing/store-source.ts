import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import type { Found, LinkRow, Links, RowSource, Window } from '@/sandbox/deepflow/tracing/source';

/** What is needed of the storage: ClickHouse SQL in, rows out, 64-bit integers as digits. */
export type Queryable = {
  query(clickhouseSql: string): Promise<{ columns: { name: string }[]; rows: unknown[][] }>;
};

const table = 'flow_log.l7_flow_log';

/** The rows that DeepFlow's storage holds. A statement that ClickHouse refuses is a failed query, as a querier's 500. */
export function storeSource(store: Queryable): RowSource {
  const find = async <Row>(columns: readonly (keyof L7Row)[], where: string, tail: string): Promise<Found<Row>> => {
    const select = columns.map((column) => `${expressions[column] ?? column} AS \`r.${column}\``).join(', ');
    try {
      const { rows } = await store.query(`SELECT ${select} FROM ${table} WHERE ${where} ${tail}`);
      // The columns asked for are those of Row.
      return { rows: rows.map((cells) => toRow(columns, cells) as Row), failure: null };
    } catch (error) {
      return {
        rows: [],
        failure: { status: 500, description: error instanceof Error ? error.message : String(error) },
      };
    }
  };
  const links = (where: string, limit: number) =>
    find<LinkRow>(linkColumns, where, `ORDER BY time, _id LIMIT ${Math.trunc(limit)}`);
  const spans = (spansOnly: boolean) => (spansOnly ? ' AND signal_source = 4' : '');
  return {
    byId: async (id, spansOnly) => {
      if (!isId(id)) return { rows: [], failure: null };
      return links(`_id = ${id} AND ${inSeconds(secondOf(id), secondOf(id))}${spans(spansOnly)}`, 1);
    },
    byTraceIds: async (ids, window, limit, spansOnly) => {
      const list = ids.map(literal).join(', ');
      return links(
        `(trace_id IN (${list}) OR _trace_id_2 IN (${list})) AND ${inWindow(window)}${spans(spansOnly)}`,
        limit,
      );
    },
    linked: async (wanted, window, limit) => links(`(${linkConditions(wanted)}) AND ${inWindow(window)}`, limit),
    byIds: async (ids) => {
      const numbers = ids.filter(isId);
      const seconds = numbers.map(secondOf).sort((a, b) => a - b);
      const [first] = seconds;
      if (first === undefined) return { rows: [], failure: null };
      const where = `_id IN (${numbers.join(', ')}) AND ${inSeconds(first, seconds.at(-1) ?? first)}`;
      return find<L7Row>(allColumns, where, 'ORDER BY start_time, _id');
    },
  };
}

const allColumns = Object.keys(emptyL7Row) as (keyof L7Row)[];

const linkColumns = [
  '_id',
  'type',
  'signal_source',
  'observation_point',
  'agent_id',
  'protocol',
  'l7_protocol',
  'start_time',
  'end_time',
  'req_tcp_seq',
  'resp_tcp_seq',
  'syscall_trace_id_request',
  'syscall_trace_id_response',
  'trace_id',
  '_trace_id_2',
  'span_id',
  'parent_span_id',
  'x_request_id_0',
  'x_request_id_1',
  'request_id',
] as const satisfies readonly (keyof LinkRow)[];

const address = (side: 0 | 1) => `if(is_ipv4 = 1, toString(ip4_${side}), toString(ip6_${side}))`;

/** Instances and services have their names in one dictionary; Internet (0) and plain addresses (255) are their own. */
const deviceName = (tag: string, side: 0 | 1) =>
  `if(${tag}_type_${side} IN (0, 255), ${address(side)}, dictGet('flow_tag.device_map', 'name', ` +
  `(toUInt64(${tag}_type_${side}), toUInt64(${tag}_id_${side}))))`;

const name = (dictionary: string, id: string) => `dictGet('flow_tag.${dictionary}', 'name', toUInt64(${id}))`;

const nicKey = '(toUInt64(agent_id), toUInt64(capture_nic))';
const ofNic = (attribute: string) => `dictGet('flow_tag.vtap_port_map', '${attribute}', ${nicKey})`;
const nicNumber = (attribute: string) => `toInt32(${ofNic(attribute)})`;

/** Where a row's value is not the column of the same name. */
const expressions: Partial<Record<keyof L7Row, string>> = {
  time: 'toUnixTimestamp(time)',
  start_time: 'toUnixTimestamp64Micro(start_time)',
  end_time: 'toUnixTimestamp64Micro(end_time)',
  capture_nic_name: ofNic('name'),
  capture_network_type: name('tap_type_map', 'capture_network_type_id'),
  resource_from_vtap: `tuple(${[
    nicNumber('device_type'),
    nicNumber('device_id'),
    ofNic('device_name'),
    nicNumber('icon_id'),
    nicNumber('host_id'),
    ofNic('host_name'),
    nicNumber('chost_id'),
    ofNic('chost_name'),
    nicNumber('pod_node_id'),
    ofNic('pod_node_name'),
  ].join(', ')})`,
  ip_0: address(0),
  ip_1: address(1),
  auto_instance_0: deviceName('auto_instance', 0),
  auto_instance_1: deviceName('auto_instance', 1),
  auto_service_0: deviceName('auto_service', 0),
  auto_service_1: deviceName('auto_service', 1),
  subnet_0: name('subnet_map', 'subnet_id_0'),
  subnet_1: name('subnet_map', 'subnet_id_1'),
  gprocess_0: name('gprocess_map', 'gprocess_id_0'),
  gprocess_1: name('gprocess_map', 'gprocess_id_1'),
  _querier_region: "'DEFAULT'",
};

function toRow(columns: readonly (keyof L7Row)[], cells: readonly unknown[]): Partial<L7Row> {
  return Object.fromEntries(columns.map((column, index) => [column, toValue(emptyL7Row[column], cells[index])]));
}

/** A cell in the type of the column's empty value: ids stay digits, other numbers become numbers. */
function toValue(empty: L7Row[keyof L7Row], cell: unknown): unknown {
  if (Array.isArray(empty)) return cell;
  if (empty === null) return cell === null ? null : Number(cell);
  return typeof empty === 'number' ? Number(cell) : String(cell);
}

function linkConditions(links: Links): string {
  const isIn = (column: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`${column} IN (${values.join(', ')})`];
  const syscallIds = links.syscallIds.filter(isId);
  const xRequestIds = links.xRequestIds.map(literal);
  return [
    ...isIn('req_tcp_seq', links.reqTcpSeqs.map(String)),
    ...isIn('resp_tcp_seq', links.respTcpSeqs.map(String)),
    ...isIn('syscall_trace_id_request', syscallIds),
    ...isIn('syscall_trace_id_response', syscallIds),
    ...isIn('x_request_id_0', xRequestIds),
    ...isIn('x_request_id_1', xRequestIds),
    ...isIn('request_id', links.dnsRequestIds.map(String)).map((condition) => `(l7_protocol = 120 AND ${condition})`),
  ].join(' OR ');
}

function inWindow({ from, to }: Window): string {
  return inSeconds(Math.trunc(from), Math.trunc(to));
}

function inSeconds(from: number, to: number): string {
  return `time >= toDateTime(${from}) AND time <= toDateTime(${to})`;
}

/** An `_id` begins with the second of the row's end. */
function secondOf(id: string): number {
  return Number(BigInt(id) >> 32n);
}

function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}

function literal(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}
