import { expect, test } from 'vitest';
import type { PromSample } from './dto';
import { type NodeSamples, nodeMetrics, toNodes, toSharedDicts } from './gateway-nodes';

const sample = (value: number | null, labels: Record<string, string> = {}): PromSample => ({
  labels: { instance: 'a:1', ...labels },
  value,
});
const nothing = Object.fromEntries(
  [...nodeMetrics, 'rate', 'seen'].map((metric) => [metric, []]),
) as unknown as NodeSamples;
/** What was before 1000 is in the metrics. */
const moment = { atS: 1040, settledAfterS: 40 };
const routesAt = (revision: number, instance = 'a:1') => sample(revision, { key: 'routes', instance });

test('a node is made of what its metrics say, and what one does not say is not known rather than zero', () => {
  const samples: NodeSamples = {
    ...nothing,
    node_info: [sample(1, { hostname: 'host', version: '3.18.0' })],
    nginx_http_current_connections: [sample(3, { state: 'active' }), sample(99, { state: 'accepted' })],
    etcd_reachable: [sample(0)],
    rate: null,
  };
  expect(toNodes(samples, null, moment)).toEqual([
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
      seenS: null,
    },
  ]);
});

test('a node without the newest route is behind, unless the change is younger than its metrics can be', () => {
  const samples = { ...nothing, etcd_modify_indexes: [routesAt(66, 'a:1'), routesAt(60, 'b:1')] };
  const states = (changedAtS: number | null) =>
    toNodes(samples, { routes: 66, changedAtS }, moment).map(({ config }) => config);
  expect(states(1000)).toEqual(['current', 'behind']);
  expect(states(1001)).toEqual(['current', 'settling']);
  expect(states(null)).toEqual(['current', 'behind']);
});

test('a node that was replaced is gone and not behind, is named last, and tells nothing of the present', () => {
  const samples: NodeSamples = {
    ...nothing,
    etcd_modify_indexes: [routesAt(60, 'a:1'), routesAt(66, 'b:1')],
    node_info: [sample(1, { version: '3.18.0' })],
    nginx_http_current_connections: [sample(3, { state: 'active' })],
    etcd_reachable: [sample(1)],
    seen: [sample(970), sample(1020, { instance: 'b:1' })],
  };
  const [there, gone] = toNodes(samples, { routes: 66, changedAtS: 0 }, moment);
  expect(there).toMatchObject({ instance: 'b:1', config: 'current', seenS: 1020 });
  expect(gone).toMatchObject({
    ...{ instance: 'a:1', version: '3.18.0', config: 'gone', seenS: 970 },
    ...{ etcdReachable: null, connections: { active: null } },
  });
  // Where samples are written late, all of them are late.
  const late = { ...samples, seen: [sample(970), sample(975, { instance: 'b:1' })] };
  expect(toNodes(late, { routes: 66, changedAtS: 0 }, moment).map(({ config }) => config)).toEqual([
    'behind',
    'current',
  ]);
});

test('a node that knows of more than the Admin API did is current', () => {
  const samples = { ...nothing, etcd_modify_indexes: [routesAt(70)] };
  expect(toNodes(samples, { routes: 66, changedAtS: 0 }, moment)[0]?.config).toBe('current');
});

test('shared dicts: the fullest first, those of which the share is not known last', () => {
  const samples = {
    seen: null,
    shared_dict_capacity_bytes: [sample(100, { name: 'a' }), sample(100, { name: 'b' }), sample(0, { name: 'empty' })],
    shared_dict_free_space_bytes: [sample(90, { name: 'a' }), sample(20, { name: 'b' }), sample(null, { name: 'odd' })],
  };
  const dicts = toSharedDicts(samples, moment);
  expect(dicts.map(({ name, used }) => [name, used])).toEqual([
    ['b', 0.8],
    ['a', expect.closeTo(0.1)],
    ['empty', null],
    ['odd', null],
  ]);
  expect(toSharedDicts({ ...samples, seen: [sample(939)] }, moment)).toEqual([]);
});
