import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnappyError, snappy, unsnappy } from '@/sandbox/deepflow/prometheus/snappy';

const bytes = (text: string) => new TextEncoder().encode(text);
const packed = (...parts: (number | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...bytes(part)])));

describe('snappy block format', () => {
  it('unpacks what it packed, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500, max: 7 }), fc.integer({ min: 1, max: 40 }), (piece, times) => {
        const input = Uint8Array.from(Array.from({ length: times }, () => [...piece]).flat());
        expect(unsnappy(snappy(input))).toEqual(input);
      }),
    );
  });

  it('packs repeats into copies', () => {
    expect(snappy(bytes('abcd'.repeat(1000))).length).toBeLessThan(300);
  });

  it.each([
    ['a literal', packed(3, 2 << 2, 'abc'), 'abc'],
    ['a literal with its length in a byte of its own', packed(61, 60 << 2, 60, 'x'.repeat(61)), 'x'.repeat(61)],
    ['a literal with its length in two bytes', packed(0x80, 2, 61 << 2, 255, 0, 'y'.repeat(256)), 'y'.repeat(256)],
    ['a copy with an offset of 11 bits', packed(6, 1 << 2, 'ab', 0b00000001, 2), 'ababab'],
    ['a copy that reads what it writes', packed(6, 0, 'a', (4 << 2) | 2, 1, 0), 'aaaaaa'],
    ['a copy with an offset of 32 bits', packed(4, 1 << 2, 'ab', (1 << 2) | 3, 2, 0, 0, 0), 'abab'],
    ['nothing', packed(0), ''],
  ])('unpacks %s', (_name, input, text) => {
    expect(new TextDecoder().decode(unsnappy(input))).toBe(text);
  });

  it.each([
    ['an empty body', packed()],
    ['a length that goes on for ever', packed(255, 255, 255, 255, 255, 1)],
    ['a length beyond reason', packed(255, 255, 255, 255, 15)],
    ['a literal cut short', packed(3, 2 << 2, 'ab')],
    ['less than the stated length', packed(9, 2 << 2, 'abc')],
    ['more than the stated length', packed(2, 2 << 2, 'abc')],
    ['a copy from before the start', packed(8, 2 << 2, 'abc', (4 << 2) | 2, 4, 0)],
    ['a copy of itself', packed(8, 2 << 2, 'abc', (4 << 2) | 2, 0, 0)],
    ['a copy beyond the stated length', packed(5, 2 << 2, 'abc', (4 << 2) | 2, 1, 0)],
    ['plain text', bytes('# HELP x\nx 1\n')],
  ])('refuses %s', (_name, input) => {
    expect(() => unsnappy(input)).toThrow(SnappyError);
  });

  it('fails with its own error alone, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        try {
          unsnappy(input);
        } catch (error) {
          expect(error).toBeInstanceOf(SnappyError);
        }
      }),
    );
  });
});
