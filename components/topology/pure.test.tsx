import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MapEdge, type MapNode, noNumbers } from '@/lib/deepflow/service-map';
import { edgePath, wordsRoom } from './edge-path';
import { flowEdges, nearTo, positionOf } from './flow-parts';
import { mapActionOf, neighbourOf } from './map-keys';
import { nodeHeight, nodeWidth } from './map-node';
import { lanesOf, placeMap } from './place-map';
import {
  edgesAt,
  foundNodes,
  healthOf,
  leftOut,
  mostNodes,
  strokeWidth,
  withFewClients,
  withFewServices,
} from './shown-map';

const node = (id: string, kind: MapNode['kind'] = 'service'): MapNode => ({ id, kind, name: id, members: 1 });
const edge = (from: string, to: string, requests = 10): MapEdge => ({
  id: `${from}>${to}`,
  from,
  to,
  numbers: { ...noNumbers, requests, responses: requests, perSecond: requests / 60 },
  point: 's-p',
  source: 'ebpf',
  protocols: [],
  of: 'all',
});
const graphOf = (edges: MapEdge[]) => ({
  edges,
  nodes: [...new Set(['gw', ...edges.flatMap(({ from, to }) => [from, to])])].map((id) =>
    node(id, id === 'gw' ? 'gateway' : 'service'),
  ),
});

const anyGraph = fc
  .array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 120 })
  .map((pairs) =>
    graphOf([...new Map(pairs.map(([a, b]) => [`${a} ${b}`, edge(`n${a}`, a === 0 ? 'gw' : `n${b}`)])).values()]),
  )
  .map(({ edges }) => graphOf([...new Map(edges.map((one) => [one.id, one])).values()]));

describe('where nodes stand', () => {
  test('a row of an edge that passes a column is taken by nothing else', () => {
    const graph = graphOf([edge('web', 'gw'), edge('gw', 'a'), edge('a', 'b'), edge('gw', 'b')]);
    const places = placeMap(graph);
    const [lane] = lanesOf('gw>b', places.get('gw'), places.get('b'));
    expect([places.get('web')?.column, places.get('gw')?.column, places.get('b')?.column]).toEqual([0, 1, 3]);
    expect(places.get(lane ?? '')?.column).toBe(places.get('a')?.column);
    expect(places.get(lane ?? '')?.row).not.toBe(places.get('a')?.row);
  });

  test('everyone has a place of its own, whatever the graph and the order it comes in', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const places = placeMap(graph);
        const shuffled = placeMap({ nodes: graph.nodes.toReversed(), edges: graph.edges.toReversed() });
        expect(new Map([...shuffled].sort())).toEqual(new Map([...places].sort()));
        expect(new Set([...places.values()].map(({ column, row }) => `${column} ${row}`)).size).toBe(places.size);
        for (const { id } of graph.nodes) expect(places.has(id)).toBe(true);
      }),
    );
  });

  test('what had a place keeps it when others come and go, and nobody stands on another', () => {
    fc.assert(
      fc.property(anyGraph, anyGraph, (before, after) => {
        const kept = placeMap(before);
        const places = placeMap(after, kept);
        for (const { id } of after.nodes) if (kept.has(id)) expect(places.get(id)).toEqual(kept.get(id));
        const nodes = after.nodes.map(({ id }) => places.get(id));
        expect(new Set(nodes.map((place) => `${place?.column} ${place?.row}`)).size).toBe(after.nodes.length);
      }),
    );
  });
});

test('many clients are few busy ones and one that stands for the rest, unless they are wanted', () => {
  const graph = graphOf(Array.from({ length: 30 }, (_, at) => edge(`c${at}`, 'gw', at + 1)));
  const shown = withFewClients(graph, { eachClient: false, kept: ['c3'] });
  const names = shown.nodes.map(({ id, members }) => (members > 1 ? `${id} ${members}` : id)).sort();
  expect(names).toEqual(['c25', 'c26', 'c27', 'c28', 'c29', 'c3', 'gw', 'rest.clients 24']);
  expect(shown.edges.reduce((sum, { numbers }) => sum + numbers.requests, 0)).toBe((30 * 31) / 2);
  expect(withFewClients(graph, { eachClient: true, kept: [] })).toBe(graph);
  const few = graphOf(graph.edges.slice(0, 8));
  expect(withFewClients(few, { eachClient: false, kept: [] })).toBe(few);
});

describe('a gateway with 300 upstreams', () => {
  const map = graphOf([edge('web', 'gw'), ...Array.from({ length: 300 }, (_, at) => edge('gw', `s${at}`, 1000 - at))]);
  const parts = { near: null, selectedEdge: null, ofRoute: false, nameOf: ({ name }: MapNode) => name };
  const overlaps = (boxes: readonly { x: number; y: number }[], width: number, height: number) =>
    boxes.some((a, at) => boxes.slice(at + 1).some((b) => Math.abs(a.x - b.x) < width && Math.abs(a.y - b.y) < height));

  test('few are drawn, the busiest, and no request is left out', () => {
    const shown = withFewServices(map, []);
    expect(shown.nodes).toHaveLength(mostNodes);
    expect(shown.nodes.find(({ id }) => id === 'rest.services')?.members).toBe(302 - (mostNodes - 1));
    expect(shown.nodes.some(({ id }) => id === 's0')).toBe(true);
    const requests = ({ edges }: typeof map) => edges.reduce((sum, { numbers }) => sum + numbers.requests, 0);
    expect(requests(shown as typeof map)).toBe(requests(map));
  });

  test('how many are drawn as one is said, with those that the server had put together', () => {
    const few = graphOf(map.edges.slice(0, 20));
    expect(leftOut(few, few)).toBeNull();
    const count = 302 - (mostNodes - 1);
    expect(leftOut(map, withFewServices(map, []))).toEqual({ count, byServer: false });
    const folded = {
      nodes: [...map.nodes, { ...node('rest.services', 'services'), members: 100 }],
      edges: [...map.edges, edge('gw', 'rest.services', 1)],
    };
    // The node of the rest is there already: none of its own is drawn for it.
    expect(leftOut(folded, withFewServices(folded, []))).toEqual({ count: count + 100, byServer: true });
    const alone = { ...few, nodes: [...few.nodes, { ...node('rest.services', 'services'), members: 100 }] };
    expect(leftOut(alone, alone)).toEqual({ count: 100, byServer: true });
  });

  test('one that is looked at is drawn however quiet it is, and what the server put together is not drawn twice', () => {
    expect(withFewServices(map, ['s299']).nodes.map(({ id }) => id)).toContain('s299');
    const folded = graphOf([...map.edges, edge('gw', 'rest.services', 1)]);
    const rest = withFewServices(folded, ['rest.services']).nodes.filter(({ id }) => id === 'rest.services');
    expect(rest).toHaveLength(1);
    const few = graphOf(map.edges.slice(0, 20));
    expect(withFewServices(few, [])).toBe(few);
  });

  test.each([
    ['all of them', map],
    ['as it is drawn', withFewServices(map, [])],
  ])('no two nodes and no two words of edges lie on each other: %s', (_, graph) => {
    const places = placeMap(graph);
    const at = graph.nodes.map(({ id }) => positionOf(places.get(id) ?? { column: -1, row: 0 }));
    expect(overlaps(at, nodeWidth, nodeHeight)).toBe(false);
    for (const near of [null, nearTo(graph, 'gw', null)]) {
      const edges = flowEdges(graph, { ...parts, places, near, onSelect: () => undefined });
      const worded = edges.flatMap(({ source, target, data }) => {
        if (!data?.hasLabel) return [];
        const [from, to] = [source, target].map((id) => positionOf(places.get(id) ?? { column: 0, row: 0 }));
        if (!from || !to) return [];
        const middle = nodeHeight / 2;
        return [edgePath({ x: from.x + nodeWidth, y: from.y + middle }, { x: to.x, y: to.y + middle }, data).words];
      });
      expect(worded.length).toBeGreaterThan(0);
      expect(overlaps(worded, wordsRoom.width, wordsRoom.height)).toBe(false);
    }
  });
});

test('health goes by the share of all failures, timeouts among them; nothing asked is no health', () => {
  const of = (requests: number, timeouts: number) => healthOf({ ...noNumbers, requests, timeouts });
  expect([of(0, 0), of(1000, 9), of(1000, 10), of(1000, 50)]).toEqual(['quiet', 'ok', 'some', 'many']);
});

test('ten times the traffic is about three times the width, and nothing is thinner than a line', () => {
  const width = (perSecond: number) => strokeWidth({ ...noNumbers, perSecond }, 100);
  expect([width(0), width(100)]).toEqual([1, 7]);
  expect((width(100) - 1) / (width(10) - 1)).toBeCloseTo(Math.sqrt(10));
  expect(strokeWidth(noNumbers, 0)).toBe(1);
});

test('search ignores case and finds by what is shown', () => {
  const nodes = [node('Orders'), node('cart'), { ...node('x', 'internet'), name: '' }];
  const name = ({ kind, name: own }: MapNode) => (kind === 'internet' ? 'Internet' : own);
  expect(foundNodes(nodes, ' R', name).map(({ id }) => id)).toEqual(['Orders', 'cart', 'x']);
  expect(foundNodes(nodes, 'inter', name).map(({ id }) => id)).toEqual(['x']);
  expect(foundNodes(nodes, ' ', name)).toEqual([]);
});

test('an edge to itself comes in and goes out', () => {
  const { into, outOf } = edgesAt([edge('a', 'a', 1), edge('b', 'a', 5), edge('a', 'c', 2)], 'a');
  expect([into.map(({ from }) => from), outOf.map(({ to }) => to)]).toEqual([
    ['b', 'a'],
    ['c', 'a'],
  ]);
});

test('arrows lead to the nearest node of the column or of the next one', () => {
  const places = new Map([
    ['a', { column: 0, row: 0 }],
    ['b', { column: 1, row: 0 }],
    ['c', { column: 1, row: 1 }],
    ['d', { column: 3, row: 1 }],
  ]);
  const move = (from: string, key: string) => neighbourOf(places, from, key);
  expect([move('a', 'ArrowRight'), move('b', 'ArrowDown'), move('c', 'ArrowUp')]).toEqual(['b', 'c', 'b']);
  expect([move('c', 'ArrowRight'), move('d', 'ArrowLeft'), move('d', 'ArrowDown'), move('b', 'x')]).toEqual([
    'd',
    'c',
    null,
    null,
  ]);
});

test('keys with a modifier are the browser’s', () => {
  const press = (key: string, over = {}) =>
    mapActionOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });
  expect([press('f'), press('f', { ctrlKey: true }), press('q')]).toEqual(['fit', null, null]);
});
