import { byName } from '@/sandbox/deepflow/sql/by-name';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { wordClass } from '@/sandbox/deepflow/sql/keywords';

export type TokenKind =
  | 'name'
  | 'word'
  | 'string'
  | 'int'
  | 'float'
  | 'hexnum'
  | 'hex'
  | 'bits'
  | 'arg'
  | 'punctuation'
  | 'end'
  | 'bad';

/**
 * `value` is the decoded text (a word in lower case, a string without quotes and escapes). `quoted` marks a backticked
 * name. `position` is the byte count that the parser reports with a syntax error at this token.
 */
export type Token = { kind: TokenKind; value: string; quoted: boolean; position: number };

const escapes = byName<string>({
  '0': '\0',
  "'": "'",
  '"': '"',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  '\\': '\\',
});

const twoCharacterSigns = new Set(['<>', '<=', '<<', '>=', '>>', '!=', '&&', '||', '->']);

const isLetter = (character: string) => /^[A-Za-z_@]$/.test(character);
const isDigit = (character: string) => character >= '0' && character <= '9' && character.length === 1;

/** Splits a statement into tokens as the MySQL tokenizer of DeepFlow does; names are ASCII unless in backticks. */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #placeholders = 0;
  #counted = 0;
  #bytes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    this.#skipBlanksAndComments();
    const start = this.#peek();
    if (this.#text.startsWith('/*', this.#at)) {
      const comment = this.#text.slice(this.#at);
      this.#at = this.#text.length;
      return this.#token('bad', comment);
    }
    if (start === '') {
      return this.#token('end', '');
    }
    if (/[xXbB]/.test(start) && this.#peek(1) === "'") {
      return this.#bits(start.toUpperCase());
    }
    if (isLetter(start)) {
      return this.#word();
    }
    if (isDigit(start) || (start === '.' && isDigit(this.#peek(1)))) {
      return this.#number();
    }
    if (start === "'" || start === '"') {
      return this.#string(start);
    }
    if (start === '`') {
      return this.#quotedName();
    }
    if (start === ':') {
      return this.#argument();
    }
    if (start === '?') {
      this.#at += 1;
      this.#placeholders += 1;
      return this.#token('arg', `:v${this.#placeholders}`);
    }
    return this.#sign(start);
  }

  #peek(offset = 0): string {
    const code = this.#text.codePointAt(this.#at + offset);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #token(kind: TokenKind, value: string, quoted = false): Token {
    return { kind, value, quoted, position: this.#consumed() + 1 };
  }

  /** Bytes before the place where reading is, counted on from the last token's. */
  #consumed(): number {
    this.#bytes += Buffer.byteLength(this.#text.slice(this.#counted, this.#at));
    this.#counted = this.#at;
    return this.#bytes;
  }

  #skipBlanksAndComments(): void {
    const gap = /(?:[ \n\r\t]+|--[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/y;
    gap.lastIndex = this.#at;
    this.#at += gap.exec(this.#text)?.[0].length ?? 0;
  }

  #take(pattern: RegExp): string {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #word(): Token {
    const word = this.#take(/[A-Za-z_@][A-Za-z_@0-9]*/);
    return this.#token('word', word);
  }

  #number(): Token {
    const hex = this.#take(/0[xX][0-9a-fA-F]*/);
    const number = hex || this.#take(/(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d*)?/);
    if (isLetter(this.#peek())) {
      return this.#token('bad', number);
    }
    const kind = hex ? 'hexnum' : /[.eE]/.test(number) ? 'float' : 'int';
    return this.#token(kind, number);
  }

  /** `x'41'` and `b'101'`. */
  #bits(prefix: string): Token {
    this.#at += 2;
    const digits = this.#take(prefix === 'X' ? /[0-9a-fA-F]*/ : /[01]*/);
    if (this.#peek() !== "'" || (prefix === 'X' && digits.length % 2 !== 0)) {
      return this.#token('bad', digits);
    }
    this.#at += 1;
    return this.#token(prefix === 'X' ? 'hex' : 'bits', digits);
  }

  #string(delimiter: string): Token {
    this.#at += 1;
    let value = '';
    for (;;) {
      const character = this.#peek();
      if (character === '') {
        return this.#token('bad', value);
      }
      this.#at += character.length;
      if (character === '\\') {
        const escaped = this.#peek();
        if (escaped === '') {
          return this.#token('bad', value);
        }
        this.#at += escaped.length;
        value += escapes[escaped] ?? escaped;
      } else if (character !== delimiter) {
        value += character;
      } else if (this.#peek() === delimiter) {
        this.#at += 1;
        value += delimiter;
      } else {
        return this.#token('string', value);
      }
    }
  }

  #quotedName(): Token {
    const quoted = this.#take(/`(?:[^`]|``)*`/);
    if (quoted === '') {
      const rest = this.#text.slice(this.#at + 1);
      this.#at = this.#text.length;
      return this.#token('bad', rest.replaceAll('``', '`'));
    }
    const name = quoted.slice(1, -1).replaceAll('``', '`');
    if (name === '') {
      return this.#token('bad', '');
    }
    return this.#token('name', name, true);
  }

  #argument(): Token {
    const argument = this.#take(/::?[A-Za-z_@][A-Za-z_@0-9.]*/);
    if (argument === '') {
      this.#at += 1;
      return this.#token('bad', ':');
    }
    return this.#token('arg', argument);
  }

  #sign(start: string): Token {
    const pair = this.#text.slice(this.#at, this.#at + 2);
    if (this.#text.startsWith('<=>', this.#at) || this.#text.startsWith('->>', this.#at)) {
      this.#at += 3;
      return this.#token('punctuation', this.#text.slice(this.#at - 3, this.#at));
    }
    if (twoCharacterSigns.has(pair)) {
      this.#at += 2;
      return this.#token('punctuation', pair);
    }
    const before = this.#consumed();
    this.#at += start.length;
    if (start > '\u007f') {
      // The tokenizer goes by bytes: the first one of a wider sign is the error, and no text on its own.
      return { kind: 'bad', value: '\ufffd', quoted: false, position: before + 2 };
    }
    const known = '=,;()+*%^~&|.-/<>!'.includes(start);
    return this.#token(known ? 'punctuation' : 'bad', start);
  }
}

/** The parser's error at a token: signs and the end of the statement are not named. */
export function syntaxError(token: Token): QueryError {
  const isKeyword = token.kind === 'word' && wordClass(token.value.toLowerCase()) !== undefined;
  const text = isKeyword ? token.value.toLowerCase() : token.value;
  const near = token.kind === 'punctuation' || text === '' ? '' : ` near '${text}'`;
  return new QueryError(`syntax error at position ${token.position}${near}`);
}
