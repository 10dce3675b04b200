import type { Expression } from '@/sandbox/deepflow/sql/ast';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { callArguments } from '@/sandbox/deepflow/sql/derivative';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { directAggregate, innerAggregate, outerAggregate } from '@/sandbox/deepflow/sql/metrics/aggregates';
import { findMetric } from '@/sandbox/deepflow/sql/metrics/catalogue';
import { type Fragment, fragment } from '@/sandbox/deepflow/sql/metrics/fragment';
import { findFunction, mathFunctions } from '@/sandbox/deepflow/sql/metrics/functions';
import { type Aggregate, resolveAggregate } from '@/sandbox/deepflow/sql/metrics/resolve';
import type { Plan, With } from '@/sandbox/deepflow/sql/plan';
import { printExpression } from '@/sandbox/deepflow/sql/print';
import { tagFunction, tagFunctionNames } from '@/sandbox/deepflow/sql/tag-functions';
import { coveredSeconds } from '@/sandbox/deepflow/sql/time-range';

/**
 * A number that the plan can compute once all clauses are known; `bare` ones make no column of their own, `combined` ones
 * are arithmetic and name their column themselves where it has no alias.
 */
export type NumberNode = { render: (plan: Plan) => Fragment; bare: boolean; combined: boolean; histogram: boolean };

/** What the translation of numbers notes for the whole statement. */
export type Notes = { layered: boolean; unit: string; isMetric: boolean; withs: With[] };

export function emptyNotes(unit = ''): Notes {
  return { layered: false, unit, isMetric: false, withs: [] };
}

const nilPointer = 'runtime error: invalid memory address or nil pointer dereference';

function note(notes: Notes, { layered, unit }: Aggregate): void {
  notes.layered = notes.layered || layered;
  notes.isMetric = true;
  notes.unit = notes.unit === '' ? unit : notes.unit;
}

/** Renders an aggregate, adding its inner half to a layered plan. */
export function renderAggregate(aggregate: Aggregate, plan: Plan, context: Context): Fragment {
  const { withs } = aggregate;
  if (!plan.layered) {
    return { ...directAggregate(aggregate, context.time), withs };
  }
  const inner = innerAggregate(aggregate);
  plan.columns.push({ value: inner.sql, alias: inner.alias, level: 'inner', withs });
  return outerAggregate(aggregate, `\`${inner.id}\``, context.time);
}

/**
 * Reads an arithmetic expression of aggregates, columns and literals.
 * @throws QueryError for an operator or function that the engine does not know.
 */
export function numberNode(expression: Expression, context: Context, notes: Notes): NumberNode {
  switch (expression.kind) {
    case 'paren':
      return numberNode(expression.inner, context, notes);
    case 'binary': {
      const { operator, left, right } = expression;
      if (!mathFunctions.has(operator)) {
        throw new QueryError(`Operator: ${operator} not support in binary`);
      }
      return mathNode(operator, [numberNode(left, context, notes), numberNode(right, context, notes)], context);
    }
    case 'call':
      return callNode(expression, context, notes);
    case 'string':
    case 'number':
    case 'argument': {
      const text = printExpression(expression);
      return { render: () => fragment(text, text), bare: true, combined: false, histogram: false };
    }
    case 'column':
      return columnNode(expression.path.join('.'), printExpression(expression), context);
    default:
      throw new EnginePanic(nilPointer);
  }
}

function columnNode(name: string, text: string, context: Context): NumberNode {
  if (name.toLowerCase() === 'time_interval') {
    return {
      bare: true,
      combined: false,
      histogram: false,
      render: () => {
        const { interval, sourceInterval, start, end } = context.time;
        const seconds = interval > 0 ? Math.max(interval, sourceInterval) : end - start;
        return fragment(String(seconds), String(seconds));
      },
    };
  }
  const field = findMetric(name, context.db, context.table)?.expression ?? text;
  return { render: () => fragment(field === name ? text : field, name), bare: true, combined: false, histogram: false };
}

function callNode(call: Expression & { kind: 'call' }, context: Context, notes: Notes): NumberNode {
  const { name } = call;
  if (mathFunctions.has(name)) {
    const operands = call.args.map((arg) => {
      if (arg.kind === 'star') {
        throw new EnginePanic(
          'interface conversion: sqlparser.SelectExpr is *sqlparser.StarExpr, not *sqlparser.AliasedExpr',
        );
      }
      return numberNode(arg.expression, context, notes);
    });
    const unit = findFunction(name)?.unit;
    notes.unit = unit === undefined ? notes.unit : unit.replace('$unit', notes.unit);
    return mathNode(name, operands, context);
  }
  const called = callArguments(call.args, context);
  const { args } = called;
  const aggregate = resolveAggregate(name, called, context);
  if (aggregate !== null) {
    note(notes, aggregate);
    return {
      render: (plan) => renderAggregate(aggregate, plan, context),
      bare: false,
      combined: false,
      histogram: false,
    };
  }
  const first = (args[0] ?? '').replace(/^`+|`+$/g, '');
  if (tagFunctionNames.has(name)) {
    const makeColumn = tagFunction(name, [first, ...args.slice(1)], '', context, args[0]);
    const render = () => {
      const { value, withs } = makeColumn();
      return { ...fragment(value, value), withs };
    };
    return { render, bare: false, combined: false, histogram: false };
  }
  if (name === 'time') {
    throw new QueryError(`tagfunction: ${printExpression(call)} not support in binary`);
  }
  throw new QueryError(`function: ${printExpression(call)} not support in binary`);
}

const signs = byName<string>({ '+': 'plus', '-': 'minus', '*': 'multiply', '/': 'divide' });

/** As arithmetic appears in the names of columns. */
const nameWords = byName<string>({ ...signs, '/': 'div' });

function mathNode(name: string, operands: readonly NumberNode[], context: Context): NumberNode {
  return {
    bare: false,
    combined: true,
    histogram: name === 'Histogram',
    render: (plan) => {
      const rendered = operands.map((operand) => operand.render(plan));
      const combined =
        name === 'Histogram' && operands[0]?.bare === true
          ? histogramOf(rendered, plan, '')
          : combine(name, rendered, plan, context);
      return { ...combined, withs: rendered.flatMap((operand) => operand.withs) };
    },
  };
}

function combine(name: string, operands: readonly Fragment[], plan: Plan, context: Context): Fragment {
  const [first, second] = operands;
  if (first === undefined) {
    throw outOfRange(operands);
  }
  const word = nameWords[name] ?? name.toLowerCase();
  const id = [word, ...operands.map((operand) => operand.id)].join('_');
  switch (name) {
    case 'PerSecond': {
      const { sourceInterval, window } = context.time;
      const isTotal = ['Sum', 'Uniq', 'UniqExact', 'Count'].includes(first.aggregate);
      const seconds = isTotal ? coveredSeconds(context.time) : sourceInterval * window;
      const divided = fragment(`divide(${first.sql}, ${second?.sql ?? seconds})`, `${id}_${seconds}`, first.aggregate);
      // Each time the engine prepares it, it adds the seconds to what it is made of.
      return { ...divided, idAfter: (rounds) => `${divided.id}${`_${seconds}`.repeat(rounds)}` };
    }
    case 'Percentage':
      return fragment(`divide(${first.sql}, ${second?.sql ?? '1'})*100`, second ? id : `${id}_1`, first.aggregate);
    case 'Histogram':
      return histogramOf(operands, plan, `_${first.id}`);
    default: {
      const sign = signs[name] ?? name;
      const idAfter = (rounds: number) =>
        [word, ...operands.map((operand) => operand.idAfter?.(rounds + 1) ?? operand.id)].join('_');
      const sql = `${sign}(${operands.map((operand) => operand.sql).join(', ')})`;
      return { ...fragment(sql, idAfter(0), first.aggregate), idAfter };
    }
  }
}

/**
 * A histogram of what an inner SELECT names `inner`. The engine gives a plain column no name and then speaks of its text:
 * ClickHouse knows no such column where the metric is a formula.
 */
function histogramOf(operands: readonly Fragment[], plan: Plan, inner: string): Fragment {
  const [first, second] = operands;
  if (first === undefined || second === undefined) {
    throw outOfRange(operands);
  }
  plan.columns.push({ value: first.sql, alias: inner, level: 'outer', withs: first.withs });
  const column = `\`${inner === '' ? first.sql : inner}\``;
  const id = ['histogram', ...operands.map((operand) => operand.id)].join('_');
  return fragment(`histogramIf(${second.sql})(assumeNotNull(${column}),${column}>0)`, id);
}

function outOfRange(operands: readonly Fragment[]): EnginePanic {
  return new EnginePanic(`runtime error: index out of range [${operands.length}] with length ${operands.length}`);
}
