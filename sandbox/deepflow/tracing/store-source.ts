import { ClickhouseError } from '@/sandbox/deepflow/clickhouse';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import type { RunQuery } from '@/sandbox/deepflow/querier/engine';
import { quoteName, quoteString } from '@/sandbox/deepflow/sql/print';
import { findTag } from '@/sandbox/deepflow/sql/tags/catalogue';
import type { Found, LinkRow, Links, RowSource, Window } from '@/sandbox/deepflow/tracing/source';

const linkColumns = [
  ...['_id', 'type', 'signal_source', 'observation_point', 'agent_id', 'protocol', 'l7_protocol', 'start_time'],
  ...['end_time', 'req_tcp_seq', 'resp_tcp_seq', 'syscall_trace_id_request', 'syscall_trace_id_response', 'trace_id'],
  ...['_trace_id_2', 'span_id', 'parent_span_id', 'x_request_id_0', 'x_request_id_1', 'request_id'],
] as const satisfies readonly (keyof LinkRow)[];

const allColumns = Object.keys(emptyL7Row) as (keyof L7Row)[];

const otel = 4;
const dns = 120;

/** The order in which the table keeps its rows. */
const tableOrder = 'time, l7_protocol, l3_epc_id_1, ip4_1, ip6_1, server_port, _id';

const autoAddresses = ['auto_instance', 'auto_service'].flatMap((auto) =>
  ['_0', '_1'].flatMap((side) => [`ip4${side} AS ${auto}_ip4${side}`, `ip6${side} AS ${auto}_ip6${side}`]),
);

/** The expression of a column of L7Row over the table and its dictionaries. */
function expression(column: keyof L7Row): string {
  switch (column) {
    case 'start_time':
    case 'end_time':
      return `toUnixTimestamp64Micro(${column})`;
    case 'time':
      return 'toUnixTimestamp(time)';
    case 'trace_id':
      return column;
    case '_querier_region':
      return quoteString(emptyL7Row._querier_region);
    default:
      return findTag(column, 'l7_flow_log')?.select ?? column;
  }
}

function toRow<Column extends keyof L7Row>(
  columns: readonly Column[],
  values: readonly unknown[],
): Pick<L7Row, Column> {
  const row: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    row[column] = typed(emptyL7Row[column], values[index]);
  }
  return row as Pick<L7Row, Column>;
}

/** A value of ClickHouse's JSON in the type that L7Row gives the column, told from its empty value. */
function typed(empty: unknown, value: unknown): unknown {
  if (value === null || value === undefined) {
    return null;
  }
  if (Array.isArray(empty)) {
    const items = Array.isArray(value) ? value : [];
    return empty.length === 0 ? items : items.map((item, index) => typed(empty[index], item));
  }
  return typeof empty === 'string' ? String(value) : Number(value);
}

const numbers = (values: readonly (number | string)[]) => values.map((value) => BigInt(value).toString()).join(',');

function isAny(column: string, values: string): string[] {
  return values === '' ? [] : [`${column} IN (${values})`];
}

function linkCondition(links: Links): string {
  const syscalls = numbers(links.syscallIds);
  const xRequests = links.xRequestIds.map(quoteString).join(',');
  const requests = isAny('request_id', numbers(links.dnsRequestIds));
  const parts = [
    ...isAny('req_tcp_seq', numbers(links.reqTcpSeqs)),
    ...isAny('resp_tcp_seq', numbers(links.respTcpSeqs)),
    ...isAny('syscall_trace_id_request', syscalls),
    ...isAny('syscall_trace_id_response', syscalls),
    ...isAny('x_request_id_0', xRequests),
    ...isAny('x_request_id_1', xRequests),
    ...requests.map((condition) => `(l7_protocol = ${dns} AND ${condition})`),
  ];
  return parts.length === 0 ? '1 = 0' : `(${parts.join(' OR ')})`;
}

/** Rows of the storage as the tracing service reads them. A statement that ClickHouse refuses is a failed query. */
export function storeSource(run: RunQuery): RowSource {
  async function find<Column extends keyof L7Row>(
    columns: readonly Column[],
    condition: string,
    tail: string,
  ): Promise<Found<Pick<L7Row, Column>>> {
    const selected = columns.map((column, index) => `${expression(column)} AS ${quoteName(`c${index}`)}`);
    const withs = columns.some((column) => /^auto_(?:instance|service)_[01]$/.test(column))
      ? `WITH ${autoAddresses.join(', ')} `
      : '';
    const statement = `${withs}SELECT ${selected.join(', ')} FROM flow_log.l7_flow_log WHERE ${condition} ${tail}`;
    try {
      const { rows } = await run(statement);
      return { rows: rows.map((values) => toRow(columns, values)), failure: null };
    } catch (error) {
      if (error instanceof ClickhouseError) {
        return { rows: [], failure: { status: 500, description: error.message } };
      }
      throw error;
    }
  }
  const inside = ({ from, to }: Window) => `time >= ${Math.trunc(from)} AND time <= ${Math.trunc(to)}`;
  const spans = (only: boolean) => (only ? ` AND signal_source = ${otel}` : '');
  return {
    byId: (id, spansOnly) => {
      if (!/^\d+$/.test(id)) {
        return Promise.resolve({ rows: [], failure: { status: 500, description: `no id of a row: ${id}` } });
      }
      const second = BigInt(id) >> 32n;
      return find(linkColumns, `_id = ${id} AND time = ${second}${spans(spansOnly)}`, 'LIMIT 1');
    },
    byTraceIds: (ids, window, limit, spansOnly) => {
      const list = ids.map(quoteString).join(',');
      const condition = list === '' ? '1 = 0' : `(trace_id IN (${list}) OR _trace_id_2 IN (${list}))`;
      const tail = `ORDER BY ${tableOrder} LIMIT ${limit}`;
      return find(linkColumns, `${condition} AND ${inside(window)}${spans(spansOnly)}`, tail);
    },
    linked: (links, window, limit) =>
      find(linkColumns, `${inside(window)} AND ${linkCondition(links)}`, `ORDER BY ${tableOrder} LIMIT ${limit}`),
    byIds: (ids) => {
      const known = ids.filter((id) => /^\d+$/.test(id));
      const seconds = [...new Set(known.map((id) => BigInt(id) >> 32n))];
      const condition = known.length === 0 ? '1 = 0' : `_id IN (${known.join(',')}) AND time IN (${seconds.join(',')})`;
      return find(allColumns, condition, 'ORDER BY start_time, end_time, _id');
    },
  };
}
