import type { Expression, OrderItem, Select, SelectItem } from '@/sandbox/deepflow/sql/ast';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import { wordClass } from '@/sandbox/deepflow/sql/keywords';

const literalEscapes = byName<string>({
  '\0': '\\0',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  "'": "\\'",
});

/** A string literal that ClickHouse reads back as exactly `value`. */
export function quoteString(value: string): string {
  let quoted = '';
  for (const character of value) {
    quoted += literalEscapes[character] ?? character;
  }
  return `'${quoted}'`;
}

/**
 * Stands where the real engine writes what ClickHouse cannot read, or something that was slipped into a name: the
 * statement is then refused as the real one is, when all else in it is right.
 */
export const notSql = '%!';

/** A name in backticks, safe for ClickHouse whatever it contains. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** A name as the parser prints it: backticks only where it is a keyword or holds other signs than letters and digits. */
export function printName(name: string): string {
  const plain = /^[A-Za-z_@][A-Za-z_@0-9]*$/.test(name) && wordClass(name.toLowerCase()) === undefined;
  return plain ? name : `\`${name.replaceAll('`', '``')}\``;
}

/** An expression as the parser prints it: lower-case keywords, `left op right`; also valid ClickHouse text. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return expression.path.map(printName).join('.');
    case 'string':
      return quoteString(expression.value).replaceAll('"', '\\"').replaceAll('\x1a', '\\Z');
    case 'number':
    case 'argument':
      return expression.value;
    case 'rare':
      return expression.text;
    case 'null':
      return 'null';
    case 'boolean':
      return String(expression.value);
    case 'call': {
      const qualifier = expression.qualifier === '' ? '' : `${printName(expression.qualifier)}.`;
      const distinct = expression.distinct ? 'distinct ' : '';
      return `${qualifier}${expression.name}(${distinct}${expression.args.map(printItem).join(', ')})`;
    }
    case 'binary':
    case 'comparison':
      return `${printExpression(expression.left)} ${expression.operator} ${printExpression(expression.right)}`;
    case 'unary': {
      const space = expression.operand.kind === 'unary' ? ' ' : '';
      return `${expression.operator}${space}${printExpression(expression.operand)}`;
    }
    case 'paren':
      return `(${printExpression(expression.inner)})`;
    case 'tuple':
      return `(${expression.items.map(printExpression).join(', ')})`;
    case 'subquery':
      return `(${printSelect(expression.select)})`;
    case 'range':
      return `${printExpression(expression.left)} ${expression.operator} ${printExpression(expression.from)} and ${printExpression(expression.to)}`;
    case 'and':
    case 'or':
      return `${printExpression(expression.left)} ${expression.kind} ${printExpression(expression.right)}`;
    case 'not':
      return `not ${printExpression(expression.operand)}`;
    case 'is':
      return `${printExpression(expression.operand)} ${expression.operator}`;
    case 'exists':
      return `exists ${printExpression(expression.subquery)}`;
  }
}

export function printItem(item: SelectItem): string {
  if (item.kind === 'star') {
    return item.text;
  }
  const alias = item.alias === '' ? '' : ` as ${printName(item.alias)}`;
  return `${printExpression(item.expression)}${alias}`;
}

export function printOrders(orders: readonly OrderItem[]): string {
  return orders.map((o) => `${printExpression(o.expression)} ${o.descending ? 'desc' : 'asc'}`).join(', ');
}

function printSelect(select: Select): string {
  const parts = [`select ${select.distinct ? 'distinct ' : ''}${select.items.map(printItem).join(', ')}`];
  parts.push(`from ${select.from.join(', ')}`);
  if (select.where !== null) {
    parts.push(`where ${printExpression(select.where)}`);
  }
  if (select.groupBy.length > 0) {
    parts.push(`group by ${select.groupBy.map(printExpression).join(', ')}`);
  }
  if (select.having !== null) {
    parts.push(`having ${printExpression(select.having)}`);
  }
  if (select.orderBy.length > 0) {
    parts.push(`order by ${printOrders(select.orderBy)}`);
  }
  if (select.limit !== null) {
    const offset = select.limit.offset === null ? '' : `${printExpression(select.limit.offset)}, `;
    parts.push(`limit ${offset}${printExpression(select.limit.count)}`);
  }
  return parts.join(' ');
}
