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
import { addTable, checkSources } from '@/sandbox/deepflow/sql/tables';
import { readTimeBounds } from '@/sandbox/deepflow/sql/time-bounds';
import { addSourceTime } from '@/sandbox/deepflow/sql/time-function';
import type { TimeRange } from '@/sandbox/deepflow/sql/time-range';
import { filterNode } from '@/sandbox/deepflow/sql/where';

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
  if (having !== null) {
    readFilter(reading, having, plan.havingWiths);
  }
  const addHaving = having === null ? null : readFilter(reading, having, plan.havingWiths);
  plan.layered = found.layered;
  if (addHaving !== null) {
    plan.having = addHaving(plan);
  }
  for (const step of reading.steps) {
    step(plan);
  }
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
  checkSources(context.db, from);
  if (reading.refused !== null) {
    throw reading.refused;
  }
  return { clickhouse: writePlan(plan), schemas: reading.schemas, time: context.time, orders: plan.orders };
}

function readWhere(reading: Reading, where: Expression | null): void {
  if (where === null) {
    return;
  }
  const { plan, context } = reading;
  readTimeBounds(where, context.time);
  const filter = readFilter(reading, where, plan.filterWiths);
  if (filter !== null) {
    addFilter(plan, filter(plan));
  }
}

/** Aggregates in a condition mark the last selected column as theirs, as the real engine has it. */
function readFilter(reading: Reading, condition: Expression, withs: With[]): ((plan: Plan) => string) | null {
  const last = reading.schemas.at(-1);
  const notes = emptyNotes(last?.unit);
  const node = filterNode(condition, reading.context, notes);
  noteFound(reading, notes);
  if (last !== undefined) {
    last.type = notes.isMetric ? 1 : last.type;
    last.unit = notes.unit;
  }
  if (node === null) {
    return null;
  }
  return (plan) => {
    const text = node(plan);
    withs.push(...notes.withs);
    return text;
  };
}
