import { expect, test } from 'vitest';
import type { PromSample } from './dto';
import { type NodeSamples, nodeMetrics, toNodes, toSharedDicts } from './gateway-nodes';

const sample = (value: number | null, labels: Record<string, string> = {}): PromSample => ({
  labels: { instance: 'a:1', ...labels },
  value,
});
const nothing = Object.fromEntries([...nodeMetrics, 'rate'].map((metric) => [metric, []])) as unknown as NodeSamples;
const routesAt = (revision: number, instance = 'a:1') => sample(revision, { key: 'routes', instance });

test('a node is made of what its metrics say, and what one does not say is not known rather than zero', () => {
  const samples: NodeSamples = {
    ...nothing,
    node_info: [sample(1, { hostname: 'host', version: '3.18.0' })],
    nginx_http_current_connections: [sample(3, { state: 'active' }), sample(99, { state: 'accepted' })],
    etcd_reachable: [sample(0)],
    rate: null,
  };
  expect(toNodes(samples, null, 0)).toEqual([
    {
      instance: 'a:1',
      hostname: 'host',
      version: '3.18.0',
      requestsPerS: null,
      connections: { active: 3, waiting: null, writing: null, reading: null },
      etcdReachable: false,
      metricErrors: null,
      revisions: { routes: null, newest: null, etcd: null },
      config: 'unknown',
    },
  ]);
});

test('a node without the newest route is behind, unless the change is younger than its metrics can be', () => {
  const samples = { ...nothing, etcd_modify_indexes: [routesAt(66, 'a:1'), routesAt(60, 'b:1')] };
  const states = (changedAtS: number | null) =>
    toNodes(samples, { routes: 66, changedAtS }, 1000).map(({ config }) => config);
  expect(states(1000)).toEqual(['current', 'behind']);
  expect(states(1001)).toEqual(['current', 'settling']);
  expect(states(null)).toEqual(['current', 'behind']);
});

test('a node that knows of more than the Admin API did is current', () => {
  const samples = { ...nothing, etcd_modify_indexes: [routesAt(70)] };
  expect(toNodes(samples, { routes: 66, changedAtS: 0 }, 1000)[0]?.config).toBe('current');
});

test('shared dicts: the fullest first, those of which the share is not known last', () => {
  const dicts = toSharedDicts({
    shared_dict_capacity_bytes: [sample(100, { name: 'a' }), sample(100, { name: 'b' }), sample(0, { name: 'empty' })],
    shared_dict_free_space_bytes: [sample(90, { name: 'a' }), sample(20, { name: 'b' }), sample(null, { name: 'odd' })],
  });
  expect(dicts.map(({ name, used }) => [name, used])).toEqual([
    ['b', 0.8],
    ['a', expect.closeTo(0.1)],
    ['empty', null],
    ['odd', null],
  ]);
});
