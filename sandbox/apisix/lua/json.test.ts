import { describe, expect, it } from 'vitest';
import { luaQuote, luaString, luaToNumber } from './json';

describe('Lua values', () => {
  it('prints numbers with 14 digits', () => {
    expect(luaString(1)).toBe('1');
    expect(luaString(-0.5)).toBe('-0.5');
    expect(luaString(1e15)).toBe('1e+15');
    expect(luaString(0.1 + 0.2)).toBe('0.3');
    expect(luaString(1.25e-7)).toBe('1.25e-07');
  });

  it('reads decimal, hexadecimal and exponent numbers, and nothing else', () => {
    expect(['10', ' 1.5 ', '0x10', '1e2', '-3'].map(luaToNumber)).toEqual([10, 1.5, 16, 100, -3]);
    expect(['abc', '', '1x', '--1'].map(luaToNumber)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('quotes as %q', () => {
    expect(luaQuote('a"b\\c')).toBe('"a\\"b\\\\c"');
  });
});
