import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GatewayObjects } from './gateway-objects';
import { toEntry } from './route-entry';

const context: GatewayObjects = {
  services: new Map(),
  upstreams: new Map(),
  pluginConfigs: new Map(),
  globalRules: [],
  metadata: new Set(),
  needsMetadata: true,
  isStandalone: false,
  plugins: [],
  consumers: new Map(),
  authPlugins: new Set(['key-auth']),
  problems: [],
  version: '1',
};

function summary(value: Record<string, unknown>, changed: Partial<GatewayObjects> = {}) {
  return toEntry({ id: '1', value, createdIndex: 1, modifiedIndex: 1 }, { ...context, ...changed }).summary;
}

test('a route as it should be', () => {
  const upstream = { type: 'roundrobin', nodes: { 'a:80': 1, 'b:80': 2 } };
  expect(
    summary({ name: 'n', uri: '/a', host: 'h', methods: ['GET'], upstream, update_time: 7, vars: [['a', '==', 'b']] }),
  ).toMatchObject({
    name: 'n',
    paths: ['/a'],
    hosts: ['h'],
    methods: ['GET'],
    enabled: true,
    upstream: { from: 'route', id: null, nodes: ['a:80', 'b:80'] },
    conditions: ['vars'],
    updatedAt: 7,
    managedBy: null,
    faults: [],
  });
});

test.each<[string, Record<string, unknown>, string[]]>([
  ['no path', {}, ['no_path']],
  ['a path that is a number', { uri: 5 }, ['bad_field:uri', 'no_path']],
  ['hosts of several types', { uri: '/', hosts: ['a', 5] }, ['bad_field:hosts']],
  ['a service that is not there', { uri: '/', service_id: 's' }, ['missing_service']],
  ['an upstream that is not there', { uri: '/', upstream_id: 9 }, ['missing_upstream']],
  ['a plugin config that is not there', { uri: '/', plugin_config_id: 'p' }, ['missing_plugin_config']],
  ['labels in a list', { uri: '/', labels: ['a'] }, ['bad_field:labels']],
  ['an empty list as lua-cjson writes it', { uri: '/', methods: {}, hosts: {}, labels: [] }, []],
])('a fault: %s', (_case, value, faults) => {
  expect(summary(value).faults).toEqual(faults);
});

test('what could not be read is no fault of the route', () => {
  const unread = { services: null, upstreams: null, pluginConfigs: null };
  const route = { uri: '/', service_id: 's', plugin_config_id: 'p' };
  expect(summary(route, unread)).toMatchObject({ faults: [], opentelemetry: { status: 'unknown' } });
});

test.each([
  [{ 'managed-by': 'apisix-ingress-controller' }, 'apisix-ingress-controller'],
  [{ 'managed-by': 'adc' }, 'adc'],
  [{ 'k8s/controller-name': 'apisix.apache.org/gateway' }, 'apisix-ingress-controller'],
  [{ 'manager-by': 'apisix-ingress-controller', 'managed-by': 'us' }, 'apisix-ingress-controller'],
  [{ 'managed-by': 'terraform' }, 'terraform'],
  [{ team: 'a' }, null],
])('labels %j: managed by %s', (labels, manager) => {
  expect(summary({ uri: '/', labels }).managedBy).toBe(manager);
});

test('no object at all makes it throw', () => {
  const keys = [
    'uri',
    'uris',
    'host',
    'hosts',
    'methods',
    'labels',
    'plugins',
    'upstream',
    'service_id',
    'vars',
    'status',
    'name',
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()), (value) => {
      expect(typeof toEntry({ id: '1', value, createdIndex: null, modifiedIndex: null }, context).text).toBe('string');
    }),
  );
});
