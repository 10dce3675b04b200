import type { Expression, Limit, Select, Statement } from '@/sandbox/deepflow/sql/ast';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import { ExpressionParser } from '@/sandbox/deepflow/sql/expression-parser';
import { printExpression, printName } from '@/sandbox/deepflow/sql/print';
import { TokenStream } from '@/sandbox/deepflow/sql/token-stream';

/** First words of the other statements that the grammar accepts, and the Go types they parse to. */
const otherStatements = byName<string>({
  insert: '*sqlparser.Insert',
  replace: '*sqlparser.Insert',
  update: '*sqlparser.Update',
  delete: '*sqlparser.Delete',
  set: '*sqlparser.Set',
  create: '*sqlparser.DDL',
  alter: '*sqlparser.DDL',
  drop: '*sqlparser.DDL',
  rename: '*sqlparser.DDL',
  truncate: '*sqlparser.DDL',
  analyze: '*sqlparser.DDL',
  stream: '*sqlparser.Stream',
  show: '*sqlparser.Show',
  use: '*sqlparser.Use',
  begin: '*sqlparser.Begin',
  commit: '*sqlparser.Commit',
  rollback: '*sqlparser.Rollback',
  describe: '*sqlparser.OtherRead',
  desc: '*sqlparser.OtherRead',
  explain: '*sqlparser.OtherRead',
});

const joinWords = ['join', 'inner', 'cross', 'left', 'right', 'natural', 'straight_join'];

class Parser {
  readonly #tokens: TokenStream;
  readonly #expressions: ExpressionParser;

  constructor(text: string) {
    this.#tokens = new TokenStream(text);
    this.#expressions = new ExpressionParser(this.#tokens, () => ({ kind: 'subquery', select: this.#select() }));
  }

  statement(): Statement {
    const tokens = this.#tokens;
    const first = tokens.ahead.kind === 'word' ? tokens.ahead.value.toLowerCase() : '';
    const other = otherStatements[first];
    // Of SHOW only what stands right behind the word comes here; the rest of it is not read.
    if (first === 'show' && tokens.take() && !['word', 'name'].includes(tokens.ahead.kind)) {
      tokens.fail();
    }
    if (other !== undefined) {
      return { kind: 'other', goType: other };
    }
    const statement = this.#selectStatement();
    tokens.acceptSign(';');
    if (tokens.ahead.kind !== 'end') {
      tokens.fail();
    }
    return statement;
  }

  /** A SELECT, or several joined by UNION: only then may one stand in parentheses. */
  #selectStatement(): Statement {
    const tokens = this.#tokens;
    const only = this.#inParentheses() ? null : this.#select();
    let isUnion = only === null;
    if (isUnion && !tokens.isWord('union')) {
      tokens.fail();
    }
    while (tokens.acceptWord('union')) {
      isUnion = true;
      if (!tokens.acceptWord('all')) {
        tokens.acceptWord('distinct');
      }
      if (this.#inParentheses()) {
        this.#expressions.orderBy();
        this.#limit();
      } else {
        this.#select();
      }
    }
    this.#lock();
    return isUnion || only === null ? { kind: 'other', goType: '*sqlparser.Union' } : { kind: 'select', select: only };
  }

  #inParentheses(): boolean {
    const isOpen = this.#tokens.acceptSign('(');
    if (isOpen) {
      this.#selectStatement();
      this.#tokens.expectSign(')');
    }
    return isOpen;
  }

  /** Asks for nothing that ClickHouse has; the engine leaves it out. */
  #lock(): void {
    const tokens = this.#tokens;
    const words = tokens.isWord('for') ? ['for', 'update'] : ['lock', 'in', 'share', 'mode'];
    if (tokens.isWord(words[0] ?? '')) {
      for (const word of words) {
        tokens.expectWord(word);
      }
    }
  }

  condition(): Expression {
    const condition = this.#expressions.expression();
    if (this.#tokens.ahead.kind !== 'end') {
      this.#tokens.fail();
    }
    return condition;
  }

  #select(): Select {
    const tokens = this.#tokens;
    tokens.expectWord('select');
    // Hints for MySQL mean nothing here.
    if (!tokens.acceptWord('sql_no_cache')) {
      tokens.acceptWord('sql_cache');
    }
    const distinct = tokens.acceptWord('distinct');
    tokens.acceptWord('straight_join');
    const items = this.#expressions.selectItems();
    const from = tokens.acceptWord('from') ? this.#tables() : ['dual'];
    const where = tokens.acceptWord('where') ? this.#expressions.expression() : null;
    const groupBy = this.#listAfter('group');
    const having = tokens.acceptWord('having') ? this.#expressions.expression() : null;
    return {
      distinct,
      items,
      from,
      where,
      groupBy,
      having,
      orderBy: this.#expressions.orderBy(),
      limit: this.#limit(),
    };
  }

  #listAfter(word: string): Expression[] {
    if (!this.#tokens.acceptWord(word)) {
      return [];
    }
    this.#tokens.expectWord('by');
    return this.#expressions.expressionList();
  }

  #limit(): Limit | null {
    const tokens = this.#tokens;
    if (!tokens.acceptWord('limit')) {
      return null;
    }
    const first = this.#expressions.expression();
    if (tokens.acceptSign(',')) {
      return { offset: first, count: this.#expressions.expression() };
    }
    return { count: first, offset: tokens.acceptWord('offset') ? this.#expressions.expression() : null };
  }

  /** Joined tables are read and left out: the engine takes plain tables only. */
  #tables(): string[] {
    const tokens = this.#tokens;
    const tables: string[] = [];
    do {
      const table = this.#table();
      tables.push(...(this.#joins() ? [] : [table]));
    } while (tokens.acceptSign(','));
    return tables;
  }

  #joins(): boolean {
    const tokens = this.#tokens;
    let joined = false;
    while (joinWords.some((word) => tokens.isWord(word))) {
      joined = true;
      while ([...joinWords, 'outer'].some((word) => tokens.acceptWord(word))) {}
      this.#table();
      if (tokens.acceptWord('on')) {
        this.#expressions.expression();
      } else if (tokens.acceptWord('using')) {
        tokens.expectSign('(');
        this.#expressions.expressionList();
        tokens.expectSign(')');
      }
    }
    return joined;
  }

  #table(): string {
    const tokens = this.#tokens;
    let text: string;
    if (tokens.acceptSign('(')) {
      text = printExpression({ kind: 'subquery', select: this.#select() });
      tokens.expectSign(')');
      tokens.acceptWord('as');
      return `${text} as ${printName(tokens.expectName())}`;
    } else {
      text = printName(tokens.expectName());
      if (tokens.acceptSign('.')) {
        text += `.${printName(tokens.expectName(true))}`;
      }
    }
    if (tokens.isWord('partition')) {
      const word = tokens.take().value.toLowerCase();
      // A name of the table where no list follows.
      return tokens.isSign('(')
        ? `${text} partition ${this.#names()}${this.#alias()}${this.#indexHint()}`
        : `${text} as ${printName(word)}${this.#indexHint()}`;
    }
    return `${text}${this.#alias()}${this.#indexHint()}`;
  }

  #alias(): string {
    const tokens = this.#tokens;
    const named = tokens.acceptWord('as');
    if (tokens.ahead.kind === 'string') {
      return ` as ${printName(tokens.take().value)}`;
    }
    return named || tokens.isName() ? ` as ${printName(tokens.expectName())}` : '';
  }

  /** Advice for MySQL; the engine takes it for a part of the table's name. */
  #indexHint(): string {
    const tokens = this.#tokens;
    const word = ['use', 'ignore', 'force'].find((hint) => tokens.acceptWord(hint));
    if (word === undefined) {
      return '';
    }
    tokens.expectWord('index');
    return ` ${word} index ${this.#names()}`;
  }

  #names(): string {
    const tokens = this.#tokens;
    tokens.expectSign('(');
    const names: string[] = [];
    do {
      names.push(printName(tokens.expectName()));
    } while (tokens.acceptSign(','));
    tokens.expectSign(')');
    return `(${names.join(', ')})`;
  }
}

/**
 * Parses one statement.
 * @throws QueryError with the parser's own text and position at the first token that fits nowhere.
 */
export function parseStatement(text: string): Statement {
  return new Parser(text).statement();
}

/** Parses a condition that stands alone. @throws QueryError as `parseStatement`. */
export function parseCondition(text: string): Expression {
  return new Parser(text).condition();
}
