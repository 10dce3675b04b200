import type { TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { EnginePanic } from '@/sandbox/deepflow/sql/errors';
import { parseStatement } from '@/sandbox/deepflow/sql/parser';
import { type Translated, translateSelect } from '@/sandbox/deepflow/sql/select';

/**
 * Translates one statement of DeepFlow's dialect that is a SELECT.
 * @throws QueryError with the real engine's text for what it refuses, EnginePanic where it panics.
 */
export function translateStatement(sql: string, options: TranslateOptions): Translated {
  const statement = parseStatement(sql);
  if (statement.kind === 'other') {
    throw new EnginePanic(`interface conversion: sqlparser.Statement is ${statement.goType}, not *sqlparser.Select`);
  }
  return translateSelect(statement.select, options);
}
