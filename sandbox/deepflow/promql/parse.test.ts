import { describe, expect, it } from 'vitest';
import { parseDuration, parseNumber, parseString } from '@/sandbox/deepflow/promql/literals';
import { parsePromql } from '@/sandbox/deepflow/promql/parse';

describe('PromQL is parsed', () => {
  it('with the offset and the moment on the selector, in either order', () => {
    const expected = { kind: 'selector', offsetMs: 300_000, at: 1500 };
    expect(parsePromql('x offset 5m @ 1.5')).toMatchObject(expected);
    expect(parsePromql('x @ 1.5 offset 5m')).toMatchObject(expected);
    expect(parsePromql('rate(x[1m] offset -5m)')).toMatchObject({
      args: [{ kind: 'matrix', selector: { offsetMs: -300_000 } }],
    });
    expect(parsePromql('max_over_time(x[5m:1m] @ end())')).toMatchObject({
      args: [{ kind: 'subquery', at: 'end', stepMs: 60_000 }],
    });
  });

  it('with a sign that binds less than a power', () => {
    expect(parsePromql('-2^2')).toMatchObject({ kind: 'unary', negative: true, inner: { kind: 'binary', op: '^' } });
    expect(parsePromql('2^-1')).toMatchObject({ kind: 'binary', right: { kind: 'number', value: -1 } });
    expect(parsePromql('2^3^2')).toMatchObject({ right: { kind: 'binary', op: '^' } });
  });

  it('with an offset, a moment or a range that belongs to the last operand alone', () => {
    expect(parsePromql('1 - a offset 5m / b offset 10m')).toMatchObject({
      op: '-',
      left: { value: 1 },
      right: { op: '/', left: { offsetMs: 300_000 }, right: { offsetMs: 600_000 } },
    });
    expect(parsePromql('a + b @ 1.5 * 2')).toMatchObject({ op: '+', right: { op: '*', left: { at: 1500 } } });
    expect(parsePromql('-a offset 5m')).toMatchObject({ kind: 'unary', inner: { offsetMs: 300_000 } });
    expect(() => parsePromql('sum(a) + sum(b) offset 5m')).toThrow('1:10: parse error: offset modifier must be');
  });

  it('with the matching of its vectors', () => {
    expect(parsePromql('a / on (x) group_left (y) b')).toMatchObject({
      matching: { on: true, labels: ['x'], many: 'left', include: ['y'] },
    });
    expect(parsePromql('a > bool ignoring (x) group_right b')).toMatchObject({
      bool: true,
      matching: { on: false, labels: ['x'], many: 'right', include: [] },
    });
    expect(parsePromql('a + b')).toMatchObject({ matching: null });
  });

  it('with the grouping before or after', () => {
    const expected = { kind: 'aggregate', op: 'topk', without: true, grouping: ['a', 'b'], parameter: { value: 3 } };
    expect(parsePromql('topk without (a, b) (3, x)')).toMatchObject(expected);
    expect(parsePromql('topk(3, x) without (a, b)')).toMatchObject(expected);
  });

  it.each([
    ['sum(', '1:5: parse error: unclosed left parenthesis'],
    ['sum(x', '1:6: parse error: unclosed left parenthesis'],
    ['x{a="1"', '1:8: parse error: unexpected end of input inside braces'],
    ['x[5m', '1:5: parse error: unclosed left bracket'],
    ['', '1:1: parse error: no expression found in input'],
    ['a b', '1:3: parse error: unexpected identifier "b"'],
    ['#x', '1:1: parse error: no expression found in input'],
    ['a{c="é"} b', '1:11: parse error: unexpected identifier "b"'],
    ['*1', '1:1: parse error: unexpected <op:*>'],
    ['(1))', "1:5: parse error: unexpected right parenthesis ')'"],
    ['a}', "1:2: parse error: unexpected character: '}'"],
    ['a{b}', '1:4: parse error: unexpected "}" in label matching, expected label matching operator'],
    ['a{b="x" c="y"}', '1:9: parse error: unexpected identifier "c" in label matching, expected "," or "}"'],
    ['a{"b"="x"}', '1:3: parse error: unexpected string "\\"b\\"" in label matching, expected identifier or "}"'],
    ['a{b!"x"}', "1:4: parse error: unexpected character after '!' inside braces: '\"'"],
    ['a{c="d",b=~"("}', '1:9: parse error: error parsing regexp: missing closing ): `^(?:()$`'],
    ['a{__name__="b"}', '1:1: parse error: metric name must not be set twice: "a" or "b"'],
    ['a[5]', '1:3: parse error: missing unit character in duration'],
    ['a[5mx]', '1:3: parse error: bad duration syntax: "5mx"'],
    ['a[5m 5m]', '1:6: parse error: unexpected duration "5m" in subquery or range, expected ":" or "]"'],
    ['1a', '1:1: parse error: bad number or duration syntax: "1"'],
    ['a offset 5', '1:10: parse error: unexpected number "5" in offset, expected duration'],
    ['a @ b', '1:5: parse error: unexpected identifier "b" in @, expected timestamp'],
    ['a on(x) b', '1:3: parse error: unexpected <on>'],
    ['a start', '1:3: parse error: unexpected "start"'],
    ['nosuch(a)', '1:1: parse error: unknown function with name "nosuch"'],
    ['sum(rate(a b))', '1:12: parse error: unexpected identifier "b" in aggregation'],
    ['sum by a (x)', '1:8: parse error: unexpected identifier "a" in grouping opts, expected "("'],
    ['sum by (,) (x)', '1:9: parse error: unexpected "," in grouping opts, expected label'],
    ['rate(a, )', '1:7: parse error: trailing commas not allowed in function call args'],
    ['"a', '1:1: parse error: unterminated quoted string'],
    ['a{b="\\q"}', "1:5: parse error: unknown escape sequence U+0071 'q'"],
    ['x[5m] +', '1:8: parse error: unexpected end of input'],
    ['rate(x)', '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
    ['sum(x[5m])', '1:5: parse error: expected type instant vector in aggregation expression, got range vector'],
    ['1 == 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['x and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['x + bool y', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['abs()', '1:1: parse error: expected 1 argument(s) in call to "abs", got 0'],
    ['round(x, 1, 2)', '1:1: parse error: expected at most 2 argument(s) in call to "round", got 3'],
    ['holt_winters(x[5m], 0.1, 0.1)', '1:1: parse error: the sandbox does not know the function "holt_winters"'],
    ['x offset 5m offset 5m', '1:1: parse error: offset may not be set multiple times'],
    ['(x + y)[5m]', '1:1: parse error: ranges only allowed for vector selectors'],
    [
      'sum(x) offset 5m',
      '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
    ],
    ['topk(x)', '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1'],
    ['x\n + "a"', '2:4: parse error: binary expression must contain only scalar and instant vector types'],
  ])('and %j is refused', (text, message) => {
    expect(() => parsePromql(text)).toThrow(message);
  });
});

describe('literals of PromQL', () => {
  it.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1y2w3d4h5m6s7ms', 31_536_000_000 + 14 * 86_400_000 + 3 * 86_400_000 + 4 * 3_600_000 + 306_007],
    ['0', 0],
    ['1m1h', null],
    ['5', null],
    ['', null],
  ])('duration %j', (text, value) => {
    expect(parseDuration(text)).toBe(value);
  });

  it.each([
    ['0x1F', 31],
    ['-0x10', -16],
    ['017', 15],
    ['1e3', 1000],
    ['.5', 0.5],
    ['+Inf', Infinity],
    ['-inf', -Infinity],
    ['nan', NaN],
  ])('number %s', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each([
    [String.raw`"a\"b\\c"`, 'a"b\\c'],
    [String.raw`'it\'s \x41é\U0001F600\101'`, "it's Aé😀A"],
    ['`a\\d"`', 'a\\d"'],
  ])('text %s', (text, value) => {
    expect(parseString(text)).toBe(value);
  });

  it('text with an escape that is none is refused', () => {
    expect(() => parseString(String.raw`"\d"`)).toThrow('unknown escape sequence');
  });
});
