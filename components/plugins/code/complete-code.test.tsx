import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { suggestions } from './complete-code';

const { plugins } = JSON.parse(readFileSync(`${process.cwd()}/sandbox/apisix/schema/recordings/schemas.json`, 'utf8'));
const { schema } = plugins.opentelemetry;
const labels = (text: string, language: 'json' | 'yaml') =>
  suggestions(text, language, schema)?.options.map(({ label }) => label);

test.each([
  ['json', '{', ['_meta', 'additional_attributes', 'additional_header_prefix_attributes', 'sampler']],
  ['json', '{"sampler": {"na', ['name', 'options']],
  ['json', '{"sampler": {"name": "al', ['always_off', 'always_on', 'parent_base', 'trace_id_ratio']],
  ['json', '{"sampler": {"options": {"root": {"name": ', ['always_off', 'always_on', 'trace_id_ratio']],
  ['json', '{"_meta": {"disable": ', ['false', 'true']],
  ['yaml', '', ['_meta', 'additional_attributes', 'additional_header_prefix_attributes', 'sampler']],
  ['yaml', 'sampler:\n  options:\n    fraction: 1\n  na', ['name', 'options']],
  ['yaml', 'sampler:\n  name: ', ['always_off', 'always_on', 'parent_base', 'trace_id_ratio']],
  ['yaml', 'sampler:\n  name: always_on\n_meta:\n  disable: ', ['false', 'true']],
] as const)('%s: %j', (language, text, expected) => {
  expect(labels(text, language)?.toSorted()).toEqual(expected);
});

test.each([
  ['json', '{"additional_attributes": ["host", "ro'],
  ['yaml', 'additional_attributes:\n  - host\n  - ro'],
  ['yaml', 'additional_attributes:\n- ro'],
] as const)('%s: variables are offered as attributes: %j', (language, text) => {
  expect(labels(text, language)).toContain('route_id');
});

test.each([
  ['json', '{"sampler"'],
  ['json', '{"sampler": {"name": "always_on"'],
  ['json', '{"unknown": {"a'],
  ['json', ''],
  ['yaml', 'sampler: {na'],
] as const)('%s: nothing is offered where nothing is known: %j', (language, text) => {
  expect(suggestions(text, language, schema)).toBeNull();
});

test('the word that is being typed is replaced, with its quote', () => {
  expect(suggestions('{"sa', 'json', schema)).toMatchObject({ from: 1 });
  expect(suggestions('{"sa', 'json', schema)?.options[0]?.insert).toMatch(/^"\w+": $/);
});
