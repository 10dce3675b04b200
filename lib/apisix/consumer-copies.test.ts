import { expect, test } from 'vitest';
import type { ConsumerCopies } from './consumer-copies';
import { chip, type InForceInput, pluginInForce } from './plugins-in-force';
import { disabled, holder, input, on, prometheus } from './testing-in-force';

const consumerCopy: ConsumerCopies = {
  disabled: false,
  filtered: false,
  samples: 'some',
  count: 1,
  named: [{ place: 'consumer', id: 'jack' }],
};

test('off is not all there is to say where a consumer has a copy of its own', () => {
  const consumers = [consumerCopy];
  expect(chip(pluginInForce(input({ consumers })))).toMatchObject({ status: 'off', someConsumers: true });
  expect(chip(pluginInForce(input({ consumers, route: holder('r', on) })))).toMatchObject({
    status: 'on',
    someConsumers: false,
  });
});

test.each<[string, InForceInput, object]>([
  ['a route without a copy', input(), { effect: 'emits' }],
  [
    'a route whose copy samples: its attributes alone are added',
    input({ route: holder('r', on) }),
    { effect: 'joins' },
  ],
  ['a disabled copy: it would have to start first', input({ route: holder('r', disabled) }), { effect: 'may' }],
  ['no plugin that finds out the consumer', input({ findsConsumer: false }), { effect: 'unreached' }],
  ['a script', input({ hasScript: true }), { effect: 'none' }],
  ['no metadata', input({ metadata: false }), { effect: 'none' }],
  ['prometheus, whatever the route has', prometheus({ route: holder('r', undefined, {}) }), { effect: 'emits' }],
])('a copy of a consumer and %s', (_case, given, expected) => {
  expect(pluginInForce({ ...given, consumers: [consumerCopy] }).consumers).toMatchObject([expected]);
});

test.each<[string, InForceInput, object]>([
  ['the route alone', input({ route: holder('r', on) }), { effect: 'silences' }],
  ['prometheus on the route', prometheus({ route: holder('r', undefined, {}) }), { effect: 'silences' }],
  [
    'prometheus on the route and in a global rule, which counts instead',
    prometheus({ route: holder('r', undefined, {}), globalRules: [holder('1', undefined, {})] }),
    { effect: 'none' },
  ],
  [
    'opentelemetry in both, of which the global one still sends the span',
    input({ route: holder('r', on), globalRules: [holder('1', on)] }),
    { effect: 'none' },
  ],
])('a disabled copy of a consumer and %s', (_case, given, expected) => {
  const consumers = [{ ...consumerCopy, disabled: true }];
  expect(pluginInForce({ ...given, consumers }).consumers).toMatchObject([expected]);
});

test('off needs to know the consumers where one may be found out', () => {
  expect(pluginInForce(input({ consumers: null, findsConsumer: null }))).toMatchObject({
    status: 'unknown',
    missing: ['consumers'],
  });
  expect(pluginInForce(input({ consumers: null, findsConsumer: false }))).toMatchObject({ status: 'off' });
});
