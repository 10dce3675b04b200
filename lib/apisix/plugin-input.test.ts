import { expect, test } from 'vitest';
import { parseWish } from './plugin-input';

const ratio = (fraction: unknown) => ({
  state: 'on',
  config: { sampler: { name: 'trace_id_ratio', options: { fraction } } },
});

test.each([
  ['off', 'opentelemetry', { state: 'off' }],
  ['a sampler', 'opentelemetry', { state: 'on', config: { sampler: { name: 'always_on' } } }],
  ['a ratio', 'opentelemetry', ratio(0.1)],
  [
    'a root for requests without a parent',
    'opentelemetry',
    {
      state: 'on',
      config: {
        sampler: { name: 'parent_base', options: { root: { name: 'trace_id_ratio', options: { fraction: 0 } } } },
      },
    },
  ],
  ['prefer_name', 'prometheus', { state: 'on', config: { prefer_name: true } }],
] as const)('lets %s through as it is', (_case, plugin, wish) => {
  expect(parseWish(plugin, wish)).toEqual(wish);
});

test.each([
  ['a fraction above 1, which the gateway would take', 'opentelemetry', ratio(1.5)],
  ['a negative fraction', 'opentelemetry', ratio(-1)],
  ['a fraction in quotes', 'opentelemetry', ratio('0.1')],
  ['a ratio without its fraction', 'opentelemetry', { state: 'on', config: { sampler: { name: 'trace_id_ratio' } } }],
  ['an unknown sampler', 'opentelemetry', { state: 'on', config: { sampler: { name: 'sometimes' } } }],
  ['a key that is not in the form', 'prometheus', { state: 'on', config: { prefer_name: true, extra_labels: [] } }],
  ['_meta', 'prometheus', { state: 'on', config: { prefer_name: true, _meta: { disable: true } } }],
  ['on without a configuration', 'prometheus', { state: 'on' }],
  ['nothing', 'prometheus', undefined],
] as const)('refuses %s', (_case, plugin, wish) => {
  expect(() => parseWish(plugin, wish)).toThrow();
});
