import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameJson, type JsonObject } from './json';
import { applyMergePatch, mergePatch } from './merge-patch';

const key = fc.constantFrom('sampler', 'options', 'fraction', '_meta', 'a', '名', '__proto__', 'constructor');
const leaf = fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.array(fc.string(), { maxLength: 2 }));
const { object } = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
}));

function hasListForObject(before: unknown, after: unknown): boolean {
  if (typeof before !== 'object' || before === null || Array.isArray(before)) return false;
  if (Array.isArray(after)) return Object.keys(before).length > 0;
  if (typeof after !== 'object' || after === null) return false;
  return Object.keys(before).some((name) =>
    hasListForObject((before as JsonObject)[name], (after as JsonObject)[name]),
  );
}

test('merging the patch gives what was wished, from any configuration to any other', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      fc.pre(!hasListForObject(before, after));
      const patch = mergePatch(before, after);
      expect(isSameJson(applyMergePatch(before, patch ?? {}), after)).toBe(true);
    }),
  );
});

test('nothing that stays is named in the patch', () => {
  fc.assert(
    fc.property(object, (value) => {
      expect(mergePatch(value, structuredClone(value))).toBeNull();
    }),
  );
});

test.each([
  ['a key that goes', { a: 1, b: 2 }, { a: 1 }, { b: null }],
  ['a stale option', { s: { name: 'x', o: { f: 1 } } }, { s: { name: 'y' } }, { s: { name: 'y', o: null } }],
  ['an object where none was: no null inside', {}, { s: { name: 'y' } }, { s: { name: 'y' } }],
  ['an object in place of an empty one', { s: {} }, { s: { name: 'y' } }, { s: { name: 'y' } }],
  ['a list as a whole', { l: ['a', 'b'] }, { l: ['a'] }, { l: ['a'] }],
])('%s', (_case, before, after, patch) => {
  expect(mergePatch(before, after)).toEqual(patch);
});

test('a list in place of an object is refused, because the merge would mix the two', () => {
  expect(() => mergePatch({ s: { a: 1 } }, { s: ['a'] })).toThrow('s');
});

test('a key that JavaScript has a use of its own for is a key like any other', () => {
  const [less, more] = ['{"x":{"k":1}}', '{"x":{"k":1,"__proto__":{"b":1}}}'].map((text) => JSON.parse(text));
  expect(JSON.stringify(mergePatch(less, more))).toBe('{"x":{"__proto__":{"b":1}}}');
  expect(JSON.stringify(mergePatch(more, less))).toBe('{"x":{"__proto__":null}}');
});
