import { type Expression, goType, type SelectItem } from '@/sandbox/deepflow/sql/ast';
import { callArguments } from '@/sandbox/deepflow/sql/derivative';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { mathFunctions } from '@/sandbox/deepflow/sql/metrics/functions';
import { type Aggregate, resolveAggregate } from '@/sandbox/deepflow/sql/metrics/resolve';
import { emptyNotes, type Notes, numberNode, renderAggregate } from '@/sandbox/deepflow/sql/numbers';
import type { Plan } from '@/sandbox/deepflow/sql/plan';
import { notSql, printExpression, quoteName } from '@/sandbox/deepflow/sql/print';
import { isOnlyInWhere, nameOf, noteFound, type Reading } from '@/sandbox/deepflow/sql/reading';
import { type ColumnSchema, columnSchema } from '@/sandbox/deepflow/sql/schema';
import { checkNic, groupFunction } from '@/sandbox/deepflow/sql/select-rules';
import { type Name, oneLabel, selectColumns } from '@/sandbox/deepflow/sql/tag-columns';
import { ownAlias, tagFunction, tagFunctionNames } from '@/sandbox/deepflow/sql/tag-functions';
import { addTimeColumn, noteTimeFunction } from '@/sandbox/deepflow/sql/time-function';

type Item = SelectItem & { kind: 'item' };

const unquoted = (text: string) => text.replace(/^`+|`+$/g, '');
const wholeMaps = ['tag', 'metrics', 'attribute', 'packet_batch'];

/** Reads the list of what is selected: tags, functions of tags, aggregates and arithmetic of them. */
export function readItems(reading: Reading): void {
  const items = reading.select.items.filter((item) => item.kind === 'item');
  checkNic(
    items.map(({ expression }) => expression),
    'select',
    reading.context,
  );
  for (const item of items) {
    readItem(reading, item);
    noteAlias(reading, item);
  }
}

function noteAlias({ context: { aliases } }: Reading, { expression, alias }: Item): void {
  if (expression.kind === 'column') {
    const name = expression.path.join('.');
    if (isOnlyInWhere(name)) {
      throw new QueryError(`${name} is not supported by select`);
    }
    if (wholeMaps.includes(name) && alias !== '') {
      throw new QueryError(`${name} does not support as`);
    }
  }
  if (alias !== '') {
    const meant = expression.kind === 'call' ? expression.name : printExpression(expression);
    aliases.set(alias, expression.kind === 'column' ? expression.path.join('.') : meant);
  }
}

function readItem(reading: Reading, { expression, alias }: Item): void {
  const text = printExpression(expression).replaceAll('`', '');
  const schema = alias === '' ? columnSchema(text, '') : columnSchema(alias, text);
  reading.schemas.push(schema);
  switch (expression.kind) {
    case 'paren':
      addNumber(reading, expression, alias, schema);
      break;
    case 'column':
    case 'string':
    case 'number':
    case 'argument':
      addTag(reading, nameOf(expression), alias, schema);
      break;
    case 'binary':
      addNumber(reading, expression, alias === '' ? text : alias, schema);
      break;
    case 'call':
      readCall(reading, expression, alias, text, schema);
      break;
    default:
      throw new QueryError(`select: ${printExpression(expression)}(${goType(expression)}) not support`);
  }
}

function addTag({ context, steps }: Reading, name: Name, alias: string, schema: ColumnSchema): void {
  if (context.db === 'prometheus' && name.name.startsWith('tag.')) {
    schema.label_type = oneLabel(name.name.slice('tag.'.length), context).kind;
  }
  const columns = selectColumns(name, alias, context);
  steps.push((plan) => {
    plan.columns.push(...columns);
  });
}

function addNumber(reading: Reading, expression: Expression, alias: string, schema: ColumnSchema): void {
  const notes = emptyNotes();
  const node = numberNode(expression, reading.context, notes);
  takeNotes(reading, notes, schema);
  reading.steps.push((plan) => {
    const rendered = node.render(plan);
    if (!node.combined) {
      orderForLast(plan, rendered.aggregate);
    }
    if (!node.bare) {
      const level = node.histogram ? 'top' : 'outer';
      const named = alias === '' && node.combined ? rendered.id : alias;
      plan.columns.push({ value: rendered.sql, alias: named, level, withs: rendered.withs });
    }
  });
}

function takeNotes(reading: Reading, notes: Notes, schema: ColumnSchema): void {
  noteFound(reading, notes);
  if (notes.isMetric) {
    schema.type = 1;
  }
  if (notes.unit !== '') {
    schema.unit = notes.unit;
  }
}

function readCall(
  reading: Reading,
  call: Expression & { kind: 'call' },
  alias: string,
  text: string,
  schema: ColumnSchema,
): void {
  const { context, steps } = reading;
  if (mathFunctions.has(call.name)) {
    addNumber(reading, call, alias === '' ? text : alias, schema);
    return;
  }
  const called = callArguments(call.args, context);
  const { args } = called;
  if (call.name === 'TopK' && args.length === 0) {
    throw new EnginePanic('runtime error: index out of range [-1]');
  }
  const aggregate = resolveAggregate(call.name, called, context);
  if (aggregate !== null) {
    addAggregate(reading, aggregate, args, alias === '' ? text : alias, alias === '', schema);
    return;
  }
  const plainArgs = [unquoted(args[0] ?? ''), ...args.slice(1)];
  if (call.name === 'time') {
    noteTimeFunction(plainArgs, alias, context);
    const field = (args[0] ?? '').replaceAll('`', '');
    steps.unshift((plan) => addTimeColumn(plan, field, alias, context));
    return;
  }
  if (!tagFunctionNames.has(call.name)) {
    throw new QueryError(`function: ${printExpression(call)} not support`);
  }
  const first = plainArgs[0] ?? '';
  const makeColumn = tagFunction(call.name, plainArgs, alias, context);
  steps.push((plan) => {
    const column = makeColumn();
    plan.columns.push(column);
    groupFunction(plan, call.name, first, alias === '' ? ownAlias(call.name, first) : alias);
    if (call.name === 'newTag') {
      plan.columns.push({ ...column, level: 'top' });
    }
  });
}

function addAggregate(
  reading: Reading,
  aggregate: Aggregate,
  args: readonly string[],
  alias: string,
  isDefault: boolean,
  schema: ColumnSchema,
): void {
  takeNotes(reading, { ...emptyNotes(aggregate.unit), layered: aggregate.layered, isMetric: true }, schema);
  let named = alias;
  let isWritten = true;
  if (aggregate.name === 'TopK') {
    const values = isDefault ? `TopK_${args.at(-1) ?? ''}(${args.slice(0, -1).join(', ')})` : alias;
    // The engine writes the arguments into a name in backticks as they are.
    isWritten = !(isDefault && values.includes('`'));
    named = `array_${values}`;
    schema.name = named;
    addTopColumns(reading, values, named, args.length - 1);
  }
  reading.steps.push((plan) => {
    const rendered = renderAggregate(aggregate, plan, reading.context);
    orderForLast(plan, aggregate.name);
    const value = isWritten ? rendered.sql : notSql;
    plan.columns.push({ value, alias: named, level: 'outer', withs: rendered.withs });
  });
}

/** TopK comes as three columns: the values, how often each occurs, and both as arrays. */
function addTopColumns({ schemas, steps }: Reading, values: string, array: string, fields: number): void {
  const column = (element: number) => {
    const elements = `tupleElement(${quoteName(array)},${element})`;
    return fields === 1 ? `arrayStringConcat(${elements},',')` : elements;
  };
  for (const [alias, element] of [
    [`counts_${values}`, 2],
    [values, 1],
  ] as const) {
    schemas.unshift({ ...columnSchema(alias, column(element)), type: 1 });
    steps.unshift((plan) => {
      plan.columns.push({ value: column(element), alias, level: 'outer', withs: [] });
    });
  }
}

/** Last() as a column of its own needs its rows in time order; inside arithmetic the engine takes them as they come. */
function orderForLast(plan: Plan, aggregate: string): void {
  if (aggregate === 'Last' && plan.layered) {
    plan.innerOrder = '`_time` ASC';
  }
}
