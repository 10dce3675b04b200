/** What a text of PromQL breaks at: `at` counts characters, the message is Prometheus' own. */
export class Fault extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

export type TokenKind =
  | ('end' | 'identifier' | 'metric identifier' | 'keyword' | 'aggregator' | 'operator')
  | ('number' | 'duration' | 'string' | 'sign');
export type Token = { kind: TokenKind; text: string; at: number };

const words = new Map<string, TokenKind>([
  ...list('aggregator', 'sum avg count min max group stddev stdvar topk bottomk count_values quantile'),
  ...list('keyword', 'offset by without on ignoring group_left group_right bool start end'),
  ...list('operator', 'and or unless atan2'),
  ...list('number', 'inf nan'),
]);

function list(kind: TokenKind, names: string): [string, TokenKind][] {
  return names.split(' ').map((name) => [name, kind]);
}

const quoted = (text: string) => (text.length > 10 ? `${JSON.stringify(text.slice(0, 10))}...` : JSON.stringify(text));

/** A token as the parser's errors name it. */
export function described({ kind, text }: Token): string {
  switch (kind) {
    case 'end':
      return 'end of input';
    case 'identifier':
    case 'metric identifier':
      return `${kind} ${JSON.stringify(text)}`;
    case 'keyword':
      return /^(?:start|end)$/i.test(text) ? JSON.stringify(text) : `<${text}>`;
    case 'aggregator':
      return `<aggr:${text}>`;
    case 'operator':
      return `<op:${text}>`;
    case 'sign':
      return quoted(text);
    default:
      return `${kind} ${quoted(text)}`;
  }
}

const goRune = (char: string) => `'${char.replace(/['\\]/, '\\$&')}'`;

/** Splits a text as Prometheus does (promql/parser/lex.go). */
export class Lexer {
  #at = 0;
  #parentheses = 0;
  #braces = false;
  #brackets = false;
  #colon = false;
  #afterBracket = false;

  constructor(private readonly text: string) {}

  /** @throws Fault at what is no token. */
  next(): Token {
    this.#at += this.#match(/(?:\s|#[^\n]*)*/)?.length ?? 0;
    if (this.#afterBracket) {
      this.#afterBracket = false;
      return this.#range();
    }
    if (this.#at >= this.text.length) {
      return this.#end();
    }
    const char = String.fromCodePoint(this.text.codePointAt(this.#at) ?? 0);
    if (/["'`]/.test(char)) {
      return this.#take('string', this.#literal(char));
    }
    if (this.#braces) {
      return this.#inBraces(char);
    }
    if (this.#brackets && /[a-z_:]/i.test(char)) {
      return this.#inBrackets(char);
    }
    const word = this.#match(/[a-z_:][\w:]*/i);
    if (word !== null) {
      return this.#take(
        words.get(word.toLowerCase()) ?? (word.includes(':') ? 'metric identifier' : 'identifier'),
        word,
      );
    }
    return this.#match(/\.?\d/) === null ? this.#sign(char) : this.#number();
  }

  #match(pattern: RegExp): string | null {
    const sticky = new RegExp(pattern.source, `y${pattern.flags}`);
    sticky.lastIndex = this.#at;
    return sticky.exec(this.text)?.[0] ?? null;
  }

  #take(kind: TokenKind, text: string): Token {
    const token = { kind, text, at: this.#at };
    this.#at += text.length;
    return token;
  }

  #fail(message: string, at = this.#at): never {
    throw new Fault(at, message);
  }

  #end(): Token {
    if (this.#braces) this.#fail('unexpected end of input inside braces');
    if (this.#parentheses > 0) this.#fail('unclosed left parenthesis');
    if (this.#brackets) this.#fail('unclosed left bracket');
    return { kind: 'end', text: '', at: this.#at };
  }

  #literal(quote: string): string {
    if (quote === '`') {
      return this.#match(/`[^`]*`/) ?? this.#fail('unterminated raw string');
    }
    const found =
      this.#match(quote === '"' ? /"(?:\\.|[^"\\\n])*"/s : /'(?:\\.|[^'\\\n])*'/s) ??
      this.#fail('unterminated quoted string');
    const escaped = /\\(?![abfnrtv\\]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{3})(.)/isu.exec(found)?.[1];
    if (escaped !== undefined && escaped !== quote) {
      const code = escaped.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
      this.#fail(`unknown escape sequence U+${code} '${escaped}'`);
    }
    return found;
  }

  #inBraces(char: string): Token {
    const name = this.#match(/[a-z_]\w*/i);
    if (name !== null) return this.#take('identifier', name);
    const operator = this.#match(/=~|!~|!=/);
    if (operator !== null) return this.#take('operator', operator);
    switch (char) {
      case ',':
      case '=':
        return this.#take('sign', char);
      case '}':
        this.#braces = false;
        return this.#take('sign', char);
      case '!':
        return this.#fail(`unexpected character after '!' inside braces: ${goRune(this.text[this.#at + 1] ?? '')}`);
      case '{':
        return this.#fail(`unexpected left brace ${goRune(char)}`);
      default:
        return this.#fail(`unexpected character inside braces: ${goRune(char)}`);
    }
  }

  #inBrackets(char: string): Token {
    if (this.#colon) this.#fail(`unexpected colon ${goRune(char)}`);
    this.#colon = true;
    return this.#take('sign', ':');
  }

  #sign(char: string): Token {
    const operator = this.#match(/==|!=|<=|>=|[-+*/%^<>@]/);
    if (operator !== null) return this.#take(operator === '@' ? 'sign' : 'operator', operator);
    switch (char) {
      case ',':
        return this.#take('sign', char);
      case '=':
      case '!': {
        const after = this.text[this.#at + 1] ?? '';
        if (char === '!' || after === '~') this.#fail(`unexpected character after '${char}': ${goRune(after)}`);
        return this.#take('sign', char);
      }
      case '(':
        this.#parentheses += 1;
        return this.#take('sign', char);
      case ')':
        this.#parentheses -= 1;
        if (this.#parentheses < 0) this.#fail(`unexpected right parenthesis ${goRune(char)}`, this.#at + 1);
        return this.#take('sign', char);
      case '{':
        this.#braces = true;
        return this.#take('sign', char);
      case '[':
        if (this.#brackets) this.#fail(`unexpected left bracket ${goRune(char)}`);
        this.#brackets = true;
        this.#afterBracket = true;
        this.#colon = false;
        return this.#take('sign', char);
      case ']':
        if (!this.#brackets) this.#fail(`unexpected right bracket ${goRune(char)}`);
        this.#brackets = false;
        return this.#take('sign', char);
      default:
        return this.#fail(`unexpected character: ${goRune(char)}`);
    }
  }

  #number(): Token {
    const number = this.#digits();
    if (!this.#isWordAt(number.length)) return this.#take('number', number);
    return this.#duration() ?? this.#fail(`bad number or duration syntax: ${this.#read()}`);
  }

  #digits(): string {
    return this.#match(/0x[0-9a-f]*(?:\.[0-9a-f]*)?(?:e[+-]?\d*)?|\d*(?:\.\d*)?(?:e[+-]?\d*)?/i) ?? '';
  }

  #isWordAt(offset: number): boolean {
    return /^\w/.test(this.text.slice(this.#at + offset));
  }

  #duration(): Token | null {
    const duration = this.#match(/(?:\d+(?:ms|[smhdwy]))+(?!\w)/);
    return duration === null ? null : this.#take('duration', duration);
  }

  /** What was read before it turned out to be no duration. */
  #read(): string {
    const digits = this.#digits();
    const unit = /^[smhdwy]s?(?:\d+[smhdw]s?)*.?/.exec(this.text.slice(this.#at + digits.length))?.[0] ?? '';
    return JSON.stringify(digits + unit);
  }

  /** What has to follow a left bracket. */
  #range(): Token {
    if (!this.#isWordAt(this.#digits().length)) this.#fail('missing unit character in duration');
    return this.#duration() ?? this.#fail(`bad duration syntax: ${this.#read()}`);
  }
}
