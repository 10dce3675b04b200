import { expect, test } from 'vitest';
import type { z } from 'zod';
import { parseWish } from './plugin-input';

const on = (config: object) => ({ state: 'on', config });
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
  ['on as it was', 'prometheus', { state: 'on' }],
  ['a key to be removed', 'opentelemetry', on({ additional_attributes: null, _meta: { filter: null, priority: 5 } })],
  ['variables', 'opentelemetry', on({ additional_attributes: ['http_x_device', 'post_arg.a[0].b', 'cookie_a-b'] })],
  ['headers', 'opentelemetry', on({ additional_header_prefix_attributes: ['X-Device', 'x-shop-*'] })],
  ['a whole copy', 'prometheus', { state: 'exactly', config: { _meta: { disable: true, error_response: 'no' } } }],
  ['no copy', 'prometheus', { state: 'exactly', config: null }],
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
  ['_meta.disable, which is the switch', 'opentelemetry', on({ _meta: { disable: true } })],
  ['code', 'opentelemetry', on({ _meta: { pre_function: 'return' } })],
  ['key=value for a variable', 'opentelemetry', on({ additional_attributes: ['deepflow=demo'] })],
  ['a variable with $', 'opentelemetry', on({ additional_attributes: ['$http_host'] })],
  ['a header prefix that can never match', 'opentelemetry', on({ additional_header_prefix_attributes: ['X-Shop-*'] })],
  ['a filter that does not compile', 'opentelemetry', on({ _meta: { filter: ['arg_a', '==', '1'] } })],
  ['a fraction of 1.5 as the whole copy', 'opentelemetry', { ...ratio(1.5), state: 'exactly' }],
  ['a configuration that is none', 'prometheus', { state: 'exactly', config: [] }],
  ['nothing', 'prometheus', undefined],
] as const)('refuses %s', (_case, plugin, wish) => {
  expect(() => parseWish(plugin, wish)).toThrow();
});

const existing = {
  sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } },
  additional_attributes: ['deepflow=demo'],
  _meta: { pre_function: 'return' },
  foreign: 1,
};

test('what makes no sense and stands there already keeps nobody from another change', () => {
  const attributes = on({ additional_attributes: ['route_id', 'deepflow=demo'] });
  expect(parseWish('opentelemetry', attributes, existing)).toEqual(attributes);
  const whole = { state: 'exactly', config: { ...existing, additional_attributes: [] } };
  expect(parseWish('opentelemetry', whole, existing)).toEqual(whole);
});

test.each([
  ['another bad fraction', { ...existing, sampler: { name: 'trace_id_ratio', options: { fraction: 2 } } }],
  ['the same name twice', { ...existing, additional_attributes: ['deepflow=demo', 'deepflow=demo'] }],
  ['other code', { ...existing, _meta: { pre_function: 'os.exit()' } }],
])('%s beside it is refused', (_case, config) => {
  expect(() => parseWish('opentelemetry', { state: 'exactly', config }, existing)).toThrow();
});

test('a refusal names the field', () => {
  try {
    parseWish('opentelemetry', ratio(1.5));
    expect.unreachable();
  } catch (refusal) {
    expect((refusal as z.ZodError).issues[0]).toMatchObject({
      path: ['wish', 'config', 'sampler', 'options', 'fraction'],
      message: 'must be between 0 and 1',
    });
  }
});
