import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSchema, schemaAt } from './schema-check';

/** The schemas of APISIX 3.18.0 as its Control API gives them. */
const { plugins } = JSON.parse(
  readFileSync(new URL('../../sandbox/apisix/schema/recordings/schemas.json', import.meta.url), 'utf8'),
);
const opentelemetry = plugins.opentelemetry.schema;

test.each([
  [{ sampler: { name: 'always_on' }, additional_attributes: ['route_id'] }],
  [{ additional_attributes: {} }],
  [{ _meta: { error_response: { message: 'no' } } }],
  [{ unknown: 1 }],
])('%j is what the gateway takes', (value) => {
  expect(checkSchema(opentelemetry, value)).toEqual([]);
});

test.each([
  [{ sampler: { name: 'sometimes' } }, ['sampler', 'name'], 'enum'],
  [{ sampler: { options: { fraction: '0.1' } } }, ['sampler', 'options', 'fraction'], 'type'],
  [{ additional_attributes: 'route_id' }, ['additional_attributes'], 'type'],
  [{ additional_attributes: ['a', ''] }, ['additional_attributes', 1], 'least'],
  [{ _meta: { disabled: true } }, ['_meta', 'disabled'], 'unknown'],
  [{ _meta: { priority: 1.5 } }, ['_meta', 'priority'], 'type'],
  [{ _meta: { error_response: 1 } }, ['_meta', 'error_response'], 'one_of'],
  ['text', [], 'type'],
])('%j is refused at its place', (value, path, rule) => {
  expect(checkSchema(opentelemetry, value)).toEqual([expect.objectContaining({ path, rule })]);
});

test('other rules of schemas hold, too', () => {
  const schema = {
    type: 'object',
    required: ['a'],
    properties: {
      n: { type: 'integer', minimum: 1, maximum: 3 },
      s: { type: 'string', pattern: '^[a-z]+$', maxLength: 3 },
      l: { type: 'array', uniqueItems: true, minItems: 2, maxItems: 3 },
    },
  };
  const rules = checkSchema(schema, { n: 4, s: 'ABCD', l: [1, 1, 1, 1] }).map(({ rule }) => rule);
  expect(rules.sort()).toEqual(['most', 'most', 'most', 'pattern', 'required', 'unique', 'unique', 'unique']);
});

test('the schema of a place is found, also below lists', () => {
  expect(schemaAt(opentelemetry, ['sampler', 'name'])).toMatchObject({ type: 'string' });
  expect(schemaAt(opentelemetry, ['additional_attributes', 3])).toMatchObject({ type: 'string' });
  expect(schemaAt(opentelemetry, ['nowhere', 'at', 'all'])).toBeNull();
});
