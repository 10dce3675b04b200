import 'server-only';
import { isComparable, isQuotable } from './literals';
import { type AttributeColumn, type Column, columns, type FlowCounter, flowCounters } from './sql-columns';
import type { StatementName } from './statement-names';

/**
 * A small SQL builder for DeepFlow's querier in which nothing can be spliced in: names come from the lists below,
 * numbers are checked, and texts are either quoted or turned into a pattern that holds no dangerous character.
 *
 * The querier looks for some words in the whole statement, literals included, before it parses it
 * (deepflow server/querier/engine/clickhouse/clickhouse.go): `slimit`, `WITH x AS (` and `auto_service_type = 105`.
 * A literal never contains them: a text that could is asked for with a wildcard in their place. So a text condition
 * may select more rows than its text says, never fewer; who needs it exact compares again.
 */

export type { Column, FlowCounter };

/** A part of a WHERE clause; made by the functions below alone. */
export type Condition = { readonly where: string };

/** One item of a SELECT list and the name its column has in the answer. */
export type Selected = { readonly select: string; readonly name: string };

/** One statement, as `npm run deepflow-sql` prints it. `dataPrecision` is for flow_metrics alone. */
export type Statement = { name: StatementName; sql: string } & (
  | { db: 'flow_log' | 'profile'; dataPrecision: null }
  | { db: 'flow_metrics'; dataPrecision: '1s' | '1m' }
);

const knownColumns: ReadonlySet<string> = new Set(columns);

function named(column: Column): string {
  if (column.startsWith('attribute.') && isAttributeName(column.slice('attribute.'.length))) return `\`${column}\``;
  if (!knownColumns.has(column)) throw new Error(`Unknown column ${column}`);
  return column;
}

/**
 * Whether an attribute can be asked for by this name: names are copied into the statement as they are (deepflow
 * server/querier/engine/clickhouse/view), so that nothing but plain characters may stand in one.
 */
export function isAttributeName(name: string): boolean {
  return /^[A-Za-z0-9_.:/-]{1,128}$/.test(name) && !/slimit|auto_service_type/i.test(name);
}

function alias(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name) || name === 'trace_ids') throw new Error(`Bad alias ${name}`);
  return name;
}

/** The column under a name of its own, which must not be `trace_ids`: the querier answers that one as `trace_id`. */
export function column(of: Column, as: string): Selected {
  return { select: `${named(of)} AS ${alias(as)}`, name: as };
}

/** The column as it is called, for the ones that take no alias: `attribute`, and tags that bring further columns. */
export function bare(of: Column): Selected {
  return { select: named(of), name: of };
}

/** As text: what is 64 bits wide would lose digits in JSON. */
export function asText(of: Column, as: string): Selected {
  return { select: `toString(${named(of)}) AS ${alias(as)}`, name: as };
}

/** A DateTime64(6) as epoch µs. */
export function asMicros(of: 'start_time' | 'end_time', as: string): Selected {
  return { select: `toUnixTimestamp64Micro(${of}) AS ${alias(as)}`, name: as };
}

/** The English name of an enumeration's value. */
export function enumName(of: 'observation_point' | 'l7_protocol' | 'capture_nic_type', as: string): Selected {
  return { select: `Enum(${of}) AS ${alias(as)}`, name: as };
}

/** One of the counters of l4_flow_log as it is stored. */
export function counter(of: FlowCounter): Selected {
  if (!flowCounters.includes(of)) throw new Error(`Unknown counter ${of}`);
  return { select: of, name: of };
}

/** The number of rows. */
export function countRows(as: string): Selected {
  return { select: `Count(row) AS ${alias(as)}`, name: as };
}

type Comparison = '=' | '!=' | '>=' | '<=' | '<' | '>';

/** Compares with a whole number; never quoted, since quoted digits make the querier panic. */
export function compare(of: Column, operator: Comparison, value: number | bigint): Condition {
  return { where: `${named(of)} ${operator} ${digits(value)}` };
}

/** Compares the start of a row, epoch µs. */
export function compareStart(operator: Comparison, us: number): Condition {
  return { where: `toUnixTimestamp64Micro(start_time) ${operator} ${digits(us)}` };
}

/** One of some whole numbers, given as numbers or in decimal. Throws for an empty list, which would be no SQL. */
export function oneOf(of: Column, values: readonly (number | bigint | string)[]): Condition {
  if (values.length === 0) throw new Error(`No values for ${of}`);
  return { where: `${named(of)} IN (${values.map(digits).join(', ')})` };
}

/** The row of one `_id`; the querier derives the time range from it. */
export function hasId(id: string): Condition {
  return { where: `_id = ${digits(id)}` };
}

/** Rows whose end falls into the seconds from `fromS` to `toS`, both included. */
export function endsWithin(fromS: number, toS: number): Condition {
  return { where: `time >= ${digits(fromS)} AND time <= ${digits(toS)}` };
}

/** The span or row carries this attribute. */
export function hasAttribute(of: AttributeColumn): Condition {
  return { where: `exist(${named(of)})` };
}

/** The text is empty. */
export function isEmpty(of: Column): Condition {
  return { where: `${named(of)} = ''` };
}

/** The column is this text, or, where the text cannot be quoted safely, like it. */
export function isText(of: Column, text: string): Condition {
  return { where: isQuotable(text) ? `${named(of)} = ${quote(text)}` : `${named(of)} LIKE ${quote(patternOf(text))}` };
}

/** The column is one of these texts, as `isText` compares. Throws for an empty list. */
export function isOneOfTexts(of: Column, texts: readonly string[]): Condition {
  if (texts.length === 0) throw new Error(`No values for ${of}`);
  const quotable = texts.filter(isQuotable);
  const others = texts.filter((text) => !isQuotable(text)).map((text) => isText(of, text));
  if (quotable.length === 0) return any(others);
  const list: Condition = { where: `${named(of)} IN (${quotable.map(quote).join(', ')})` };
  return others.length === 0 ? list : any([list, ...others]);
}

/** The column is this text and no other. Throws for one that is not comparable. */
export function isExactly(of: Column, text: string): Condition {
  return { where: `${named(of)} = '${literalContent(text)}'` };
}

/** What stands between the quotes of a literal, for those who put the quotes around it. Throws like `isExactly`. */
export function literalContent(text: string): string {
  if (!isComparable(text)) throw new Error('The text cannot be compared');
  return quote(text).slice(1, -1);
}

/** ClickHouse refuses statements beyond 256 KiB, and a list of texts stands in one up to twice. */
const mostListBytes = 100_000;

/** The texts in lists as long as one statement takes. */
export function* textBatches(texts: Iterable<string>, most = mostListBytes): Generator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    const more = literalBytes(text);
    if (batch.length > 0 && bytes + more > most) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(text);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}

/** What a text takes of a statement at most, with what stands around it. */
function literalBytes(text: string): number {
  return Buffer.byteLength(quote(text)) + 40;
}

/** The column contains the text, case ignored; selects more where the text has other characters than plain ones. */
export function contains(of: Column, text: string): Condition {
  return { where: `${named(of)} LIKE ${quote(`%${patternOf(text)}%`)}` };
}

/** The column starts with the text, case ignored; as wide as `contains`. */
export function startsWith(of: Column, text: string): Condition {
  return { where: `${named(of)} LIKE ${quote(`${patternOf(text)}%`)}` };
}

/** The column matches one of the console's own regular expressions (RE2, unanchored). */
export function matches(of: Column, pattern: OwnPattern): Condition {
  return { where: `${named(of)} REGEXP ${quote(ownPatterns[pattern])}` };
}

/** Written here, so that no regular expression is ever made of a text from outside. */
const ownPatterns = {
  /** A request target that the gateway may route by another path than the one written in it. */
  needsNormalising: '^([^/]|[^?#]*(%|#|//|/[.]|[?]$))',
  /** `http://host/path`, or anything else that is no path. */
  absolute: '^[^/]',
  /** Something in it, query included, is written as a percent escape. */
  escaped: '%',
} as const;
type OwnPattern = keyof typeof ownPatterns;

export function all(conditions: readonly Condition[]): Condition {
  return { where: conditions.map(({ where }) => where).join(' AND ') };
}

/** Throws for an empty list. */
export function any(conditions: readonly Condition[]): Condition {
  const [first] = conditions;
  if (!first) throw new Error('No alternatives');
  return conditions.length === 1 ? first : { where: `(${conditions.map(({ where }) => `(${where})`).join(' OR ')})` };
}

const tables = { l7_flow_log: 'flow_log', l4_flow_log: 'flow_log', in_process: 'profile' } as const;

export type SelectParts = {
  name: StatementName;
  /** Default: requests. */
  from?: keyof typeof tables;
  select: readonly Selected[];
  where: readonly Condition[];
  groupBy?: readonly string[];
  /** A name from `select`: the querier orders by aliases and tags, not by expressions. */
  orderBy?: string;
  /** Default: the largest first. */
  order?: 'DESC' | 'ASC';
  limit: number;
};

/** One SELECT over requests, over the connections below them, or over the stacks of processes. */
export function selectCalls(parts: SelectParts): Statement {
  const { name, from = 'l7_flow_log', select, where, groupBy, orderBy, order = 'DESC', limit } = parts;
  const names = new Set(select.map((item) => item.name));
  for (const used of [...(groupBy ?? []), ...(orderBy === undefined ? [] : [orderBy])])
    if (!names.has(used)) throw new Error(`${used} is not selected`);
  const words = [
    `SELECT ${select.map((item) => item.select).join(', ')}`,
    `FROM ${from}`,
    `WHERE ${all(where).where}`,
    ...(groupBy ? [`GROUP BY ${groupBy.join(', ')}`] : []),
    ...(orderBy === undefined ? [] : [`ORDER BY ${orderBy} ${order}`]),
    `LIMIT ${digits(limit)}`,
  ];
  return { name, db: tables[from], dataPrecision: null, sql: words.join(' ') };
}

function digits(value: number | bigint | string): string {
  const text = typeof value === 'number' && !Number.isSafeInteger(value) ? 'x' : String(value);
  if (!/^-?\d{1,20}$/.test(text)) throw new Error('Not a whole number');
  return text;
}

function quote(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`;
}

/**
 * A LIKE pattern that matches every text that `text` is equal to, and that holds letters, digits, wildcards and a
 * few signs without a meaning in SQL. One wildcard stands for one ASCII character; `%` for anything else, since case
 * and length of other characters are not sure to be compared alike.
 */
function patternOf(text: string): string {
  return text.replace(/[^\p{ASCII}]+/gu, '%').replace(/[^A-Za-z0-9/.:?&~+,;@%-]|(?<=s)l(?=imit)/gi, '_');
}
