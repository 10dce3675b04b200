import type { Context } from '@/sandbox/deepflow/sql/context';
import type { CallArguments } from '@/sandbox/deepflow/sql/derivative';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import type { AggregateCall } from '@/sandbox/deepflow/sql/metrics/aggregates';
import { findMetric } from '@/sandbox/deepflow/sql/metrics/catalogue';
import { findFunction, needsLayers } from '@/sandbox/deepflow/sql/metrics/functions';
import { type Metric, tagMetric } from '@/sandbox/deepflow/sql/metrics/metric';
import type { With } from '@/sandbox/deepflow/sql/plan';
import { oneLabel, severalColumns } from '@/sandbox/deepflow/sql/tag-columns';
import { enumName } from '@/sandbox/deepflow/sql/tag-functions';

export type Aggregate = AggregateCall & { layered: boolean; unit: string; withs: readonly With[] };

const unquoted = (text: string) => text.replace(/^`+|`+$/g, '');

function metricOf(field: string, context: Context): Metric | undefined {
  if (context.db !== 'prometheus' || !field.startsWith('tag.')) {
    return findMetric(field, context.db, context.table);
  }
  const label = field.slice('tag.'.length);
  const isKnown = context.prometheus.labelId(label) !== undefined;
  return isKnown ? tagMetric(oneLabel(label, context).select, 'map_item', '') : undefined;
}

/**
 * The aggregate behind a call, or null where the name is no aggregate or its argument no metric of the table.
 * @throws QueryError for arguments out of range.
 */
export function resolveAggregate(name: string, called: CallArguments, context: Context): Aggregate | null {
  const { args, derivative } = called;
  const [first] = args;
  if (first === undefined) {
    throw new EnginePanic('runtime error: index out of range [0] with length 0');
  }
  if (name === 'TopK' || name === 'Any') {
    return resolveValues(name, args, context);
  }
  if (name === 'Uniq' || name === 'UniqExact') {
    return resolveUniq(name, args, context);
  }
  const field = unquoted(first);
  if (name === 'Count' && field !== 'row') {
    throw new QueryError('function [Count] not support metric [row]');
  }
  const fn = findFunction(name);
  const metric = fn && metricOf(field, context);
  if (fn === undefined || metric === undefined) {
    return null;
  }
  return {
    name,
    metric,
    args: args.slice(1),
    ...(context.derivation === null ? {} : { derivative }),
    layered: context.derivation !== null || needsLayers(name, metric.type, context.db),
    unit: fn.unit.replace('$unit', metric.unit),
    withs: [],
  };
}

/** TopK and Any take the values themselves, empty ones left out. */
function resolveValues(name: string, args: readonly string[], context: Context): Aggregate | null {
  const count = args.at(-1) ?? '';
  if (name === 'TopK' && !/^-?\d+$/.test(count)) {
    throw new QueryError(`function [TopK] argument is not int [${count}]`);
  }
  if (name === 'TopK' && (Number(count) < 1 || Number(count) > 100)) {
    throw new QueryError(`function [TopK] argument [${count}] value range is incorrect, it should be within [1, 100]`);
  }
  const values: string[] = [];
  const conditions: string[] = [];
  const withs: With[] = [];
  let last: Metric | undefined;
  let layered = false;
  for (const arg of name === 'TopK' ? args.slice(0, -1) : args) {
    const enumeration = /^enum\((.+)\)$/.exec(unquoted(arg))?.[1];
    const field = enumeration ?? unquoted(arg);
    last = metricOf(field, context);
    if (last === undefined) {
      return null;
    }
    const value = enumeration === undefined ? last.expression : enumName(field, field, context);
    values.push(value);
    withs.push(...severalColumns(field).flatMap((column) => column.withs));
    if (last.condition === '' && last.tagType !== 'int' && last.tagType !== 'int_enum') {
      conditions.push(`${value} != ${absentValue(last)}`);
    }
    layered = layered || needsLayers(name, last.type, context.db);
  }
  if (last === undefined) {
    throw new EnginePanic('runtime error: invalid memory address or nil pointer dereference');
  }
  const several = values.length > 1;
  const condition = conditions.join(' AND ');
  const metric = {
    ...last,
    expression: several ? `(${values.join(', ')})` : (values[0] ?? ''),
    condition: several && condition !== '' ? `(${condition})` : condition,
  };
  return { name, metric, args: args.slice(1), layered, unit: last.unit, withs };
}

function absentValue({ tagType, idOf }: Metric): string {
  if (tagType === 'id') {
    return '0';
  }
  if (tagType === 'resource' && idOf !== '') {
    return idOf.includes('epc') ? '-2' : '0';
  }
  return "''";
}

function resolveUniq(name: string, args: readonly string[], context: Context): Aggregate | null {
  const columns: string[] = [];
  const withs: With[] = [];
  let last: Metric | undefined;
  let layered = false;
  for (const field of args.map(unquoted)) {
    last = metricOf(field, context);
    if (last === undefined) {
      return null;
    }
    const several = severalColumns(field);
    if (several.length > 0) {
      columns.push(...several.map((column) => column.value));
      withs.push(...several.flatMap((column) => column.withs));
    } else {
      columns.push(last.group === '' ? last.expression : last.group);
    }
    layered = layered || needsLayers(name, last.type, context.db);
  }
  if (last === undefined) {
    return null;
  }
  const expression = columns.length > 1 ? `(${columns.join(', ')})` : (columns[0] ?? '');
  return { name, metric: { ...last, expression }, args: args.slice(1), layered, unit: last.unit, withs };
}
