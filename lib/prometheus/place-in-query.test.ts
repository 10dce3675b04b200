import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeInQuery, sourceWords } from './place-in-query';

test.each<[string, string, number | null]>([
  // As DeepFlow and as Prometheus word the same fault.
  ['1:6: parse error: unexpected "}"', 'rate(}', 5],
  ['invalid parameter "query": 1:6: parse error: unexpected "}"', 'rate(}', 5],
  ['2:3: parse error: unexpected identifier "b"', 'a +\nb b', 6],
  ['1:7: parse error: unclosed left parenthesis', 'sum(up', 6],
  // Prometheus counts bytes: é has two, 路 three.
  ['1:12: parse error: unexpected "}"', '{a="é路" ]}', 8],
  ['unknown position: parse error: no expression found in input', '', null],
  ['expanding series: unknown series', 'x', null],
  ['7:1: parse error: unexpected end of input', 'up', null],
  ['1:900: parse error: unexpected end of input', 'up', 2],
])('%s: where that is in %j', (words, query, place) => {
  expect(placeInQuery(words, query)).toBe(place);
});

test('whatever is said, the place is one of the text', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(200), fc.string({ unit: 'binary' }), (line, column, query) => {
      const place = placeInQuery(`${line}:${column}: parse error: no`, query);
      return place === null || (place >= 0 && place <= query.length);
    }),
  );
});

test('the source’s own words are left of what the console puts before them', () => {
  expect(sourceWords('HTTP 500: 1:6: parse error: no')).toBe('1:6: parse error: no');
  expect(sourceWords('HTTP 400: invalid parameter "query": 1:6: parse error: no')).toBe('1:6: parse error: no');
  expect(sourceWords('HTTP 429')).toBe('');
});
