import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allRecordedSpans, openedOf, recordedSpans } from '@/test/opened-trace';
import { anySpans, plainSpan } from './testing-spans';
import { type Topology, topologyOf } from './topology';
import { placeTopology } from './topology-layout';

const of = (scenario: string) => topologyOf(openedOf(recordedSpans(scenario)));
const edges = ({ nodes, edges: all }: Topology) => {
  const name = (id: string) => nodes.find((node) => node.id === id)?.name || id;
  return all.map(({ from, to, calls, errors }) => `${name(from)} > ${name(to)} ${calls}${errors ? ` !${errors}` : ''}`);
};

test('client, gateway and services, each call counted once however many points saw it', () => {
  const graph = of('otel_full_attributes');
  expect(edges(graph)).toEqual(['client > apisix-gateway 1', 'apisix-gateway > orders 1', 'orders > inventory 1']);
  expect(graph.nodes.map(({ kind }) => kind)).toEqual(['gateway', 'client', 'service', 'service']);
  expect(graph.nodes.find(({ name }) => name === 'orders')?.evidence).toEqual(['A', 'S', 'N']);
});

test('a service of which no span tells its own time has none, not one of zero', () => {
  const spans = [
    plainSpan({ id: 'root', endUs: 1000 }),
    plainSpan({ id: 'pay', parentId: 'root', service: 'pay', serviceId: 'pay', startUs: 100, faults: ['no_end'] }),
    plainSpan({ id: 'db', parentId: 'root', service: 'db', serviceId: 'db', startUs: 300, endUs: 500 }),
  ];
  const opened = openedOf(spans);
  const own = ({ name, selfUs }: { name: string; selfUs: number | null }) => [name, selfUs];
  expect(topologyOf(opened).nodes.map(own)).toEqual(
    expect.arrayContaining([
      ['pay', null],
      ['db', 200],
    ]),
  );
  expect(opened.tables.services.map(own)).toEqual(
    expect.arrayContaining([
      ['pay', null],
      ['db', 200],
    ]),
  );
});

test('tries are calls of one edge, failed ones counted', () => {
  expect(edges(of('retry_on_500'))).toEqual(['client > apisix-gateway 1', 'apisix-gateway > orders 2 !1']);
});

test('what was seen by network cards alone is a place of its own', () => {
  expect(edges(of('packet_only_xrequestid'))).toEqual([
    'client > apisix-7c9d8f6b5-x2x7k 1',
    'apisix-7c9d8f6b5-x2x7k > orders-5f6d7-9qk2v 1',
  ]);
  expect(edges(of('ebpf_missing_on_upstream'))).toEqual(['orders-5f6d7-9qk2v > inventory 1']);
});

test('a request that no process was seen to take leads to the place that its last card names', () => {
  const spans = recordedSpans('ebpf_one_upstream').filter(({ id }) => id !== 'out.s-p');
  expect(edges(topologyOf(openedOf(spans)))).toEqual([
    'client > apisix-gateway 1',
    'apisix-gateway > orders-5f6d7-9qk2v 1',
  ]);
});

test('a ring of calls has an edge each way, and a service that calls itself one to itself', () => {
  expect(edges(of('service_calls_itself'))).toEqual(
    expect.arrayContaining(['apisix-gateway > orders 1', 'orders > apisix-gateway 1', 'apisix-gateway > inventory 1']),
  );
  const own = topologyOf(
    openedOf([
      plainSpan({ id: 'a', point: 's-p', kind: 'S', endUs: 90 }),
      plainSpan({ id: 'b', parentId: 'a', point: 'c-p', kind: 'S', startUs: 10, endUs: 80 }),
      plainSpan({ id: 'c', parentId: 'b', point: 's-p', kind: 'S', startUs: 20, endUs: 70 }),
    ]),
  );
  expect(edges(own)).toEqual(['client > shop 1', 'shop > shop 1']);
});

test('in a file of spans no gateway is claimed', () => {
  const graph = topologyOf(openedOf(recordedSpans('otel_full_attributes'), { callId: null, fileName: 'x.json' }));
  expect(graph.nodes.some(({ kind }) => kind === 'gateway')).toBe(false);
});

test('more than 200 nodes: those that worked least are one, and no span is lost', () => {
  const spans = [
    plainSpan({ id: 'top', endUs: 10_000 }),
    ...Array.from({ length: 400 }, (_, at) =>
      plainSpan({
        id: `s${at}`,
        parentId: 'top',
        service: `service ${at}`,
        serviceId: `service ${at}`,
        startUs: at,
        endUs: at + 1 + at,
      }),
    ),
  ];
  const { nodes, edges: all } = topologyOf(openedOf(spans));
  expect(nodes).toHaveLength(200);
  expect(nodes.at(-1)).toMatchObject({ kind: 'other', members: 203 });
  expect(nodes.reduce((sum, node) => sum + node.spans, 0)).toBe(401);
  expect(all.find(({ to }) => to === 'other')?.calls).toBe(203);
});

test('every span of a process belongs to one node, and every edge has both ends and a place, whatever the trace', () => {
  const check = (graph: Topology, processes: number) => {
    expect(graph.nodes.reduce((sum, { spans }) => sum + spans, 0)).toBe(processes);
    const places = placeTopology(graph);
    for (const { id } of graph.nodes) expect(places.get(id)?.row).toBeGreaterThanOrEqual(0);
    for (const { from, to } of graph.edges) expect(places.has(from) && places.has(to)).toBe(true);
    const taken = [...places.values()].map(({ column, row }) => `${column} ${row}`);
    expect(new Set(taken).size).toBe(taken.length);
  };
  for (const spans of allRecordedSpans())
    check(topologyOf(openedOf(spans)), spans.filter(({ kind }) => kind !== 'N').length);
  fc.assert(
    fc.property(anySpans, (spans) =>
      check(topologyOf(openedOf(spans)), spans.filter(({ kind }) => kind !== 'N').length),
    ),
  );
});

test('who is called stands right of who calls, rings aside', () => {
  const graph = of('otel_full_attributes');
  const places = placeTopology(graph);
  const column = (name: string) => places.get(graph.nodes.find((node) => node.name === name)?.id ?? '')?.column;
  expect([column(''), column('apisix-gateway'), column('orders'), column('inventory')]).toEqual([0, 1, 2, 3]);
});

test('the sum of calls of which one has no known duration is not known', () => {
  const of = (over: object) =>
    topologyOf(
      openedOf([
        plainSpan({ id: 'a', service: 'one', serviceId: 'one' }),
        plainSpan({ id: 'b', parentId: 'a', service: 'two', serviceId: 'two', endUs: 10 }),
        plainSpan({ id: 'c', parentId: 'a', service: 'two', serviceId: 'two', endUs: 20, ...over }),
      ]),
    ).edges.find(({ to }) => to === 'service two')?.totalUs;
  expect(of({})).toBe(30);
  expect(of({ endUs: 0, faults: ['no_end'] })).toBeNull();
});
