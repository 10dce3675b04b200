import { parser } from '@prometheus-io/lezer-promql';
import { parseString } from '@/sandbox/deepflow/promql/literals';
import { described, Fault, Lexer, type Token } from '@/sandbox/deepflow/promql/tokens';
import { goRegexpError } from '@/sandbox/deepflow/sql/go-regexp';

/** What a text is to be: an expression, or a selector alone as `match[]` wants it. */
type Start = 'expression' | 'selector';

/**
 * The first thing that Prometheus' parser does not take in a text; null for one that it takes. It says what it expected
 * where its grammar does (promql/parser/generated_parser.y).
 */
export function syntaxFault(text: string, start: Start): Fault | null {
  try {
    new Syntax(text).read(start);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** The grammar of Prometheus' web interface knows the names of all functions. */
function isFunction(name: string): boolean {
  return parser.parse(`${name}()`).topNode.firstChild?.name === 'FunctionCall';
}

/** Words of the language that can name a metric as well. */
const namelike = ['by', 'offset', 'without', 'and', 'or', 'unless', 'start', 'end'];

class Syntax {
  readonly #lexer: Lexer;
  #ahead: Token;
  /** Aggregations that the token ahead is inside of: there the grammar takes an error for theirs. */
  #aggregations = 0;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
    this.#ahead = this.#lexer.next();
  }

  read(start: Start): void {
    if (start === 'selector') {
      this.#selector();
    } else {
      if (this.#ahead.kind === 'end') throw new Fault(0, 'no expression found in input');
      this.#expression();
    }
    if (this.#ahead.kind !== 'end') this.#unexpected();
  }

  #take(): Token {
    const token = this.#ahead;
    this.#ahead = this.#lexer.next();
    return token;
  }

  #is(...texts: string[]): boolean {
    const { kind, text } = this.#ahead;
    return kind !== 'string' && kind !== 'identifier' && texts.includes(text.toLowerCase());
  }

  #accept(...texts: string[]): boolean {
    const found = this.#is(...texts);
    if (found) this.#take();
    return found;
  }

  #unexpected(context = '', expected = ''): never {
    const named = context === '' && this.#aggregations > 0 ? 'aggregation' : context;
    const where = named === '' ? '' : ` in ${named}`;
    const what = expected === '' ? '' : `, expected ${expected}`;
    throw new Fault(this.#ahead.at, `unexpected ${described(this.#ahead)}${where}${what}`);
  }

  #expression(): void {
    this.#operand();
    while (this.#ahead.kind === 'operator') {
      this.#take();
      this.#accept('bool');
      if (this.#accept('on', 'ignoring')) {
        this.#labels();
        if (this.#accept('group_left', 'group_right') && this.#is('(')) this.#labels();
      }
      this.#operand();
    }
  }

  #operand(): void {
    while (this.#accept('+', '-')) {}
    this.#primary();
    for (;;) {
      if (this.#is('[')) this.#range();
      else if (this.#accept('offset')) this.#offset();
      else if (this.#accept('@')) this.#moment();
      else return;
    }
  }

  #primary(): void {
    const { kind, at } = this.#ahead;
    if (kind === 'number' || kind === 'string') {
      this.#take();
    } else if (this.#accept('(')) {
      this.#expression();
      this.#close();
    } else if (kind === 'aggregator') {
      this.#take();
      if (this.#is('(', 'by', 'without')) this.#aggregate();
      else this.#matchers();
    } else if (kind === 'identifier') {
      const { text } = this.#take();
      if (this.#is('(')) this.#call(text, at);
      else this.#matchers();
    } else {
      this.#selector();
    }
  }

  #call(name: string, at: number): void {
    this.#arguments();
    if (!isFunction(name)) throw new Fault(at, `unknown function with name ${JSON.stringify(name)}`);
  }

  #selector(): void {
    const { kind } = this.#ahead;
    const isName = ['identifier', 'metric identifier', 'aggregator'].includes(kind) || this.#is(...namelike);
    if (isName) this.#take();
    else if (!this.#is('{')) this.#unexpected();
    this.#matchers();
  }

  #matchers(): void {
    if (!this.#accept('{')) return;
    while (!this.#is('}')) {
      const { kind, at } = this.#ahead;
      if (kind !== 'identifier') this.#unexpected('label matching', 'identifier or "}"');
      this.#take();
      if (!this.#is('=', '!=', '=~', '!~')) this.#unexpected('label matching', 'label matching operator');
      const operator = this.#take().text;
      if (this.#ahead.kind !== 'string') this.#unexpected('label matching', 'string');
      const literal = this.#take().text;
      const problem = operator.endsWith('~') ? goRegexpError(`^(?:${parseString(literal)})$`) : null;
      if (problem !== null) throw new Fault(at, problem);
      if (!this.#accept(',') && !this.#is('}')) this.#unexpected('label matching', '"," or "}"');
    }
    this.#take();
  }

  /** The lexer has seen to it that a duration follows the bracket. */
  #range(): void {
    this.#take();
    this.#take();
    if (this.#accept(']')) return;
    if (!this.#accept(':')) this.#unexpected('subquery or range', '":" or "]"');
    if (this.#accept(']')) return;
    if (this.#ahead.kind !== 'duration') this.#unexpected('subquery selector', 'duration or "]"');
    this.#take();
    if (!this.#accept(']')) this.#unexpected('subquery selector', '"]"');
  }

  #offset(): void {
    this.#accept('-');
    if (this.#ahead.kind !== 'duration') this.#unexpected('offset', 'duration');
    this.#take();
  }

  #moment(): void {
    if (this.#accept('start', 'end')) {
      if (!this.#accept('(') || !this.#accept(')')) this.#unexpected('@', 'timestamp');
      return;
    }
    this.#accept('+', '-');
    if (this.#ahead.kind !== 'number') this.#unexpected('@', 'timestamp');
    this.#take();
  }

  #aggregate(): void {
    this.#aggregations += 1;
    const before = this.#grouping();
    this.#arguments();
    if (!before) this.#grouping();
    this.#aggregations -= 1;
  }

  #grouping(): boolean {
    const found = this.#accept('by', 'without');
    if (found) this.#labels();
    return found;
  }

  #labels(): void {
    if (!this.#accept('(')) this.#unexpected('grouping opts', '"("');
    while (!this.#is(')')) {
      const { kind } = this.#ahead;
      const isWord = ['identifier', 'keyword', 'aggregator'].includes(kind) || this.#is('and', 'or', 'unless', 'atan2');
      if (!isWord) this.#unexpected('grouping opts', 'label');
      this.#take();
      if (!this.#accept(',') && !this.#is(')')) this.#unexpected('grouping opts', '"," or ")"');
    }
    this.#take();
  }

  #arguments(): void {
    if (!this.#accept('(')) this.#unexpected();
    if (this.#accept(')')) return;
    this.#expression();
    while (this.#is(',')) {
      const { at } = this.#take();
      if (!this.#beginsOperand()) throw new Fault(at, 'trailing commas not allowed in function call args');
      this.#expression();
    }
    this.#close();
  }

  #beginsOperand(): boolean {
    const kinds = ['number', 'string', 'identifier', 'metric identifier', 'aggregator'];
    return kinds.includes(this.#ahead.kind) || this.#is('(', '{', '+', '-', ...namelike);
  }

  #close(): void {
    if (!this.#accept(')')) this.#unexpected();
  }
}
