import { describe, expect, it } from 'vitest';
import { encodeValue, goString } from '@/sandbox/deepflow/querier/go-json';

describe('encodeValue', () => {
  it.each([
    ['UInt64', '7541318326685794308', '7541318326685794308'],
    ['Nullable(Int64)', null, 'null'],
    ['Nullable(Int32)', 200, '200'],
    ['LowCardinality(String)', 's-p', '"s-p"'],
    ['Float64', 0.5, '0.5'],
    ['Float64', 'nan', '0'],
    ['Float64', '-inf', '0'],
    ['Nullable(Float64)', 'nan', 'null'],
    ["DateTime('Asia/Shanghai')", '2025-08-22 16:06:40', '"2025-08-22T16:06:40+08:00"'],
    ["DateTime64(6, 'Asia/Shanghai')", '2025-08-22 16:06:40.000500', '"2025-08-22T16:06:40.0005+08:00"'],
    ["DateTime64(6, 'Asia/Shanghai')", '2025-08-22 16:06:37.000000', '"2025-08-22T16:06:37+08:00"'],
    ['Array(String)', ['a', '<b>'], '["a","\\u003cb\\u003e"]'],
    ['Array(UInt64)', ['18446744073709551615'], '[18446744073709551615]'],
    ['Array(UInt8)', [1, 2], '"AQI="'],
    ['Array(Tuple(String, UInt64))', [['a', '9007199254740993']], '[["a",9007199254740993]]'],
    ['Map(String, UInt64)', { b: '2', a: '1' }, '{"a":1,"b":2}'],
  ])('writes %s %j as %s', (type, value, json) => {
    expect(encodeValue(type, value)).toBe(json);
  });
});

describe('goString', () => {
  it('escapes the signs of HTML and nothing that JSON.parse would not give back', () => {
    const text = '<a href="x">&\u2028é😀\n';
    expect(goString(text)).toContain('\\u003ca href=');
    expect(JSON.parse(goString(text))).toBe(text);
  });
});
