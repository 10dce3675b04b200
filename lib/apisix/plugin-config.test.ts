import { expect, test } from 'vitest';
import { withConfig } from './plugin-config';

const base = {
  sampler: { name: 'trace_id_ratio', options: { fraction: 0.1, mine: true }, note: 'x' },
  additional_attributes: ['route_id'],
  foreign: { a: 1 },
  _meta: { disable: true, filter: [['arg_a', '==', '1']], pre_function: 'return' },
};

test('only what is wished changes', () => {
  expect(withConfig(base, { additional_attributes: ['host'] })).toEqual({ ...base, additional_attributes: ['host'] });
  expect(withConfig(base, {})).toEqual(base);
});

test('null removes a key', () => {
  const { additional_attributes: _gone, ...rest } = base;
  expect(withConfig(base, { additional_attributes: null, never: null })).toEqual(rest);
});

test('_meta is set key by key, and goes when nothing is left in it', () => {
  expect(withConfig(base, { _meta: { filter: null, priority: 5 } })._meta).toEqual({
    disable: true,
    pre_function: 'return',
    priority: 5,
  });
  expect(withConfig({ _meta: { priority: 1 } }, { _meta: { priority: null } })).toEqual({});
});

test('another sampler keeps none of the former one’s options but foreign ones', () => {
  expect(withConfig(base, { sampler: { name: 'always_on' } }).sampler).toEqual({
    name: 'always_on',
    note: 'x',
    options: { mine: true },
  });
});

test('prefer_name is not written where its default says the same', () => {
  expect(withConfig({}, { prefer_name: false })).toEqual({});
  expect(withConfig({ prefer_name: true }, { prefer_name: false })).toEqual({ prefer_name: false });
});
