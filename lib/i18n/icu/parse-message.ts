import { type IcuNode, icuType } from './nodes';

/**
 * Reads the part of ICU's message syntax that the console's messages use: arguments, `number`, `plural`, `selectordinal`,
 * `select`, `#`, tags and apostrophes. It stands for `@formatjs/icu-messageformat-parser` in the built console, whose
 * whole of ICU every page would have to load; a test holds both to the same result for each message.
 *
 * @throws SyntaxError for anything else.
 */
export function parse(message: string): IcuNode[] {
  const reader = new Reader(message);
  const nodes = reader.nodes(null, false);
  if (!reader.isAtEnd) throw reader.fault('an end that nothing began');
  return nodes;
}

const name = /[^\s{}<>,#]+/y;
const openTag = /<([a-z][\w.-]*)(\s*\/)?>/iy;
const blank = /\s*/y;

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  fault(what: string): SyntaxError {
    return new SyntaxError(`${what} at ${this.#at} of «${this.text}»`);
  }

  /** Up to the end, a `}`, or the end of the tag. */
  nodes(tag: string | null, isPlural: boolean): IcuNode[] {
    const found: IcuNode[] = [];
    while (!this.isAtEnd) {
      const sign = this.text[this.#at];
      if (sign === '}') break;
      if (tag !== null && this.text.startsWith('</', this.#at)) break;
      if (sign === '{') found.push(this.#argument());
      else if (sign === '#' && isPlural) {
        this.#at += 1;
        found.push({ type: icuType.pound });
      } else {
        const opened = sign === '<' ? this.#match(openTag) : null;
        found.push(opened ? this.#tag(opened, isPlural) : this.#literal(isPlural));
      }
    }
    return found;
  }

  #tag([, named = '', isEmpty]: RegExpExecArray, isPlural: boolean): IcuNode {
    if (isEmpty !== undefined) return { type: icuType.literal, value: `<${named}/>` };
    const children = this.nodes(named, isPlural);
    this.#expect(`</${named}>`);
    return { type: icuType.tag, value: named, children };
  }

  #literal(isPlural: boolean): IcuNode {
    let value = '';
    for (; !this.isAtEnd; this.#at += 1) {
      const sign = this.text[this.#at] ?? '';
      if (sign === "'") {
        value += this.#apostrophe(isPlural);
        continue;
      }
      if (sign === '{' || sign === '}' || (sign === '#' && isPlural)) break;
      if (sign === '<' && value !== '' && /^<\/?[a-z]/i.test(this.text.slice(this.#at, this.#at + 3))) break;
      value += sign;
    }
    return { type: icuType.literal, value };
  }

  /** Two are one; one before a sign of the syntax makes text of all up to the next one. Left at its last sign. */
  #apostrophe(isPlural: boolean): string {
    const next = this.text[this.#at + 1] ?? '';
    if (next === "'") {
      this.#at += 1;
      return "'";
    }
    if (!'{}<>'.includes(next || 'x') && !(isPlural && next === '#')) return "'";
    let quoted = '';
    for (this.#at += 1; !this.isAtEnd; this.#at += 1) {
      const sign = this.text[this.#at] ?? '';
      if (sign !== "'") quoted += sign;
      else if (this.text[this.#at + 1] !== "'") break;
      else {
        quoted += "'";
        this.#at += 1;
      }
    }
    return quoted;
  }

  #argument(): IcuNode {
    this.#expect('{');
    const value = this.#word();
    if (this.#take('}')) return { type: icuType.argument, value };
    this.#expect(',');
    const kind = this.#word();
    if (kind === 'number' && this.#take('}')) return { type: icuType.number, value, style: null };
    this.#expect(',');
    const isPlural = kind === 'plural' || kind === 'selectordinal';
    if (!isPlural && kind !== 'select') throw this.fault(`«${kind}», which is not read,`);
    const options = this.#options(isPlural);
    if (!isPlural) return { type: icuType.select, value, options };
    return {
      type: icuType.plural,
      value,
      options,
      offset: 0,
      pluralType: kind === 'plural' ? 'cardinal' : 'ordinal',
    };
  }

  #options(isPlural: boolean): Record<string, { value: IcuNode[] }> {
    const options: Record<string, { value: IcuNode[] }> = {};
    while (!this.#take('}')) {
      const key = this.#word();
      this.#expect('{');
      options[key] = { value: this.nodes(null, isPlural) };
      this.#expect('}');
    }
    if (options.other === undefined) throw this.fault('no «other»');
    return options;
  }

  #word(): string {
    this.#match(blank);
    const [word] = this.#match(name) ?? [];
    if (word === undefined) throw this.fault('no name');
    this.#match(blank);
    return word;
  }

  /** Takes a sign and the white space around it, where only signs of the syntax can stand. */
  #take(sign: string): boolean {
    const before = this.#at;
    this.#match(blank);
    if (!this.text.startsWith(sign, this.#at)) {
      this.#at = before;
      return false;
    }
    this.#at += sign.length;
    return true;
  }

  #expect(sign: string): void {
    if (!this.text.startsWith(sign, this.#at)) throw this.fault(`no «${sign}»`);
    this.#at += sign.length;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }
}
