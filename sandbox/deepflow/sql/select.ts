import type { Expression, Select } from '@/sandbox/deepflow/sql/ast';
import type { TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { derivativeGroups } from '@/sandbox/deepflow/sql/derivative';
import { emptyNotes } from '@/sandbox/deepflow/sql/numbers';
import { addFilter, type Plan, type With, writePlan } from '@/sandbox/deepflow/sql/plan';
import { printExpression, quoteName } from '@/sandbox/deepflow/sql/print';
import { noteFound, type Reading, startReading } from '@/sandbox/deepflow/sql/reading';
import type { ColumnSchema } from '@/sandbox/deepflow/sql/schema';
import { readGroups } from '@/sandbox/deepflow/sql/select-groups';
import { readItems } from '@/sandbox/deepflow/sql/select-items';
import { addTable } from '@/sandbox/deepflow/sql/tables';
import { readTimeBounds } from '@/sandbox/deepflow/sql/time-bounds';
import { addSourceTime } from '@/sandbox/deepflow/sql/time-function';
import type { TimeRange } from '@/sandbox/deepflow/sql/time-range';
import { type FilterNode, filterNode } from '@/sandbox/deepflow/sql/where';

export type Translated = { clickhouse: string; schemas: ColumnSchema[]; time: TimeRange; orders: readonly string[] };

/**
 * Translates a SELECT to one ClickHouse statement.
 * @throws QueryError for what the dialect refuses, EnginePanic for what the real engine dies of.
 */
export function translateSelect(select: Select, options: TranslateOptions): Translated {
  const { from, where, having, orderBy, limit } = select;
  const reading = startReading(select, options);
  const { plan, context, found } = reading;
  for (const table of from) {
    addTable(plan, table, context);
  }
  readItems(reading);
  readWhere(reading, where);
  readGroups(reading);
  // Twice, as the real engine does: what it finds counts for the schemas of columns once more.
  context.bounds = null;
  readFilter(reading, having, null);
  plan.layered = found.layered;
  const writeHaving = readFilter(reading, having, plan, plan.havingWiths);
  for (const step of reading.steps) {
    step(plan);
  }
  plan.having = writeHaving === null ? null : writeHaving();
  plan.groups.push(...derivativeGroups(context, select.groupBy.map(printExpression)));
  if (context.db !== 'flow_log' && context.time.interval === 0 && plan.layered && found.isMetric) {
    addSourceTime(plan, context);
  }
  for (const { expression, descending } of orderBy) {
    if (expression.kind === 'column' || expression.kind === 'call') {
      const name = expression.kind === 'column' ? quoteName(expression.path.join('.')) : printExpression(expression);
      plan.orders.push(`${name} ${descending ? 'desc' : 'asc'}`);
    }
  }
  plan.limit = limit === null ? '10000' : printExpression(limit.count);
  plan.offset = limit === null || limit.offset === null ? '' : printExpression(limit.offset);
  return { clickhouse: writePlan(plan), schemas: reading.schemas, time: context.time, orders: plan.orders };
}

function readWhere(reading: Reading, where: Expression | null): void {
  const { plan, context, steps } = reading;
  if (where !== null) {
    readTimeBounds(where, context);
  }
  const write = readFilter(reading, where, plan, plan.filterWiths);
  if (write !== null) {
    steps.push((planned) => addFilter(planned, write()));
  }
}

/** Aggregates in a condition mark the last selected column as theirs, as the real engine has it. */
function readFilter(reading: Reading, condition: Expression | null, plan: Plan | null, withs: With[] = []): FilterNode {
  if (condition === null) {
    return null;
  }
  const last = reading.schemas.at(-1);
  const notes = emptyNotes(last?.unit);
  const node = filterNode(condition, reading.context, notes, plan);
  noteFound(reading, notes);
  if (last !== undefined) {
    last.type = notes.isMetric ? 1 : last.type;
    last.unit = notes.unit;
  }
  withs.push(...notes.withs);
  return node;
}
