import type { TranslateOptions } from '@/sandbox/deepflow/sql/context';
import type { ColumnSchema } from '@/sandbox/deepflow/sql/schema';
import type { Translated } from '@/sandbox/deepflow/sql/select';
import { emptyTimeRange } from '@/sandbox/deepflow/sql/time-range';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

const withQuery = /WITH\s+\S+\s+AS\s+\(/;
/** `\(SELECT\s.+?LIMIT\s.+?\)` that never takes back what it found: a long statement would hold up all others. */
const limitedSelect = /\(SELECT\s(?=(.+?LIMIT\s))\1(?=(.+?\)))\2/g;

/**
 * A statement with `WITH x AS (`: each parenthesised `SELECT … LIMIT …` is translated, all else goes to ClickHouse as it
 * came, even where the words stand inside a literal. Null for any other statement.
 */
export function translateWith(sql: string, options: TranslateOptions): Translated | null {
  if (!withQuery.test(sql)) {
    return null;
  }
  const schemas: ColumnSchema[] = [];
  let first: Translated | null = null;
  let clickhouse = sql;
  for (const [match] of sql.matchAll(limitedSelect)) {
    const translated = translateStatement(match.slice(1, -1), options);
    first ??= translated;
    schemas.push(...translated.schemas);
    clickhouse = clickhouse.replaceAll(match, () => `(${translated.clickhouse})`);
  }
  return { clickhouse, schemas, time: first?.time ?? emptyTimeRange(), orders: first?.orders ?? [] };
}
