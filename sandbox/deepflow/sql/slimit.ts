import type { Expression } from '@/sandbox/deepflow/sql/ast';
import type { TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { parseStatement } from '@/sandbox/deepflow/sql/parser';
import { printExpression, printName } from '@/sandbox/deepflow/sql/print';
import type { Translated } from '@/sandbox/deepflow/sql/select';
import { translateShow } from '@/sandbox/deepflow/sql/show/show';
import type { RunQuery } from '@/sandbox/deepflow/sql/show/tags';
import { deviceTypes } from '@/sandbox/deepflow/sql/tags/tag';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

/** The clauses that the engine knows in either spelling, where it makes the outer and where it makes the inner statement. */
const clausesOf = {
  outer: ['SLIMIT', 'SORDER BY', 'ORDER BY', 'LIMIT', 'WHERE', 'GROUP BY'],
  inner: ['WHERE', 'GROUP BY', 'SLIMIT', 'LIMIT', 'FROM'],
} as const;

/** Clauses are found as text between blanks, so a word inside a literal counts as one, as in the real engine. */
function withLowerClauses(sql: string, statement: keyof typeof clausesOf): string {
  let text = sql;
  for (const word of clausesOf[statement]) {
    text = text.replaceAll(` ${word} `, ` ${word.toLowerCase()} `);
  }
  return text;
}

/** The part of a split that the engine takes without looking whether it is there. */
function part(parts: readonly string[], index: number): string {
  const found = parts[index];
  if (found === undefined) {
    throw new EnginePanic(`runtime error: index out of range [${index}] with length ${parts.length}`);
  }
  return found;
}

type Outer = { sql: string; order: string };

/** The statement without SLIMIT and SORDER BY, and the text of the latter. */
function outerStatement(sql: string): Outer {
  let text = withLowerClauses(sql, 'outer');
  let order = '';
  if (text.includes(' sorder by ')) {
    const [head = '', tail = ''] = text.split(' sorder by ');
    const next = tail.includes(' order by ') ? ' order by ' : ' slimit ';
    const pieces = tail.split(next);
    order = part(pieces, 0);
    text = `${head}${next}${part(pieces, 1)}`;
  }
  if (!text.includes(' where ') && text.includes(' group by ')) {
    const [head = '', groups = ''] = text.split(' group by ');
    const tail = part(groups.split(' slimit '), 1);
    const limit = tail.includes(' limit ') ? ` limit ${part(tail.split(' limit '), 1)}` : '';
    return { sql: `${head} where 1=1 group by ${head}${limit}`, order };
  }
  if (text.includes(' where ')) {
    const pieces = text.split(' slimit ');
    const tail = part(pieces, 1);
    const limit = tail.includes(' limit ') ? ` limit ${part(tail.split(' limit '), 1)}` : '';
    return { sql: `${part(pieces, 0)}${limit}`, order };
  }
  return { sql: text, order };
}

/** The engine cuts the direction off as letters at either end, one set after the other. */
function orderedBy(order: string): string {
  let text = order;
  for (const letters of [' ASC', ' asc', ' DESC', ' desc']) {
    const ends = new RegExp(`^[${letters}]+|[${letters}]+$`, 'g');
    text = text.replace(ends, '');
  }
  return text;
}

/** Columns that a tag brings along and by which its series are told apart too. */
function typeColumns(tag: string): string[] {
  const [, base = tag, suffix = ''] = /^(.*?)(_[01])?$/.exec(tag) ?? [];
  if (base === 'auto_instance' || base === 'auto_service') {
    return [`${base}_type${suffix}`];
  }
  const isDevice = base in deviceTypes && base !== 'pod_service';
  return isDevice || base === 'chost_hostname' || base === 'chost_ip' ? [`device_type_${tag}`] : [];
}

const unquoted = (text: string) => text.replace(/^[`']+|[`']+$/g, '');

/** Errors of the two statements that one with SLIMIT becomes name the inner one. */
function within<T>(inner: string, translate: () => T): T {
  try {
    return translate();
  } catch (error) {
    if (!(error instanceof QueryError)) {
      throw error;
    }
    const isService = error.optStatus !== 'FAIL';
    const text = isService ? JSON.stringify({ Status: error.optStatus, Message: error.message }) : error.message;
    throw new QueryError(`sql: ${inner}; parse error: ${text}`);
  }
}

/**
 * A statement with SLIMIT n: the rows of n series only, which an inner query finds. Null for any other statement.
 * @throws QueryError where the table has no tags, EnginePanic where a literal with the word breaks the engine's cutting.
 */
export async function translateSlimit(
  sql: string,
  options: TranslateOptions,
  run: RunQuery,
): Promise<Translated | null> {
  if (!sql.includes('SLIMIT') && !sql.includes('slimit')) {
    return null;
  }
  const outer = outerStatement(sql);
  const statement = parseStatement(outer.sql);
  if (statement.kind === 'other') {
    throw new EnginePanic(`interface conversion: sqlparser.Statement is ${statement.goType}, not *sqlparser.Select`);
  }
  const { select } = statement;
  const table = select.from.at(-1) ?? '';
  const asked = { ...options, askedLanguage: '', ownLanguage: options.language };
  const tags = await translateShow(`show tags from ${table}`, asked, run);
  if (tags === null || !('rows' in tags) || tags.rows.length === 0) {
    throw new QueryError('No data in show tags');
  }
  const tagNames = new Set(tags.rows.flatMap(([name, client, server]) => [name, client, server].map(String)));
  const selected: string[] = [];
  const compared: string[] = [];
  const orderTag = orderedBy(outer.order);
  for (const item of select.items) {
    if (item.kind === 'item') {
      addItem(item.expression, item.alias, { tagNames, orderTag, selected, compared });
    }
  }
  const english = { ...options, language: 'en' };
  let inner = '';
  let series = '';
  if (selected.length > 0) {
    const groups = select.groupBy.filter((group) => isSeriesGroup(group) && compared.includes(printExpression(group)));
    // A name that is cut off with its direction leaves nothing to order by.
    const order = orderTag === '' ? '' : outer.order;
    inner = innerStatement(sql, selected, groups.map(printExpression), table, order);
    series = within(inner, () => translateStatement(inner, english).clickhouse);
  }
  const translated = within(inner, () => translateStatement(outer.sql, english));
  if (selected.length === 0) {
    return translated;
  }
  const columns = compared.join(',');
  const found = orderTag === '' ? series : `SELECT ${columns} FROM (${series})`;
  const clickhouse = translated.clickhouse.replace(' WHERE ', () => ` WHERE (${columns}) GLOBAL IN (${found}) AND `);
  return clickhouse === translated.clickhouse ? null : { ...translated, clickhouse };
}

type Collected = { tagNames: ReadonlySet<string>; orderTag: string; selected: string[]; compared: string[] };

function addItem(expression: Expression, alias: string, { tagNames, orderTag, selected, compared }: Collected): void {
  const text = printExpression(expression);
  const name = alias === '' ? '' : printName(alias);
  if (expression.kind === 'column' && (tagNames.has(unquoted(text)) || text.includes('_id'))) {
    selected.push(name === '' ? text : `${text} AS ${name}`);
    compared.push(name === '' ? text : name, ...typeColumns(text));
  }
  if (expression.kind === 'call') {
    if (name === orderTag || text === orderTag) {
      selected.push(name === '' ? text : `${text} AS ${name}`);
    }
    if (text.startsWith('enum')) {
      selected.push(text.replaceAll('enum', 'Enum'));
      compared.push(`\`${text.replaceAll('enum', 'Enum')}\``);
    }
  }
}

function isSeriesGroup(group: Expression): boolean {
  const text = printExpression(group);
  if (group.kind === 'call') {
    return !text.startsWith('time');
  }
  return group.kind === 'column' && text !== 'toi' && !/time|node_type|icon_id/.test(text) && !/^_[01]?$/.test(text);
}

function innerStatement(
  sql: string,
  selected: readonly string[],
  groups: readonly string[],
  table: string,
  order: string,
): string {
  const text = part(withLowerClauses(sql, 'inner').split(' limit '), 0);
  const hasWhere = text.includes(' where ');
  const afterWhere = hasWhere ? part(text.split(' where '), 1) : text;
  if (!text.includes(' group by ')) {
    return '';
  }
  const pieces = afterWhere.split(' group by ');
  const count = part(part(pieces, 1).split(' slimit '), 1);
  const where = hasWhere ? ` WHERE ${part(pieces, 0)}` : '';
  const orderBy = order === '' ? '' : ` ORDER BY ${order}`;
  return `SELECT ${selected.join(',')} FROM ${table}${where} GROUP BY ${groups.join(',')}${orderBy} LIMIT ${count}`;
}
