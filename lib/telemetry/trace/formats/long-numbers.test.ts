import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withLongNumbersAsTexts } from './long-numbers';
import { readTraceText } from './read-file';

const file = { name: 'f' };
const big = '7380000000000000001';

test('a 64-bit integer that a file has as a number keeps its digits', () => {
  const value = (key: string) => `{"key":"id","value":{"${key}":${big}}}`;
  for (const key of ['intValue', 'int_value']) {
    const otlp = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"aa","spanId":"bb","startTimeUnixNano": 1795334117894189056,"endTimeUnixNano":1795334117896912896,"attributes":[${value('intValue')},{"key":"list","value":{"arrayValue":{"values":[{"intValue":-${big}}]}}}]}]}]}]}`;
    const [span] = readTraceText(otlp.replaceAll('"intValue"', `"${key}"`), file).spans;
    expect(span).toMatchObject({ startUs: 1_795_334_117_894_189, endUs: 1_795_334_117_896_912 });
    if (key === 'intValue')
      expect(span?.attributes).toEqual([
        { name: 'id', value: big },
        { name: 'list', value: `["-${big}"]` },
      ]);
  }
  const jaeger = `{"data":[{"traceID":"a","spans":[{"traceID":"a","spanID":"b","startTime":1795333000000000,"duration":5,"tags":[{"key":"flow","type":"int64","value":${big}}, {"key":"odd","type":"int64","value":9007199254740993}]}]}]}`;
  expect(readTraceText(jaeger, file).spans).toMatchObject([
    {
      startUs: 1_795_333_000_000_000,
      attributes: [
        { name: 'flow', value: big },
        { name: 'odd', value: '9007199254740993' },
      ],
    },
  ]);
});

test('a text without such a number is the same text', () => {
  const text = '{"value":1.7380000000000000001,"startTime":1795333000000000,"intValue":"7380000000000000001"}';
  expect(withLongNumbersAsTexts(text)).toBe(text);
});

test('whatever texts and keys a document has, nothing but numbers beyond 15 digits changes', () => {
  const tricky = fc.oneof(
    fc.string(),
    fc.constantFrom('value', `"value":${big}`, `\\"value":${big}`, `{"intValue": ${big}}`, 'value\\', `: ${big},`),
  );
  const json = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      tricky,
      fc.constantFrom<unknown>(7.38e18, 1.5, 12, true, null, 9007199254740991),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(tricky, tie('node'), { maxKeys: 3 }),
    ),
  })).node;
  const asNumbers = (_key: string, value: unknown) =>
    typeof value === 'string' && /^-?\d{16,}$/.test(value) ? Number(value) : value;
  fc.assert(
    fc.property(json, fc.constantFrom(0, 2), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(JSON.parse(withLongNumbersAsTexts(text), asNumbers)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});
