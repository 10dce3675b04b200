import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TraceHaystack } from './search';
import { plainSpan } from './testing-spans';

const spans = [
  plainSpan({ id: 'k1', name: 'GET /Orders/7', attributes: [{ name: 'http.method', value: 'GET' }] }),
  plainSpan({ id: 'k2', name: 'query', service: 'db', instance: 'pod-db-0', rowIds: ['7380000000000000001'] }),
  plainSpan({ id: 'k3', name: 'GET', traceId: 'ABCDEF', flowId: '99', attributes: [{ name: 'x', value: 'İstanbul' }] }),
];

test.each([
  ['orders', [0]],
  ['get', [0, 2]],
  ['http.method=get', [0]],
  ['  POD-DB ', [1]],
  ['7380000000000000001', [1]],
  ['abcdef', [2]],
  ['k3', [2]],
  ['istanbul', []],
  ['İSTANBUL', [2]],
  ['nothing', []],
  ['  ', []],
])('«%s» is found in names, places, ids and attributes, case ignored', (text, expected) => {
  expect([...new TraceHaystack(spans).find(text)]).toEqual(expected);
});

test('it finds what a look into each span alone finds, across any number of spans', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'A', '\n'), maxLength: 6 }), { maxLength: 30 });
  fc.assert(
    fc.property(texts, fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }), (names, text) => {
      const list = names.map((name) => plainSpan({ id: '', name, service: null, host: '', instance: '', point: '' }));
      const expected = names.flatMap((name, at) => (name.toLowerCase().includes(text) ? [at] : []));
      expect([...new TraceHaystack(list).find(text)]).toEqual(expected);
    }),
  );
});

test('long texts are searched to the end', () => {
  const long = 'x'.repeat(3_000_000);
  const list = ['a', 'b', 'c'].map((id) =>
    plainSpan({ id, attributes: [{ name: 'body', value: `${long}end-${id}` }] }),
  );
  const haystack = new TraceHaystack(list);
  expect([...haystack.find('end-')]).toEqual([0, 1, 2]);
  expect([...haystack.find('xend-c')]).toEqual([2]);
});
