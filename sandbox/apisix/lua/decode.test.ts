import { describe, expect, it } from 'vitest';
import { decodeJson } from './decode';

function fault(text: string): string {
  const decoded = decodeJson(text);
  return decoded.ok ? 'none' : decoded.error;
}

describe('decodeJson', () => {
  it('words broken JSON as lua-cjson does', () => {
    expect(fault('uri=/x')).toBe('Expected value but found invalid token at character 1');
    expect(fault('{"uri":"/x",}')).toBe('Expected object key string but found T_OBJ_END at character 13');
    expect(fault('{"a" 1}')).toBe('Expected colon but found T_NUMBER at character 6');
    expect(fault('{"a":1')).toBe('Expected comma or object end but found T_END at character 7');
    expect(fault('[1 2]')).toBe('Expected comma or array end but found T_NUMBER at character 4');
    expect(fault('{} x')).toBe('Expected the end but found invalid token at character 4');
    expect(fault('"abc')).toBe('Expected value but found unexpected end of string at character 5');
  });

  it('takes raw control characters in strings, which JSON.parse refuses', () => {
    expect(decodeJson('{"a":"x\ny"}')).toEqual({ ok: true, value: { a: 'x\ny' } });
  });

  it('refuses to nest without end', () => {
    expect(fault(`${'['.repeat(1001)}x`)).toMatch(/^Found too many nested data structures \(1001\)/);
  });
});
