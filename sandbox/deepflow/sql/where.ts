import type { Expression } from '@/sandbox/deepflow/sql/ast';
import { goType } from '@/sandbox/deepflow/sql/ast';
import { applyMapRule, applyRule, type Condition, comparing, toCondition } from '@/sandbox/deepflow/sql/conditions';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { flowTagCondition } from '@/sandbox/deepflow/sql/flow-tag-conditions';
import { functionCondition } from '@/sandbox/deepflow/sql/function-conditions';
import { findMetric } from '@/sandbox/deepflow/sql/metrics/catalogue';
import { type Notes, numberNode } from '@/sandbox/deepflow/sql/numbers';
import type { Plan } from '@/sandbox/deepflow/sql/plan';
import { existsCondition } from '@/sandbox/deepflow/sql/presence';
import { printExpression } from '@/sandbox/deepflow/sql/print';
import { prometheusCondition } from '@/sandbox/deepflow/sql/prometheus-conditions';
import { specialCondition } from '@/sandbox/deepflow/sql/special-conditions';
import { alertCondition, isAlertTable } from '@/sandbox/deepflow/sql/tags/alert-tags';
import { findPlainTag, resourceItem, rowItem } from '@/sandbox/deepflow/sql/tags/catalogue';
import { isStart, noteTimeBound, secondsOf } from '@/sandbox/deepflow/sql/time-bounds';

/** Part of a WHERE or HAVING as ClickHouse text; null stands for a call that the engine drops. */
export type FilterNode = (() => string) | null;

const nilPointer = 'runtime error: invalid memory address or nil pointer dereference';

function textOf(node: FilterNode): string {
  if (node === null) {
    throw new EnginePanic(nilPointer);
  }
  return node();
}

/**
 * Translates a condition. Aggregates in it are noted, so that a HAVING can make the query layered; without a plan it is
 * only looked through for them, as the real engine does first with a HAVING.
 * @throws QueryError for what the dialect does not know (BETWEEN, EXISTS, bare values).
 */
export function filterNode(expression: Expression, context: Context, notes: Notes, plan: Plan | null): FilterNode {
  const read = (part: Expression) => filterNode(part, context, notes, plan);
  switch (expression.kind) {
    case 'and': {
      const [left, right] = [read(expression.left), read(expression.right)];
      if (plan === null) {
        return null;
      }
      // Both are written at once, to see whether one is empty.
      const texts = [textOf(left), textOf(right)].filter((text) => text !== '');
      return () => texts.join(' AND ');
    }
    case 'or': {
      const [left, right] = [read(expression.left), read(expression.right)];
      return () => `${textOf(left)} OR ${textOf(right)}`;
    }
    case 'not': {
      const operand = read(expression.operand);
      return () => `NOT ${textOf(operand)}`;
    }
    case 'paren': {
      const inner = read(expression.inner);
      return () => `(${textOf(inner)})`;
    }
    case 'comparison':
      return comparisonNode(expression, context, notes, plan);
    case 'is':
      return plan === null ? null : nullNode(expression, context);
    case 'call':
      return callNode(expression, context);
    default:
      throw new QueryError(`parse where error: ${printExpression(expression)}(${goType(expression)})`);
  }
}

function callNode(call: Expression & { kind: 'call' }, context: Context): FilterNode {
  const args = call.args.flatMap((arg) => {
    if (arg.kind === 'star') {
      throw new EnginePanic(
        'interface conversion: sqlparser.SelectExpr is *sqlparser.StarExpr, not *sqlparser.AliasedExpr',
      );
    }
    return arg.expression.kind === 'column' ? [arg.expression.path.join('.')] : [];
  });
  if (call.name.toLowerCase() !== 'exist') {
    return null;
  }
  const condition = existsCondition(args, context);
  return () => `(${condition})`;
}

function comparisonNode(
  expression: Expression & { kind: 'comparison' },
  context: Context,
  notes: Notes,
  plan: Plan | null,
): FilterNode {
  const left = expression.left.kind === 'paren' ? expression.left.inner : expression.left;
  switch (left.kind) {
    case 'column':
    case 'string':
    case 'number':
    case 'argument': {
      const text = printExpression(left);
      const condition = tagCondition(left.kind === 'column' ? left.path.join('.') : text, text, expression, context);
      return () => condition;
    }
    case 'call':
    case 'binary': {
      const node = numberNode(left, context, notes);
      if (plan === null) {
        return null;
      }
      const { sql, withs } = node.render(plan);
      notes.withs.push(...withs);
      const condition = functionCondition(left, sql, expression, context);
      return () => condition;
    }
    default:
      throw new QueryError(`parse where error: ${printExpression(expression)}(${goType(expression)})`);
  }
}

/** `x is null` is the condition `x = NULL` with its operator replaced. */
function nullNode(expression: Expression & { kind: 'is' }, context: Context): FilterNode {
  const { operand, operator } = expression;
  if (operator !== 'is null' && operator !== 'is not null') {
    throw new QueryError(`parse where error: ${printExpression(expression)}(${goType(expression)})`);
  }
  const text = printExpression(operand);
  const name = operand.kind === 'column' ? operand.path.join('.') : text;
  const comparison = { kind: 'comparison', operator: '=', left: operand, right: { kind: 'null' } } as const;
  const equal = tagCondition(name, text, comparison, context, 'NULL');
  const isNull = equal.replace(/^\(/, '').replace(/\)$/, '').replaceAll('= NULL', ' IS NULL');
  const filter = operator === 'is null' ? isNull : `not(${isNull})`;
  return () => `(${filter})`;
}

type Comparison = Expression & { kind: 'comparison' };

function tagCondition(name: string, text: string, comparison: Comparison, context: Context, value?: string): string {
  const { operator, right } = comparison;
  if (name === 'time') {
    if (right.kind === 'null') {
      throw new QueryError(`No parameter '${value ?? 'null'}' found.`);
    }
    const seconds = secondsOf(right);
    noteTimeBound(operator, seconds, context);
    const { lead } = context.time;
    const written = printExpression(comparison);
    return isStart(operator) && lead > 0 ? written.replace(String(seconds), String(seconds - lead)) : written;
  }
  const condition = toCondition(operator, value ?? printExpression(right));
  if (context.db === 'flow_tag') {
    return flowTagCondition(name, context.table, condition);
  }
  const metric = findMetric(name, context.db, context.table);
  if (name === 'row' && metric !== undefined) {
    // The count of rows has no column: the engine writes none, and ClickHouse refuses what is left. An alert may have a
    // tag without a name.
    return isAlertTable(context.table) ? alertCondition('', '', condition) : comparing(condition)('');
  }
  if (metric !== undefined && metric.type !== 'tag' && metric.expression !== name) {
    return comparing(condition)(metric.expression);
  }
  const written = name === 'tap_port' ? 'capture_nic' : name;
  const aliased =
    findPlainTag(written, context.table) === undefined ? (context.aliases.get(written) ?? written) : written;
  return knownTag(aliased.replace(/^`+|`+$/g, ''), written === name ? text : written, condition, right, context);
}

function knownTag(name: string, column: string, condition: Condition, right: Expression, context: Context): string {
  const tag = findPlainTag(name, context.table);
  if (isAlertTable(context.table)) {
    return (tag && applyRule(tag, condition)) ?? alertCondition(name, column, condition);
  }
  const special = specialCondition(name, column, condition, right, context);
  if (special !== null) {
    return special;
  }
  if (tag !== undefined) {
    const rule = applyRule(tag, condition);
    return rule === null ? comparing(condition)(column) : `(${rule})`;
  }
  const item = resourceItem(name, context.table);
  if (item !== undefined) {
    return applyMapRule(item, condition) ?? '';
  }
  if (name.startsWith('tag.') && context.db === 'prometheus') {
    return prometheusCondition(name.slice('tag.'.length), condition, context);
  }
  const ofRow = rowItem(name, context.table);
  return (ofRow && applyRule(ofRow, condition)) ?? comparing(condition)(column);
}
