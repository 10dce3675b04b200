import { wordClass } from '@/sandbox/deepflow/sql/keywords';
import { Lexer, syntaxError, type Token } from '@/sandbox/deepflow/sql/lexer';

/** Tokens with one of look-ahead: a parser reports its error at the first token that cannot continue the statement. */
export class TokenStream {
  readonly #lexer: Lexer;
  #ahead: Token;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
    this.#ahead = this.#lexer.next();
  }

  get ahead(): Token {
    return this.#ahead;
  }

  take(): Token {
    const token = this.#ahead;
    this.#ahead = this.#lexer.next();
    return token;
  }

  fail(): never {
    throw syntaxError(this.#ahead);
  }

  isSign(sign: string): boolean {
    return this.#ahead.kind === 'punctuation' && this.#ahead.value === sign;
  }

  isWord(word: string): boolean {
    return this.#ahead.kind === 'word' && this.#ahead.value.toLowerCase() === word;
  }

  acceptSign(sign: string): boolean {
    const found = this.isSign(sign);
    if (found) {
      this.take();
    }
    return found;
  }

  acceptWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) {
      this.take();
    }
    return found;
  }

  expectSign(sign: string): void {
    if (!this.acceptSign(sign)) {
      this.fail();
    }
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) {
      this.fail();
    }
  }

  /** Whether the next token can be a name; after a dot reserved words can be one too. */
  isName(afterDot = false): boolean {
    if (this.#ahead.kind === 'name') {
      return true;
    }
    if (this.#ahead.kind !== 'word') {
      return false;
    }
    const known = wordClass(this.#ahead.value.toLowerCase());
    return known === undefined || known === 'usable' || (afterDot && known === 'reserved');
  }

  expectName(afterDot = false): string {
    if (!this.isName(afterDot)) {
      this.fail();
    }
    const token = this.take();
    const isKeyword = token.kind === 'word' && wordClass(token.value.toLowerCase()) !== undefined;
    return isKeyword ? token.value.toLowerCase() : token.value;
  }
}
