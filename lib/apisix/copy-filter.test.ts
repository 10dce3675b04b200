import { expect, test } from 'vitest';
import { chip, type InForceInput, pluginInForce } from './plugins-in-force';
import { holder, input, on, prometheus } from './testing-in-force';

const filtered = (config: object) => ({ ...config, _meta: { filter: [['arg_trace', '==', '1']] } });

test.each<[string, InForceInput, object]>([
  ['on the route: for some requests', input({ route: holder('r', filtered(on)) }), { status: 'on', limited: true }],
  [
    'on the route hides the service’s copy for the others too',
    input({ route: holder('r', filtered(on)), service: holder('s', on) }),
    { status: 'on', limited: true, inForce: [{ place: 'route' }] },
  ],
  [
    'on the route: the global rule’s opentelemetry takes the others',
    input({ route: holder('r', filtered(on)), globalRules: [holder('1', on)] }),
    { status: 'on', limited: false, inForce: [{ place: 'route' }, { place: 'global_rule' }] },
  ],
  [
    'on a copy that never samples: only what it lets pass is taken, by the global rule',
    input({ route: holder('r', filtered({})), globalRules: [holder('1', on)] }),
    {
      status: 'on',
      limited: true,
      sampling: { name: 'always_on' },
      inForce: [{ place: 'global_rule' }, { place: 'route' }],
    },
  ],
  [
    'on the route’s prometheus: the global one steps back for the others all the same',
    prometheus({ route: holder('r', undefined, filtered({})), globalRules: [holder('1', undefined, {})] }),
    { status: 'on', limited: true, inForce: [{ place: 'route' }] },
  ],
])('a filter %s', (_case, given, expected) => {
  expect(pluginInForce(given)).toMatchObject(expected);
});

test.each([
  ['opentelemetry', 'off', 'filter'],
  ['prometheus', 'on', null],
] as const)('a filter that asks for the consumer: %s is %s', (plugin, status, offReason) => {
  const copy = { ...on, _meta: { filter: [['consumer_name', '==', 'jack']] } };
  const given = input({ plugin, route: { id: 'r', name: '', plugins: { [plugin]: copy } } });
  expect(pluginInForce(given)).toMatchObject({ status, offReason });
});

test.each<[string, unknown[]]>([
  ['the status', ['status', '>=', 500]],
  ['the upstream’s status', ['upstream_status', '~~', '^5']],
  ['the upstream’s time', ['upstream_response_time', '>', 1]],
  ['the size of the answer', ['body_bytes_sent', '>', 1000]],
  ['a header of the answer', ['sent_http_x_cache', '==', 'HIT']],
  ['the node', ['balancer_ip', '==', '10.0.0.1']],
  ['what APISIX counts of the upstream', ['apisix_upstream_response_time', '>', 1]],
])('a tracer whose filter asks for %s never starts, and a counter knows it', (_case, condition) => {
  const copy = { ...on, _meta: { filter: [condition] } };
  const state = (plugin: 'opentelemetry' | 'prometheus') =>
    pluginInForce(input({ plugin, route: { id: 'r', name: '', plugins: { [plugin]: copy } } }));
  expect(state('opentelemetry')).toMatchObject({ status: 'off', offReason: 'filter' });
  expect(state('prometheus')).toMatchObject({ status: 'on', limited: true });
});

test.each<[string, unknown[]]>([
  ['holds before there is a status', ['status', '<', 500]],
  ['holds as long as there is no answer', ['upstream_status', '!', '==', '200']],
  ['may hold for an empty text', ['request_completion', '==', '']],
  ['asks for what is there always', ['sent_http_connection', '==', 'close']],
  ['asks for how long it took so far', ['request_time', '>', 1]],
])('a tracer whose filter %s may start', (_case, condition) => {
  const copy = { ...on, _meta: { filter: [condition] } };
  expect(pluginInForce(input({ route: holder('r', copy) }))).toMatchObject({ status: 'on' });
});

test('a chip says that a filter limits it', () => {
  expect(chip(pluginInForce(input({ route: holder('r', filtered(on)) })))).toMatchObject({ limited: true });
});
