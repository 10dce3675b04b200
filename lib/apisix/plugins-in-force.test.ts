import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type CopyHolder,
  chip,
  type InForceInput,
  pluginInForce,
  type ShownPlugin,
  samplingOf,
} from './plugins-in-force';
import { disabled, holder, input, on, prometheus } from './testing-in-force';

test.each<[string, InForceInput, object]>([
  ['nowhere configured', input(), { status: 'off', offReason: 'absent', inForce: [] }],
  ['on the route', input({ route: holder('r', on) }), { status: 'on', offReason: null, inForce: [{ place: 'route' }] }],
  [
    'given by the service',
    input({ service: holder('s', on) }),
    { status: 'on', inForce: [{ place: 'service', id: 's' }] },
  ],
  [
    'a plugin config comes before the service',
    input({ pluginConfig: holder('p', on), service: holder('s', on) }),
    { status: 'on', inForce: [{ place: 'plugin_config' }], copies: [{ place: 'plugin_config' }, { place: 'service' }] },
  ],
  [
    'the route comes before both',
    input({ route: holder('r', { sampler: { name: 'always_off' } }), pluginConfig: holder('p', on) }),
    { status: 'off', offReason: 'sampler_off' },
  ],
  [
    'a disabled copy on the route hides the one behind it',
    input({ route: holder('r', disabled), service: holder('s', on) }),
    { status: 'off', offReason: 'disabled', inForce: [] },
  ],
  [
    'a global rule alone',
    input({ globalRules: [holder('1', on)] }),
    { status: 'on', inForce: [{ place: 'global_rule' }] },
  ],
  [
    'opentelemetry on a global rule and the route runs twice, the merged copy first',
    input({ route: holder('r', on), globalRules: [holder('1', on)] }),
    { status: 'on', inForce: [{ place: 'route' }, { place: 'global_rule' }] },
  ],
  [
    'run twice, the sampler of the merged copy decides',
    input({ route: holder('r', {}), globalRules: [holder('1', on)] }),
    { status: 'off', offReason: 'sampler_off' },
  ],
  [
    'run twice, a merged copy that follows its parent follows the global one',
    input({ route: holder('r', { sampler: { name: 'parent_base' } }), globalRules: [holder('1', {})] }),
    { status: 'off', offReason: 'sampler_off' },
  ],
  [
    'disabling on the route leaves the global copy running',
    input({ route: holder('r', disabled), globalRules: [holder('1', on)] }),
    { status: 'on', inForce: [{ place: 'global_rule' }] },
  ],
  [
    'a plugin on two global rules is taken from none',
    input({ globalRules: [holder('1', on), holder('2', on)] }),
    { status: 'off', offReason: 'disabled' },
  ],
  [
    'prometheus on a global rule gives way to an enabled copy on the route',
    prometheus({ route: holder('r', undefined, {}), globalRules: [holder('1', undefined, { prefer_name: true })] }),
    { status: 'on', inForce: [{ place: 'route' }], preferName: false },
  ],
  [
    'and not to a disabled one',
    prometheus({
      route: holder('r', undefined, { _meta: { disable: true } }),
      globalRules: [holder('1', undefined, { prefer_name: true })],
    }),
    { status: 'on', inForce: [{ place: 'global_rule' }], preferName: true },
  ],
  [
    'prometheus needs no metadata',
    prometheus({ route: holder('r', undefined, {}), metadata: false }),
    { status: 'on' },
  ],
  [
    'not loaded',
    input({ route: holder('r', on), loaded: false }),
    { status: 'off', offReason: 'not_loaded', inForce: [] },
  ],
  [
    'no metadata object',
    input({ route: holder('r', on), metadata: false }),
    { status: 'off', offReason: 'no_metadata' },
  ],
  ['no sampler at all', input({ route: holder('r', {}) }), { status: 'off', offReason: 'sampler_off' }],
  [
    'a ratio of zero',
    input({ route: holder('r', { sampler: { name: 'trace_id_ratio' } }) }),
    { status: 'off', offReason: 'sampler_off', sampling: { name: 'trace_id_ratio', fraction: 0 } },
  ],
  [
    'a parent may be sampled though the root is not',
    input({ route: holder('r', { sampler: { name: 'parent_base' } }) }),
    { status: 'on', sampling: { name: 'parent_base', root: { name: 'always_off' } } },
  ],
  [
    'a sampler of another version is not called off',
    input({ route: holder('r', { sampler: { name: 'adaptive' } }) }),
    { status: 'on', sampling: null },
  ],
  [
    'a list in place of plugins holds none',
    input({ route: { id: 'r', name: '', plugins: [] } }),
    { offReason: 'absent' },
  ],
  [
    'an empty list is an empty copy, as every empty table in Lua',
    prometheus({ route: holder('r', undefined, []) }),
    { status: 'on', inForce: [{ place: 'route', config: {} }] },
  ],
  [
    'prometheus on a global rule gives way to a plugin config too, whose plugins are merged into the matched route',
    prometheus({ pluginConfig: holder('p', undefined, {}), globalRules: [holder('1', undefined, {})] }),
    { status: 'on', inForce: [{ place: 'plugin_config' }] },
  ],
  [
    'a script runs in the place of the merged plugins',
    input({ hasScript: true, service: holder('s', on) }),
    { status: 'off', offReason: 'absent', inForce: [], copies: [{ place: 'service' }] },
  ],
  [
    'and beside those of a global rule, which step back all the same',
    prometheus({
      hasScript: true,
      service: holder('s', undefined, {}),
      globalRules: [holder('1', undefined, {})],
    }),
    { status: 'off', inForce: [] },
  ],
  ['a copy that is no object is ignored', input({ route: holder('r', true) }), { offReason: 'absent' }],
])('%s', (_case, given, expected) => {
  expect(pluginInForce(given)).toMatchObject(expected);
});

test.each<[string, InForceInput, object]>([
  ['the plugin list', input({ route: holder('r', on), loaded: null }), { status: 'unknown', missing: ['plugin_list'] }],
  ['the metadata', input({ route: holder('r', on), metadata: null }), { status: 'unknown', missing: ['metadata'] }],
  ['the service', input({ service: null }), { status: 'unknown', missing: ['service'] }],
  [
    'the plugin config',
    input({ pluginConfig: null, service: holder('s', on) }),
    { status: 'unknown', missing: ['plugin_config'] },
  ],
  ['the global rules', input({ globalRules: null }), { status: 'unknown', missing: ['global_rules'] }],
])('unknown, never off, when what decides could not be read: %s', (_case, given, expected) => {
  expect(pluginInForce(given)).toMatchObject({ ...expected, offReason: null });
});

test.each<[string, InForceInput, object]>([
  [
    'a service behind a copy of the route',
    input({ route: holder('r', on), service: null }),
    { status: 'on', missing: [] },
  ],
  ['the plugin list without any copy', input({ loaded: null }), { status: 'off', offReason: 'absent', missing: [] }],
  ['global rules beside a running copy', input({ route: holder('r', on), globalRules: null }), { status: 'on' }],
  [
    'metadata behind a sampler that is off',
    input({ route: holder('r', {}), metadata: null }),
    { status: 'off', offReason: 'sampler_off' },
  ],
  ['consumers', input({ route: holder('r', on), consumers: null }), { status: 'on', missing: ['consumers'] }],
])('known all the same when what is missing does not decide: %s', (_case, given, expected) => {
  expect(pluginInForce(given)).toMatchObject(expected);
});

test('odd values that the gateway accepts stay visible', () => {
  expect(samplingOf({ sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } } })).toEqual({
    name: 'trace_id_ratio',
    fraction: 1.5,
  });
});

test('a chip says where the copy is, and that it runs twice', () => {
  expect(chip(pluginInForce(input({ service: holder('s', on), globalRules: [holder('1', on)] })))).toEqual({
    status: 'on',
    offReason: null,
    from: 'service',
    twice: true,
    sampling: { name: 'always_on' },
    someConsumers: false,
  });
  expect(chip(pluginInForce(input()))).toMatchObject({ status: 'off', offReason: 'absent', from: null, twice: false });
});

test('a reference to nothing ends every request before the plugins: neither on nor off', () => {
  const given = input({ route: holder('r', on), pluginConfig: 'gone' });
  expect(pluginInForce(given)).toMatchObject({ status: 'unknown', missing: ['plugin_config'] });
});

const shownInput = (plugin: ShownPlugin, changes: Partial<InForceInput<ShownPlugin>>): InForceInput<ShownPlugin> => ({
  ...input(),
  metadata: 'not_needed',
  ...changes,
  plugin,
});

const of = (id: string, plugin: ShownPlugin, config: object): CopyHolder => ({
  id,
  name: '',
  plugins: { [plugin]: config },
});

test.each<[string, InForceInput<ShownPlugin>, object]>([
  [
    'zipkin runs twice',
    shownInput('zipkin', {
      route: of('r', 'zipkin', { sample_ratio: 0.5 }),
      globalRules: [of('1', 'zipkin', { sample_ratio: 1 })],
    }),
    { status: 'on', sampling: { name: 'trace_id_ratio', fraction: 0.5 }, inForce: [{}, {}] },
  ],
  [
    'skywalking in a global rule gives way',
    shownInput('skywalking', { route: of('r', 'skywalking', {}), globalRules: [of('1', 'skywalking', {})] }),
    { status: 'on', sampling: { name: 'always_on' }, inForce: [{ place: 'route' }] },
  ],
  [
    'node-status does nothing for a route, whatever is configured there',
    shownInput('node-status', { route: of('r', 'node-status', {}) }),
    { status: 'on', inForce: [], copies: [{ place: 'route' }] },
  ],
  ['node-status not loaded', shownInput('node-status', { loaded: false }), { status: 'off', offReason: 'not_loaded' }],
])('%s', (_case, given, expected) => {
  expect(pluginInForce(given)).toMatchObject(expected);
});

describe('what APISIX 3.18.0 exported, as recorded', () => {
  const scenes: Record<string, { flat: unknown[] }> = JSON.parse(readFileSync('test/fixtures/otlp/spans.json', 'utf8'));
  test.each<[string, InForceInput]>([
    ['no-plugin_metadata', input({ route: holder('r', on), metadata: false })],
    ['named-route-200', input({ route: holder('r', on) })],
    ['parent_base-sampled-parent', input({ route: holder('r', { sampler: { name: 'parent_base' } }) })],
    ['always_off', input({ route: holder('r', { sampler: { name: 'always_off' } }) })],
    ['default-sampler-conf-empty', input({ route: holder('r', {}) })],
    ['global-rule-otel-and-route-otel', input({ route: holder('r', on), globalRules: [holder('1', on)] })],
    ['global-rule-otel-route-without-plugin', input({ globalRules: [holder('1', on)] })],
    ['meta-disable', input({ route: holder('r', disabled) })],
  ])('%s', (scene, given) => {
    expect(pluginInForce(given).status).toBe((scenes[scene]?.flat.length ?? 0) > 0 ? 'on' : 'off');
    expect(scenes).toHaveProperty([scene]);
  });
});
