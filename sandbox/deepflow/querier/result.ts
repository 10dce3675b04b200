import { encodeValue, goJson, goString } from '@/sandbox/deepflow/querier/go-json';
import type { ColumnSchema } from '@/sandbox/deepflow/sql/schema';

/**
 * A column of an answer. `type` is ClickHouse's, null where the values are JSON already; `asText` marks a column whose
 * numbers were made text.
 */
export type ResultColumn = { name: string; type: string | null; schema: ColumnSchema | null; asText?: true };

/** `withoutSchemas` marks answers to SHOW, which describe no columns. */
export type Result = { columns: ResultColumn[]; rows: unknown[][]; withoutSchemas?: true };

export type DebugEntry = { IP: string; Sql: string; QueryTime: string; QueryUUID: string; Error: string };

/** The `result` member: no rows are null, not an empty list. */
export function resultJson({ columns, rows, withoutSchemas }: Result): string {
  const names = columns.map(({ name }) => goString(name)).join(',');
  const schemas = columns.flatMap(({ type, schema }) => {
    if (type === null || withoutSchemas === true) {
      return [];
    }
    const { label_type = '', pre_as = '', type: kind = 0, unit = '' } = schema ?? {};
    return [goJson({ label_type, pre_as, type: kind, unit, value_type: type })];
  });
  const encodeRow = (row: unknown[]) => `[${columns.map((column, index) => cellJson(column, row[index])).join(',')}]`;
  const values = rows.length === 0 ? 'null' : `[${rows.map(encodeRow).join(',')}]`;
  return `{"columns":[${names}],"schemas":[${schemas.join(',')}],"values":${values}}`;
}

/** A value of the querier's own in a column of ClickHouse's: what time() fills a gap with, whatever the column's type. */
export class OwnValue {
  constructor(readonly json: string) {}
}

/** One value as the answer has it. */
export function cellJson({ type, asText }: ResultColumn, value: unknown): string {
  if (value instanceof OwnValue) {
    return value.json;
  }
  const isJson = type === null || (asText === true && typeof value === 'string');
  return isJson ? goJson(value ?? null) : encodeValue(type, value);
}

/** The body of every answer of `/v1/query/`; `debug` is there even when it is null. */
export function envelope(optStatus: string, description: string, result: string, debug: DebugEntry[] | null): string {
  const debugJson = debug === null ? 'null' : goJson({ query_sqls: debug });
  return `{"OPT_STATUS":${goString(optStatus)},"DESCRIPTION":${goString(description)},"result":${result},"debug":${debugJson}}`;
}
