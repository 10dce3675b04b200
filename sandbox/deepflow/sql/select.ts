import { type Expression, goType, type Select, type SelectItem } from '@/sandbox/deepflow/sql/ast';
import type { Context, TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { mathFunctions } from '@/sandbox/deepflow/sql/metrics/functions';
import { type Aggregate, resolveAggregate } from '@/sandbox/deepflow/sql/metrics/resolve';
import { argumentTexts, emptyNotes, type Notes, numberNode, renderAggregate } from '@/sandbox/deepflow/sql/numbers';
import { addFilter, emptyPlan, type Plan, type With, writePlan } from '@/sandbox/deepflow/sql/plan';
import { presentFilter } from '@/sandbox/deepflow/sql/presence';
import { printExpression, quoteName } from '@/sandbox/deepflow/sql/print';
import { type ColumnSchema, columnSchema } from '@/sandbox/deepflow/sql/schema';
import { checkNic, groupFunction } from '@/sandbox/deepflow/sql/select-rules';
import { addTable } from '@/sandbox/deepflow/sql/tables';
import { groupColumns, type Name, oneLabel, selectColumns } from '@/sandbox/deepflow/sql/tag-columns';
import { tagFunction, tagFunctionNames } from '@/sandbox/deepflow/sql/tag-functions';
import { readTimeBounds } from '@/sandbox/deepflow/sql/time-bounds';
import { addSourceTime, addTimeColumn, noteTimeFunction } from '@/sandbox/deepflow/sql/time-function';
import { emptyTimeRange, type TimeRange } from '@/sandbox/deepflow/sql/time-range';
import { filterNode } from '@/sandbox/deepflow/sql/where';

export type Translated = { clickhouse: string; schemas: ColumnSchema[]; time: TimeRange; orders: readonly string[] };

/** One step of writing the plan, run when every clause has been read. */
type Step = (plan: Plan) => void;

const unquoted = (text: string) => text.replace(/^`+|`+$/g, '');
const onlyInWhere = ['pod_ingress', 'lb_listener'];
const wholeMaps = ['tag', 'metrics', 'attribute', 'packet_batch'];

/** Resources of which a row may have none: grouping by one leaves such rows out. */
const groupedWhenPresent = new Set([
  ...['vpc', 'l2_vpc', 'chost', 'router', 'dhcpgw', 'redis', 'rds', 'lb', 'natgw', 'chost_ip', 'chost_hostname'],
]);

class SelectTranslator {
  readonly #select: Select;
  readonly #context: Context;
  readonly #plan: Plan = emptyPlan();
  readonly #notes: Notes = emptyNotes();
  readonly #steps: Step[] = [];
  readonly #schemas: ColumnSchema[] = [];
  #hasAggregate = false;

  constructor(select: Select, options: TranslateOptions) {
    this.#select = select;
    const derives = select.items.some(
      (item) => item.kind === 'item' && printExpression(item.expression).includes('Derivative'),
    );
    this.#context = { ...options, table: '', time: emptyTimeRange(), derives, aliases: new Map() };
  }

  translate(): Translated {
    const { from, where, groupBy, having, orderBy, limit } = this.#select;
    const plan = this.#plan;
    for (const table of from) {
      addTable(plan, table, this.#context);
    }
    this.#readItems();
    const addWhere = where === null ? null : this.#where(where);
    addWhere?.();
    this.#readGroups(groupBy);
    if (having !== null) {
      this.#filter(having, (plan) => plan.havingWiths);
    }
    const addHaving = having === null ? null : this.#filter(having, (plan) => plan.havingWiths);
    plan.layered = this.#notes.layered;
    if (addHaving !== null) {
      plan.having = addHaving(plan);
    }
    for (const step of this.#steps) {
      step(plan);
    }
    if (this.#context.db !== 'flow_log' && this.#context.time.interval === 0 && plan.layered && this.#hasAggregate) {
      addSourceTime(plan, this.#context);
    }
    for (const { expression, descending } of orderBy) {
      if (expression.kind === 'column' || expression.kind === 'call') {
        const name = expression.kind === 'column' ? quoteName(expression.path.join('.')) : printExpression(expression);
        plan.orders.push(`${name} ${descending ? 'desc' : 'asc'}`);
      }
    }
    plan.limit = limit === null ? '10000' : printExpression(limit.count);
    plan.offset = limit === null || limit.offset === null ? '' : printExpression(limit.offset);
    return { clickhouse: writePlan(plan), schemas: this.#schemas, time: this.#context.time, orders: plan.orders };
  }

  #where(where: Expression): () => void {
    readTimeBounds(where, this.#context.time);
    const filter = this.#filter(where, (plan) => plan.filterWiths);
    return () => {
      if (filter !== null) {
        addFilter(this.#plan, filter(this.#plan));
      }
    };
  }

  /** Aggregates in a condition mark the last selected column as theirs, as the real engine has it. */
  #filter(condition: Expression, withsOf: (plan: Plan) => With[]): ((plan: Plan) => string) | null {
    const last = this.#schemas.at(-1);
    const notes = emptyNotes(last?.unit);
    const node = filterNode(condition, this.#context, notes);
    this.#notes.layered = this.#notes.layered || notes.layered;
    this.#hasAggregate = this.#hasAggregate || notes.isMetric;
    if (last !== undefined) {
      last.type = notes.isMetric ? 1 : last.type;
      last.unit = notes.unit;
    }
    if (node === null) {
      return null;
    }
    return (plan) => {
      const text = node(plan);
      withsOf(plan).push(...notes.withs);
      return text;
    };
  }

  #readItems(): void {
    const { items } = this.#select;
    checkNic(
      items.flatMap((item) => (item.kind === 'item' ? [item.expression] : [])),
      'select',
      this.#context,
    );
    for (const item of items) {
      if (item.kind === 'item') {
        this.#readItem(item);
        this.#noteAlias(item);
      }
    }
  }

  #noteAlias({ expression, alias }: SelectItem & { kind: 'item' }): void {
    const { aliases } = this.#context;
    if (expression.kind === 'column') {
      const name = expression.path.join('.');
      if (onlyInWhere.some((prefix) => name.startsWith(prefix))) {
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

  #readItem({ expression, alias }: SelectItem & { kind: 'item' }): void {
    const text = printExpression(expression).replaceAll('`', '');
    const schema = alias === '' ? columnSchema(text, '') : columnSchema(alias, text);
    this.#schemas.push(schema);
    switch (expression.kind) {
      case 'paren':
        this.#addNumber(expression, alias, schema);
        break;
      case 'column':
      case 'string':
      case 'number':
      case 'argument':
        this.#addTag(nameOf(expression), alias, schema);
        break;
      case 'binary':
        this.#addNumber(expression, alias === '' ? text : alias, schema);
        break;
      case 'call':
        this.#readCall(expression, alias, text, schema);
        break;
      default:
        throw new QueryError(`select: ${printExpression(expression)}(${goType(expression)}) not support`);
    }
  }

  #addTag(name: Name, alias: string, schema: ColumnSchema): void {
    if (this.#context.db === 'prometheus' && name.name.startsWith('tag.')) {
      schema.label_type = oneLabel(name.name.slice('tag.'.length), this.#context).kind;
    }
    const columns = selectColumns(name, alias, this.#context);
    this.#steps.push((plan) => {
      plan.columns.push(...columns);
    });
  }

  #addNumber(expression: Expression, alias: string, schema: ColumnSchema): void {
    const notes = emptyNotes();
    const node = numberNode(expression, this.#context, notes);
    this.#takeNotes(notes, schema);
    this.#steps.push((plan) => {
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

  #takeNotes(notes: Notes, schema: ColumnSchema): void {
    this.#notes.layered = this.#notes.layered || notes.layered;
    this.#hasAggregate = this.#hasAggregate || notes.isMetric;
    if (notes.isMetric) {
      schema.type = 1;
    }
    if (notes.unit !== '') {
      schema.unit = notes.unit;
    }
  }

  #readCall(call: Expression & { kind: 'call' }, alias: string, text: string, schema: ColumnSchema): void {
    if (mathFunctions.has(call.name)) {
      this.#addNumber(call, alias === '' ? text : alias, schema);
      return;
    }
    const args = argumentTexts(call.args);
    if (call.name === 'TopK' && args.length === 0) {
      throw new EnginePanic('runtime error: index out of range [-1]');
    }
    const aggregate = resolveAggregate(call.name, args, this.#context);
    if (aggregate !== null) {
      this.#addAggregate(aggregate, args, alias === '' ? text : alias, alias === '', schema);
      return;
    }
    const plainArgs = [unquoted(args[0] ?? ''), ...args.slice(1)];
    if (call.name === 'time') {
      noteTimeFunction(plainArgs, alias, this.#context);
      const field = (args[0] ?? '').replaceAll('`', '');
      this.#steps.unshift((plan) => addTimeColumn(plan, field, alias, this.#context));
      return;
    }
    if (!tagFunctionNames.has(call.name)) {
      throw new QueryError(`function: ${printExpression(call)} not support`);
    }
    const column = tagFunction(call.name, plainArgs, alias, this.#context);
    this.#steps.push((plan) => {
      plan.columns.push(column);
      groupFunction(plan, call.name, plainArgs[0] ?? '', alias);
      if (call.name === 'newTag') {
        plan.columns.push({ ...column, level: 'top' });
      }
    });
  }

  #addAggregate(
    aggregate: Aggregate,
    args: readonly string[],
    alias: string,
    isDefault: boolean,
    schema: ColumnSchema,
  ): void {
    this.#takeNotes({ ...emptyNotes(aggregate.unit), layered: aggregate.layered, isMetric: true }, schema);
    this.#groupWithin(aggregate);
    let named = alias;
    if (aggregate.name === 'TopK') {
      const values = isDefault ? `TopK_${args.at(-1) ?? ''}(${args.slice(0, -1).join(', ')})` : alias;
      if (isDefault && values.includes('`')) {
        // The engine writes the arguments into a name in backticks as they are.
        throw new QueryError(`code: 62, message: Syntax error: failed at column ${values}`);
      }
      named = `array_${values}`;
      schema.name = named;
      this.#addTopColumns(values, named, args.length - 1);
    }
    this.#steps.push((plan) => {
      const rendered = renderAggregate(aggregate, plan, this.#context);
      orderForLast(plan, aggregate.name);
      plan.columns.push({ value: rendered.sql, alias: named, level: 'outer', withs: rendered.withs });
    });
  }

  /** The inner query of a Derivative has rows of their own for the tags that it is taken within. */
  #groupWithin({ derivative = [] }: Aggregate): void {
    const grouped = this.#select.groupBy.map(printExpression);
    for (const text of derivative.filter((tag) => !grouped.includes(tag))) {
      const columns = groupColumns({ name: unquoted(text), text }, { ...this.#context, aliases: new Map() });
      this.#steps.push((plan) => {
        plan.groups.push(...columns.map((column) => ({ ...column, level: 'inner' as const })));
      });
    }
  }

  /** TopK comes as three columns: the values, how often each occurs, and both as arrays. */
  #addTopColumns(values: string, array: string, fields: number): void {
    const column = (element: number) => {
      const elements = `tupleElement(${quoteName(array)},${element})`;
      return fields === 1 ? `arrayStringConcat(${elements},',')` : elements;
    };
    for (const [alias, element] of [
      [`counts_${values}`, 2],
      [values, 1],
    ] as const) {
      this.#schemas.unshift({ ...columnSchema(alias, column(element)), type: 1 });
      this.#steps.unshift((plan) => {
        plan.columns.push({ value: column(element), alias, level: 'outer', withs: [] });
      });
    }
  }

  #readGroups(groups: readonly Expression[]): void {
    checkNic(groups, 'group', this.#context);
    for (const group of groups) {
      if (['column', 'string', 'number', 'argument'].includes(group.kind)) {
        this.#readGroup(nameOf(group));
      }
    }
  }

  #readGroup(name: Name): void {
    const context = this.#context;
    const meant = context.aliases.get(name.name);
    if ([name.name, meant ?? ''].some((text) => onlyInWhere.some((prefix) => text.startsWith(prefix)))) {
      throw new QueryError(`${name.name} is not supported by group`);
    }
    const columns = groupColumns(name, context);
    this.#steps.push((plan) => {
      plan.groups.push(...columns);
    });
    if (meant === undefined) {
      const selected = selectColumns(name, '', context);
      this.#steps.push((plan) => {
        plan.columns.push(...selected);
      });
    }
    const base = name.name.replace(/_0$/, '').replace(/_1$/, '').replace(/_id$/, '');
    const present = groupedWhenPresent.has(base) ? presentFilter(name.name, context) : null;
    if (present !== null) {
      addFilter(this.#plan, `(${present})`);
    }
  }
}

/** Last() as a column of its own needs its rows in time order; inside arithmetic the engine takes them as they come. */
function orderForLast(plan: Plan, aggregate: string): void {
  if (aggregate === 'Last' && plan.layered) {
    plan.innerOrder = '`_time` ASC';
  }
}

function nameOf(expression: Expression): Name {
  const text = printExpression(expression);
  return expression.kind === 'column' ? { name: expression.path.join('.'), text } : { name: text, text };
}

/**
 * Translates a SELECT to one ClickHouse statement.
 * @throws QueryError for what the dialect refuses, EnginePanic for what the real engine dies of.
 */
export function translateSelect(select: Select, options: TranslateOptions): Translated {
  return new SelectTranslator(select, options).translate();
}
