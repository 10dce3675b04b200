import { expect, test } from 'vitest';
import type { JsonRecord } from '@/lib/apisix/json-value';
import { newComplaints } from '@/lib/apisix/plugin-complaints';
import { formatCode, readCode } from './read-code';

const rulesFor = (existing: JsonRecord | null) => ({
  schema: null,
  complain: (config: JsonRecord) => newComplaints('opentelemetry', config, existing),
});
const rules = rulesFor(null);
const schema = {
  type: 'object',
  properties: {
    sampler: { type: 'object', properties: { name: { type: 'string', enum: ['always_on', 'always_off'] } } },
  },
};

test('a fraction of 1.5 is marked at its place, with its line, in both languages', () => {
  const config = { sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } } };
  for (const [language, line] of [
    ['json', 5],
    ['yaml', 4],
  ] as const) {
    const text = formatCode(config, language);
    const { errors } = readCode(text, language, rules);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ line, severity: 'error', fault: { code: 'fraction_range' } });
    expect(text.slice(errors[0]?.from, errors[0]?.to)).toBe('1.5');
  }
});

test('what stands there already is a warning', () => {
  const existing = { foreign: 1 };
  const { config, errors } = readCode('{"foreign": 1, "mine": 2}', 'json', rulesFor(existing));
  expect(config).toEqual({ foreign: 1, mine: 2 });
  expect(errors.map(({ severity, fault }) => [severity, fault.kind === 'complaint' && fault.field])).toEqual([
    ['warning', 'foreign'],
    ['error', 'mine'],
  ]);
});

test('the plugin’s own schema is held, once for each place', () => {
  const { errors } = readCode('sampler:\n  name: no\n', 'yaml', { ...rules, schema });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ line: 2 });
});

test.each([
  ['json', '{"a": 1,}', 1],
  ['json', '{\n"a": 1,\n"a": 2\n}', 3],
  ['yaml', 'a: 1\na: 2\n', 2],
  ['yaml', 'a: [1\n', 2],
  ['json', '', 1],
] as const)('%s that does not parse is marked: %j', (language, text, line) => {
  const { config, errors } = readCode(text, language, rules);
  expect(config).toBeNull();
  expect(errors[0]).toMatchObject({ line, fault: { kind: 'syntax' } });
});

test.each(['[]', '1', 'null'])('%s is no configuration', (text) => {
  expect(readCode(text, 'json', rules)).toMatchObject({ config: null, errors: [{ fault: { kind: 'not_object' } }] });
});

test('a text of either language reads as what it was made from', () => {
  const config = { sampler: { name: 'always_on' }, list: ['on', 'a: b', '12', '#', ''], text: 'yes', n: 1e-7 };
  for (const language of ['json', 'yaml'] as const)
    expect(readCode(formatCode(config, language), language, rules).config).toEqual(config);
});
