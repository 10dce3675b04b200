import type { Expression, OrderItem, SelectItem } from '@/sandbox/deepflow/sql/ast';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import { printName } from '@/sandbox/deepflow/sql/print';
import { collated, rareExpression } from '@/sandbox/deepflow/sql/rare-expressions';
import type { TokenStream } from '@/sandbox/deepflow/sql/token-stream';

/** Binary operators of value expressions from the loosest to the tightest; each level is left-associative. */
const levels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%', 'div', 'mod'],
  ['^'],
];

const comparisons = byName<string>({
  '=': '=',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '<>': '!=',
  '!=': '!=',
  '<=>': '<=>',
});

/** Reserved words that are function names before a parenthesis. */
const reservedCalls = ['if', 'left', 'right', 'database', 'mod', 'replace'];

/** Reads expressions; the SELECT of a subquery is read by the function given. */
export class ExpressionParser {
  readonly #tokens: TokenStream;
  readonly #subquery: () => Expression;

  constructor(tokens: TokenStream, subquery: () => Expression) {
    this.#tokens = tokens;
    this.#subquery = subquery;
  }

  expression(): Expression {
    let left = this.#conjunction();
    while (this.#tokens.acceptWord('or') || this.#tokens.acceptSign('||')) {
      left = { kind: 'or', left, right: this.#conjunction() };
    }
    return left;
  }

  expressionList(): Expression[] {
    const items = [this.expression()];
    while (this.#tokens.acceptSign(',')) {
      items.push(this.expression());
    }
    return items;
  }

  selectItems(): SelectItem[] {
    const items = [this.#selectItem()];
    while (this.#tokens.acceptSign(',')) {
      items.push(this.#selectItem());
    }
    return items;
  }

  orderBy(): OrderItem[] {
    const tokens = this.#tokens;
    if (!tokens.acceptWord('order')) {
      return [];
    }
    tokens.expectWord('by');
    const orders: OrderItem[] = [];
    do {
      const expression = this.expression();
      const descending = tokens.acceptWord('desc');
      if (!descending) {
        tokens.acceptWord('asc');
      }
      orders.push({ expression, descending });
    } while (tokens.acceptSign(','));
    return orders;
  }

  #selectItem(): SelectItem {
    const tokens = this.#tokens;
    if (tokens.acceptSign('*')) {
      return { kind: 'star', text: '*' };
    }
    const expression = this.expression();
    if (expression.kind === 'column' && expression.path.at(-1) === '*') {
      return { kind: 'star', text: expression.path.map((part) => (part === '*' ? part : printName(part))).join('.') };
    }
    return { kind: 'item', expression, alias: this.#alias() };
  }

  #alias(): string {
    const tokens = this.#tokens;
    const named = tokens.acceptWord('as');
    if (tokens.ahead.kind === 'string') {
      return tokens.take().value;
    }
    if (tokens.isName()) {
      return tokens.expectName();
    }
    return named ? tokens.fail() : '';
  }

  #conjunction(): Expression {
    let left = this.#negation();
    while (this.#tokens.acceptWord('and') || this.#tokens.acceptSign('&&')) {
      left = { kind: 'and', left, right: this.#negation() };
    }
    return left;
  }

  #negation(): Expression {
    if (this.#tokens.acceptWord('not')) {
      return { kind: 'not', operand: this.#negation() };
    }
    let condition = this.#condition();
    while (this.#tokens.acceptWord('is')) {
      condition = { kind: 'is', operator: this.#isSuffix(), operand: condition };
    }
    return condition;
  }

  #isSuffix(): string {
    const not = this.#tokens.acceptWord('not') ? 'not ' : '';
    for (const value of ['null', 'true', 'false']) {
      if (this.#tokens.acceptWord(value)) {
        return `is ${not}${value}`;
      }
    }
    return this.#tokens.fail();
  }

  #condition(): Expression {
    const tokens = this.#tokens;
    if (tokens.acceptWord('exists')) {
      const subquery = this.#parenthesis();
      return subquery.kind === 'subquery' ? { kind: 'exists', subquery } : tokens.fail();
    }
    const left = this.value();
    const comparison = tokens.ahead.kind === 'punctuation' ? comparisons[tokens.ahead.value] : undefined;
    if (comparison !== undefined) {
      tokens.take();
      return { kind: 'comparison', operator: comparison, left, right: this.value() };
    }
    const not = tokens.acceptWord('not') ? 'not ' : '';
    if (tokens.acceptWord('in')) {
      return { kind: 'comparison', operator: `${not}in`, left, right: this.#inList() };
    }
    if (tokens.acceptWord('like')) {
      const right = this.value();
      if (tokens.acceptWord('escape')) {
        this.value();
      }
      return { kind: 'comparison', operator: `${not}like`, left, right };
    }
    if (tokens.acceptWord('regexp') || tokens.acceptWord('rlike')) {
      return { kind: 'comparison', operator: `${not}regexp`, left, right: this.value() };
    }
    if (tokens.acceptWord('between')) {
      const from = this.value();
      tokens.expectWord('and');
      return { kind: 'range', operator: not === '' ? 'between' : 'not between', left, from, to: this.value() };
    }
    return not === '' ? left : tokens.fail();
  }

  #inList(): Expression {
    const { kind, value } = this.#tokens.ahead;
    if (kind === 'arg' && value.startsWith('::')) {
      return { kind: 'argument', value: this.#tokens.take().value };
    }
    if (!this.#tokens.isSign('(')) {
      return this.#tokens.fail();
    }
    const list = this.#parenthesis();
    return list.kind === 'paren' ? { kind: 'tuple', items: [list.inner] } : list;
  }

  value(level = 0): Expression {
    const operators = levels[level];
    if (operators === undefined) {
      return this.#unary();
    }
    let left = this.value(level + 1);
    for (;;) {
      const operator = operators.find((o) => this.#tokens.isSign(o) || (/[a-z]/.test(o) && this.#tokens.isWord(o)));
      if (operator === undefined) {
        return left;
      }
      this.#tokens.take();
      left = { kind: 'binary', operator: operator === 'mod' ? '%' : operator, left, right: this.value(level + 1) };
    }
  }

  #unary(): Expression {
    const tokens = this.#tokens;
    if (tokens.acceptWord('binary')) {
      return { kind: 'unary', operator: 'binary ', operand: this.#unary() };
    }
    if (tokens.acceptSign('-')) {
      const operand = this.#unary();
      if (operand.kind === 'number' && /^-?\d+$/.test(operand.value)) {
        const negative = operand.value.startsWith('-');
        return { kind: 'number', value: negative ? operand.value.slice(1) : `-${operand.value}` };
      }
      return { kind: 'unary', operator: '-', operand };
    }
    if (tokens.acceptSign('+')) {
      const operand = this.#unary();
      return operand.kind === 'number' ? operand : { kind: 'unary', operator: '+', operand };
    }
    for (const operator of ['~', '!']) {
      if (tokens.acceptSign(operator)) {
        return { kind: 'unary', operator, operand: this.#unary() };
      }
    }
    return collated(tokens, this.#primary());
  }

  #primary(): Expression {
    const tokens = this.#tokens;
    const { kind, value } = tokens.ahead;
    switch (kind) {
      case 'string':
        return { kind: 'string', value: tokens.take().value };
      case 'int':
      case 'float':
      case 'hexnum':
        return { kind: 'number', value: tokens.take().value };
      case 'hex':
      case 'bits':
        return { kind: 'number', value: `${kind === 'hex' ? 'X' : 'B'}'${tokens.take().value}'` };
      case 'arg':
        if (value.startsWith('::')) {
          return tokens.fail();
        }
        return { kind: 'argument', value: tokens.take().value };
      default:
    }
    if (tokens.isSign('(')) {
      return this.#parenthesis();
    }
    const rare = rareExpression(tokens, this);
    if (rare !== null) {
      return rare;
    }
    if (kind === 'word') {
      const word = value.toLowerCase();
      if (word === 'null' || word === 'true' || word === 'false') {
        tokens.take();
        return word === 'null' ? { kind: 'null' } : { kind: 'boolean', value: word === 'true' };
      }
      if (reservedCalls.includes(word)) {
        tokens.take();
        return this.#call('', word, word !== 'database');
      }
    }
    return this.#columnOrCall();
  }

  #columnOrCall(): Expression {
    const tokens = this.#tokens;
    const path = [tokens.expectName()];
    if (tokens.isSign('(')) {
      return this.#call('', path[0] ?? '', false);
    }
    while (path.length < 3 && tokens.acceptSign('.')) {
      if (tokens.acceptSign('*')) {
        path.push('*');
        return { kind: 'column', path };
      }
      path.push(tokens.expectName(true));
    }
    if (path.length === 2 && tokens.isSign('(')) {
      return this.#call(path[0] ?? '', path[1] ?? '', false);
    }
    const column: Expression = { kind: 'column', path };
    const operator = ['->', '->>'].find((sign) => tokens.acceptSign(sign));
    return operator === undefined ? column : { kind: 'binary', operator, left: column, right: this.value() };
  }

  #call(qualifier: string, name: string, needsArgument: boolean): Expression {
    const tokens = this.#tokens;
    tokens.expectSign('(');
    const distinct = tokens.acceptWord('distinct');
    const empty = !distinct && !needsArgument && tokens.isSign(')');
    const args = empty ? [] : this.selectItems();
    tokens.expectSign(')');
    return { kind: 'call', qualifier, name, distinct, args };
  }

  #parenthesis(): Expression {
    const tokens = this.#tokens;
    const subquery = this.#subquery;
    tokens.expectSign('(');
    if (tokens.isWord('select')) {
      const select = subquery();
      tokens.expectSign(')');
      return select;
    }
    const items = this.expressionList();
    tokens.expectSign(')');
    const [only] = items;
    return items.length === 1 && only !== undefined ? { kind: 'paren', inner: only } : { kind: 'tuple', items };
  }
}
