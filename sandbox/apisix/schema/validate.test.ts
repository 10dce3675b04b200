import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '@/sandbox/apisix/lua/json';
import { mustResourceSchema, pluginDefinition } from './definitions';
import type { Schema } from './validate';
import { validate } from './validate';

describe('validate', () => {
  it.each<[string, Schema, Json | undefined, string | null]>([
    ['type', { type: 'integer' }, '0', 'wrong type: expected integer, got string'],
    ['types', { type: ['string', 'number'] }, true, 'wrong type: expected one of string, number, got boolean'],
    ['nothing at all', { type: 'object' }, undefined, 'wrong type: expected object, got nil'],
    ['null', { type: 'string' }, null, 'wrong type: expected string, got userdata'],
    ['required', { required: ['a'] }, {}, 'property "a" is required'],
    [
      'a property',
      { properties: { a: { minimum: 1 } } },
      { a: 0 },
      'property "a" validation failed: expected 0 to be at least 1',
    ],
    ['exclusive bound', { exclusiveMinimum: 0 }, 0, 'expected 0 to be greater than 0'],
    [
      'items',
      { items: { minLength: 1 } },
      ['x', ''],
      'failed to validate item 2: string too short, expected at least 1, got 0',
    ],
    ['too few', { type: 'array', minItems: 1 }, [], 'expect array to have at least 1 items'],
    ['duplicates', { uniqueItems: true }, [{ a: 1 }, 2, { a: 1 }], 'expected unique items but items 1 and 3 are equal'],
    ['enum', { enum: [0, 1] }, 2, 'matches none of the enum values'],
    ['closed object', { additionalProperties: false }, { x: 1 }, 'additional properties forbidden, found x'],
    [
      'pattern of names',
      { patternProperties: { '.*': { type: 'string' } } },
      { a: 1 },
      'failed to validate a (matching ".*"): wrong type: expected string, got number',
    ],
    ['pattern', { pattern: '^\\S+$' }, 'a b', 'failed to match pattern "^\\\\S+$" with "a b"'],
    [
      'anyOf',
      { anyOf: [{ required: ['a'] }, { required: ['b', 'c'] }] },
      {},
      'object matches none of the required: ["a"] or ["b","c"]',
    ],
    [
      'oneOf twice',
      { oneOf: [{ type: 'number' }, { minimum: 1 }] },
      2,
      'value should match only one schema, but matches both schemas 1 and 2',
    ],
    [
      'allOf',
      { allOf: [{ type: 'string' }, { maxLength: 1 }] },
      'ab',
      'allOf 2 failed: string too long, expected at most 1, got 2',
    ],
    ['dependency', { dependencies: { a: ['b'] } }, { a: 1 }, 'property "b" is required when "a" is set'],
    ['not', { not: { required: ['a'] } }, { a: 1 }, "value wasn't supposed to match schema"],
    ['a secret reference, whatever its type', { pattern: '^x$' }, '$secret://vault/1/a/b', null],
    ['length in characters, not bytes', { maxLength: 2 }, '路由', null],
  ])('words the first error as APISIX does: %s', (_name, schema, value, verdict) => {
    expect(validate(schema, value)).toBe(verdict);
  });

  it('takes an empty list for an object and an empty object for a list', () => {
    expect(validate({ type: 'object' }, [])).toBeNull();
    expect(validate({ type: 'array' }, {})).toBeNull();
  });

  it('fills in defaults, in branches too, each its own copy', () => {
    const schema: Schema = {
      properties: { a: { default: { b: 1 } }, list: { type: 'object', properties: { c: { default: 2 } } } },
      oneOf: [{ properties: { d: { default: 'x' } } }],
    };
    const value = { list: [] };
    expect(validate(schema, value)).toBeNull();
    expect(value).toEqual({ a: { b: 1 }, list: { c: 2 }, d: 'x' });
  });

  it('agrees with a standard validator wherever no empty table is in play', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    // Not limit-count: its `if` reads a property whose default APISIX fills in first, ajv later.
    const names = ['prometheus', 'opentelemetry', 'limit-req', 'cors', 'proxy-rewrite'];
    const schemas = [
      ...names.map((name) => pluginDefinition(name)?.schema ?? {}),
      mustResourceSchema('upstream'),
      mustResourceSchema('route'),
    ].map((schema) => ({ schema, standard: ajv.compile(schema) }));
    const keys = fc.constantFrom(
      ...['uri', 'uris', 'upstream', 'nodes', 'type', 'prefer_name', 'sampler', 'name', 'options', 'fraction'],
      ...['count', 'time_window', 'policy', 'key', 'methods', 'priority', 'status', 'max_age', 'allow_origins'],
    );
    const leaf = fc.oneof(
      fc.boolean(),
      fc.integer({ min: -2, max: 5 }),
      fc.constantFrom('a', '/x', 'always_on', 'GET'),
    );
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { minKeys: 1, maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...schemas), tree, ({ schema, standard }, value) => {
        expect(validate(schema, structuredClone(value)) === null).toBe(standard(structuredClone(value)));
      }),
      { numRuns: 2_000 },
    );
  });
});
