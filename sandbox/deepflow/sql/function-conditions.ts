import { tagDescriptions } from '@/sandbox/deepflow/catalog/load';
import type { Expression } from '@/sandbox/deepflow/sql/ast';
import { comparing, positiveOf, toCondition } from '@/sandbox/deepflow/sql/conditions';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { notSql, printExpression } from '@/sandbox/deepflow/sql/print';
import { traceIdCondition } from '@/sandbox/deepflow/sql/special-conditions';
import { findTag } from '@/sandbox/deepflow/sql/tags/catalogue';
import { enumFile, textEnumFiles } from '@/sandbox/deepflow/sql/tags/enums';
import { traceIdIndex } from '@/sandbox/deepflow/sql/trace-id-index';

type Comparison = Expression & { kind: 'comparison' };

const plainOperators = ['=', '!=', '>', '<', '>=', '<='];

/** A comparison whose left side is a function: an enum's name, the index of a trace id, or any number. */
export function functionCondition(
  left: Expression,
  rendered: string,
  comparison: Comparison,
  context: Context,
): string {
  const { operator, right } = comparison;
  const value = printExpression(right);
  const enumerated = /^`?Enum\((.*)\)`?$/.exec(rendered)?.[1];
  if (enumerated !== undefined) {
    return `(${enumCondition(enumerated.replace(/^`+|`+$/g, ''), operator, value, context)})`;
  }
  if (left.kind === 'call' && left.name === 'FastFilter') {
    return traceIndexCondition(operator, value, context);
  }
  const known = plainOperators.includes(operator) || ['in', 'not in', 'like', 'not like'].includes(operator);
  if (known) {
    return `${rendered} ${plainOperators.includes(operator) ? operator : operator.toUpperCase()} ${value}`;
  }
  if (operator === 'regexp' || operator === 'not regexp') {
    return `${rendered} ${operator.replace('regexp', 'match').toUpperCase()} ${value}`;
  }
  throw new QueryError(`opeartor: ${operator} not support`);
}

function enumCondition(name: string, operator: string, value: string, context: Context): string {
  const base = name.replace(/_[01]$/, '');
  if (context.db === 'flow_tag') {
    const named = base === 'app_service' || base === 'app_instance' ? name : `name_${context.language}`;
    const condition = toCondition(operator, value);
    const positive = positiveOf(condition);
    return positive === null ? comparing(condition)(named) : `not(${comparing(positive)(named)})`;
  }
  const enumeration = findTag(name, context.table)?.enumeration;
  if (enumeration === undefined) {
    throw new QueryError(`no tag ${name} in ${context.db}.${context.table}`);
  }
  if (!tagDescriptions(context.db, context.table).some(([tag]) => tag === base)) {
    throw new QueryError(`no tag ${name} in ${context.db}.${context.table}`);
  }
  const condition = toCondition(operator, value);
  const compare = comparing(condition);
  const file = enumFile(base, context.table);
  const nameColumn = `name_${context.language}`;
  if (base === 'app_service' || base === 'app_instance') {
    return compare(name);
  }
  const isOutside = enumeration.negatesOutside === true && (operator === '!=' || operator === 'not in');
  const positive = isOutside ? positiveOf(condition) : null;
  const byName =
    positive === null
      ? enumeration.where(compare, nameColumn, file)
      : `not(${enumeration.where(comparing(positive), nameColumn, file)})`;
  const isText = textEnumFiles.has(file);
  const number = value.replace(/^'+|'+$/g, '');
  if ((operator !== '=' && operator !== '!=') || (!isText && !/^[+-]?\d+$/.test(number))) {
    return byName;
  }
  const raw = `${enumeration.raw} ${operator} ${isText ? value : `toUInt64(${Number(number)})`}`;
  const guarded = enumeration.rawPresent === undefined ? raw : `${enumeration.rawPresent} AND ${raw}`;
  return operator === '=' ? `(${byName}) OR (${guarded})` : `${byName} AND ${guarded}`;
}

/** FastFilter(trace_id): the row's number made of the trace id, which the table is indexed by. */
function traceIndexCondition(operator: string, value: string, { table }: Context): string {
  if (!['=', '!=', 'in', 'not in'].includes(operator)) {
    // The engine leaves the value out.
    return notSql;
  }
  const ids = value
    .replace(/^\(+|\)+$/g, '')
    .split(',')
    .map((id) => id.trim().replace(/^'+|'+$/g, ''));
  const indexes = ids.map(traceIdIndex);
  if (indexes.some((index) => index === 0n)) {
    return `(${traceIdCondition(toCondition(operator, value), table)})`;
  }
  const list = operator === '=' || operator === '!=' ? String(indexes[0]) : `(${indexes.join(',')})`;
  const byIndex = `trace_id_index ${operator} ${list}`;
  if (table !== 'l7_flow_log') {
    return byIndex;
  }
  const bySecond = `_trace_id_2 ${operator} ${value}`;
  return operator === '=' || operator === 'in'
    ? `(${byIndex} OR ${bySecond})`
    : `${byIndex} AND (${bySecond} OR _trace_id_2 = '')`;
}
