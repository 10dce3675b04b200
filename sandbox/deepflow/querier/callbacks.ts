import type { Result } from '@/sandbox/deepflow/querier/result';
import { fillTime } from '@/sandbox/deepflow/querier/time-fill';
import type { Translated } from '@/sandbox/deepflow/sql/select';

const nicColumns = ['capture_nic', 'tap_port'];
const macColumns = ['mac_0', 'mac_1', 'tunnel_tx_mac_0', 'tunnel_tx_mac_1', 'tunnel_rx_mac_0', 'tunnel_rx_mac_1'];

/** What the querier does to an answer of ClickHouse: names, MAC addresses, gaps in time. */
export function afterwards(result: Result, { time, orders }: Translated): Result {
  return fillTime(withMacs(withTraceId(result)), time, orders);
}

/** Both trace ids of a row are selected as `trace_ids` and answered as `trace_id`. */
function withTraceId({ columns, rows }: Result): Result {
  return {
    rows,
    columns: columns.map((column) => (column.name === 'trace_ids' ? { ...column, name: 'trace_id' } : column)),
  };
}

function sourceOf(column: Result['columns'][number]): string {
  return column.schema?.pre_as === undefined || column.schema.pre_as === '' ? column.name : column.schema.pre_as;
}

/** Numbers of NICs and MACs become text; a NIC's number is an IPv4 address where its type says so. */
function withMacs({ columns, rows }: Result): Result {
  const typeIndex = columns.findIndex(({ name }) => name === 'tap_port_type' || name === 'capture_nic_type');
  const converters = columns.map((column) => {
    const isNumber = column.type === 'UInt32' || column.type === 'UInt64';
    const source = sourceOf(column);
    if (isNumber && nicColumns.includes(source)) {
      return (value: unknown, row: unknown[]) => nicText(value, typeIndex < 0 ? null : row[typeIndex]);
    }
    return isNumber && macColumns.includes(source) ? (value: unknown) => macText(value) : null;
  });
  if (converters.every((converter) => converter === null)) {
    return { columns, rows };
  }
  return {
    columns: columns.map((column, index) => (converters[index] === null ? column : { ...column, asText: true })),
    rows: rows.map((row) => row.map((value, index) => converters[index]?.(value, row) ?? value)),
  };
}

function macText(value: unknown): string {
  const hex = BigInt(String(value)).toString(16).padStart(12, '0');
  return (hex.match(/../g) ?? []).join(':');
}

function nicText(value: unknown, nicType: unknown): unknown {
  if (nicType === null) {
    return macText(value);
  }
  if (nicType === 0 || nicType === 1) {
    return macText(value).slice('00:00:'.length);
  }
  const number = Number(value);
  return nicType === 2 ? [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.') : value;
}
