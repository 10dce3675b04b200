import type { Json, JsonObject } from './json';

export type Decoded = { ok: true; value: Json } | { ok: false; error: string };

type Token =
  | { type: 'value'; name: 'T_STRING' | 'T_NUMBER' | 'T_BOOLEAN' | 'T_NULL'; value: Json; at: number }
  | { type: 'mark'; name: string; at: number }
  | { type: 'error'; name: string; at: number };

class DecodeError extends Error {}

const marks: Record<string, string> = {
  '{': 'T_OBJ_BEGIN',
  '}': 'T_OBJ_END',
  '[': 'T_ARR_BEGIN',
  ']': 'T_ARR_END',
  ',': 'T_COMMA',
  ':': 'T_COLON',
};
const words: [string, Json][] = [
  ['true', true],
  ['false', false],
  ['null', null],
];
const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const maxDepth = 1000;

/**
 * Decodes JSON as lua-cjson does, which APISIX uses: the same texts for broken input
 * (`Expected value but found invalid token at character 1`), raw control characters allowed in strings.
 */
export function decodeJson(text: string): Decoded {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch {
    return new Decoder(text).decode();
  }
}

/** Slow path: what JSON.parse refused, read token by token to word the refusal. */
class Decoder {
  #at = 0;

  constructor(private readonly text: string) {}

  decode(): Decoded {
    try {
      const value = this.#value(this.#next(), 0);
      const end = this.#next();
      if (end.name !== 'T_END') this.#fail('the end', end);
      return { ok: true, value };
    } catch (error) {
      if (error instanceof DecodeError) return { ok: false, error: error.message };
      throw error;
    }
  }

  #fail(expected: string, found: Token): never {
    throw new DecodeError(`Expected ${expected} but found ${found.name} at character ${found.at + 1}`);
  }

  #value(token: Token, depth: number): Json {
    if (token.type === 'value') return token.value;
    if (token.name === 'T_OBJ_BEGIN') return this.#object(depth + 1, token.at);
    if (token.name === 'T_ARR_BEGIN') return this.#array(depth + 1, token.at);
    return this.#fail('value', token);
  }

  #assertDepth(depth: number, at: number): void {
    if (depth > maxDepth) {
      throw new DecodeError(`Found too many nested data structures (${depth}) at character ${at + 1}`);
    }
  }

  #object(depth: number, at: number): JsonObject {
    this.#assertDepth(depth, at);
    const object: JsonObject = {};
    let key = this.#next();
    if (key.name === 'T_OBJ_END') return object;
    for (;;) {
      if (key.type !== 'value' || typeof key.value !== 'string') return this.#fail('object key string', key);
      const colon = this.#next();
      if (colon.name !== 'T_COLON') this.#fail('colon', colon);
      object[key.value] = this.#value(this.#next(), depth);
      const after = this.#next();
      if (after.name === 'T_OBJ_END') return object;
      if (after.name !== 'T_COMMA') this.#fail('comma or object end', after);
      key = this.#next();
    }
  }

  #array(depth: number, at: number): Json[] {
    this.#assertDepth(depth, at);
    const array: Json[] = [];
    let item = this.#next();
    if (item.name === 'T_ARR_END') return array;
    for (;;) {
      array.push(this.#value(item, depth));
      const after = this.#next();
      if (after.name === 'T_ARR_END') return array;
      if (after.name !== 'T_COMMA') this.#fail('comma or array end', after);
      item = this.#next();
    }
  }

  #next(): Token {
    while (/[ \t\r\n]/.test(this.text[this.#at] ?? '')) this.#at += 1;
    const at = this.#at;
    const char = this.text[at];
    if (char === undefined) return { type: 'mark', name: 'T_END', at };
    const mark = marks[char];
    if (mark !== undefined) {
      this.#at += 1;
      return { type: 'mark', name: mark, at };
    }
    if (char === '"') return this.#string(at);
    const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/.exec(this.text.slice(at));
    if (number !== null) {
      this.#at += number[0].length;
      return { type: 'value', name: 'T_NUMBER', value: Number(number[0]), at };
    }
    for (const [word, value] of words) {
      if (!this.text.startsWith(word, at)) continue;
      this.#at += word.length;
      return { type: 'value', name: value === null ? 'T_NULL' : 'T_BOOLEAN', value, at };
    }
    return { type: 'error', name: 'invalid token', at };
  }

  #string(start: number): Token {
    let value = '';
    for (let at = start + 1; ; at += 1) {
      const char = this.text[at];
      if (char === undefined || char === '\0') return { type: 'error', name: 'unexpected end of string', at };
      if (char === '"') {
        this.#at = at + 1;
        return { type: 'value', name: 'T_STRING', value, at: start };
      }
      if (char !== '\\') {
        value += char;
        continue;
      }
      const next = this.text[at + 1] ?? '';
      if (next === 'u') {
        const hex = /^[\da-fA-F]{4}/.exec(this.text.slice(at + 2));
        if (hex === null) return { type: 'error', name: 'invalid unicode escape code', at };
        value += String.fromCharCode(Number.parseInt(hex[0], 16));
        at += 5;
        continue;
      }
      const escaped = escapes[next];
      if (escaped === undefined) return { type: 'error', name: 'invalid escape code', at };
      value += escaped;
      at += 1;
    }
  }
}
