import { describe, expect, test } from 'vitest';
import { offConsequences, onConsequences } from './plugin-consequence';
import { type CopyHolder, type InForceInput, pluginInForce, type SwitchedPlugin } from './plugins-in-force';

const on = { sampler: { name: 'always_on' } };
const off = { sampler: { name: 'always_off' } };
const bare = { _meta: { disable: true } };
const disabled = { ...on, ...bare };

function input(plugin: SwitchedPlugin, places: Partial<Record<Place, object>>, more: Partial<InForceInput> = {}) {
  const holder = (place: Place): CopyHolder => ({
    id: place,
    name: '',
    plugins: places[place] ? { [plugin]: places[place] } : {},
  });
  return {
    ...{ plugin, route: holder('route'), pluginConfig: holder('pluginConfig'), service: holder('service') },
    globalRules: places.global ? [holder('global')] : [],
    ...{ hasScript: false, consumers: [], findsConsumer: true, loaded: true },
    metadata: plugin === 'prometheus' ? ('not_needed' as const) : true,
    ...more,
  };
}
type Place = 'route' | 'pluginConfig' | 'service' | 'global';

const keys = (sentences: { key: string }[]) => sentences.map(({ key }) => key);

test.each<[string, InForceInput, string]>([
  ['nothing runs', input('prometheus', {}), 'offNothing'],
  ['the route’s own copy', input('opentelemetry', { route: on }), 'offOwn'],
  ['a copy that hides the service’s', input('opentelemetry', { route: on, service: on }), 'offOwnHides'],
  ['a copy of the service', input('prometheus', { service: {} }), 'offInherited'],
  ['a global rule’s tracer', input('opentelemetry', { route: on, global: on }), 'offGlobalTraces'],
  ['a global rule that traces nothing', input('opentelemetry', { route: on, global: off }), 'offOwn'],
  ['a global rule’s counter', input('prometheus', { route: {}, global: {} }), 'offGlobalCounts'],
  ['a script', input('opentelemetry', { service: on }, { hasScript: true }), 'offScript'],
  [
    'a filter that keeps a global rule’s counter back',
    input('prometheus', { route: { _meta: { filter: [['arg_a', '==', '1']] } }, global: {} }),
    'offHoldsBack',
  ],
  ['an unknown service', input('prometheus', {}, { service: null }), 'unknown'],
])('off: %s', (_case, given, key) => {
  expect(keys(offConsequences(pluginInForce(given)))).toEqual([key]);
});

test.each<[string, InForceInput, string]>([
  ['no copy', input('opentelemetry', {}), 'onPlain'],
  ['a kept copy', input('opentelemetry', { route: disabled }), 'onKept'],
  ['a kept copy without samples', input('opentelemetry', { route: { ...off, ...bare } }), 'onUnsampled'],
  ['a copy that samples nothing', input('opentelemetry', { route: off }), 'onUnsampled'],
  ['a copy that only stops others, with nothing behind it', input('opentelemetry', { route: bare }), 'onPlain'],
  ['a copy that only stops the service’s', input('opentelemetry', { route: bare, service: on }), 'onUncovers'],
  ['the same of one that samples nothing', input('opentelemetry', { route: bare, service: off }), 'onUnsampled'],
  ['a service’s copy that only stops others', input('opentelemetry', { service: bare }), 'onPlain'],
  [
    'a copy whose filter asks for the consumer',
    input('opentelemetry', { route: { ...on, _meta: { filter: [['consumer_name', '==', 'jack']] } } }),
    'onFiltered',
  ],
  ['a disabled copy of the service', input('opentelemetry', { service: disabled }), 'onReplaces'],
  ['not loaded', input('opentelemetry', {}, { loaded: false }), 'onNotLoaded'],
  ['no metadata, before there is a copy', input('opentelemetry', {}, { metadata: false }), 'onNoMetadata'],
  ['a script', input('prometheus', {}, { hasScript: true }), 'onScript'],
])('on: %s', (_case, given, key) => {
  expect(keys(onConsequences(pluginInForce(given)))).toEqual([key]);
});

test('on: a copy that keeps a global rule’s tracer silent takes no request, and with a sampler runs twice', () => {
  expect(keys(onConsequences(pluginInForce(input('opentelemetry', { route: off, global: on }))))).toEqual([
    'onUnsampled',
    'onTwice',
  ]);
});

describe('consumers with copies of their own', () => {
  const consumers: InForceInput['consumers'] = [
    { disabled: false, filtered: false, samples: 'some', count: 3, named: [{ place: 'consumer', id: 'jack' }] },
  ];
  test('go on being counted', () => {
    const [, second] = offConsequences(pluginInForce(input('prometheus', { route: {} }, { consumers })));
    expect(second).toMatchObject({ key: 'consumersGoOn', count: 3, name: 'jack' });
  });
  test('may go on being traced', () => {
    const [, second] = offConsequences(pluginInForce(input('opentelemetry', { route: on }, { consumers })));
    expect(second).toMatchObject({ key: 'consumersMayGoOn' });
  });
  test('change nothing where none is found out', () => {
    const given = input('prometheus', { route: {} }, { consumers, findsConsumer: false });
    expect(offConsequences(pluginInForce(given))).toHaveLength(1);
  });
});

test('what is offered where a global rule goes on works', () => {
  const traced = input('opentelemetry', { route: off, global: on });
  expect(pluginInForce(traced)).toMatchObject({ status: 'off', offReason: 'sampler_off' });
  const never = { _meta: { filter: [['request_method', '==', 'NONE']] } };
  // The filter lets no request through, and the global rule steps back for the rest.
  expect(pluginInForce(input('prometheus', { route: never, global: {} }))).toMatchObject({
    inForce: [{ place: 'route' }],
    limited: true,
  });
});
