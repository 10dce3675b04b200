import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MapEdge, type MapNode, noNumbers } from '@/lib/deepflow/service-map';
import { mapActionOf, neighbourOf } from './map-keys';
import { lanesOf, placeMap } from './place-map';
import { edgesAt, foundNodes, healthOf, shownMap, strokeWidth } from './shown-map';

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
  const shown = shownMap(graph, { eachClient: false, kept: ['c3'] });
  const names = shown.nodes.map(({ id, members }) => (members > 1 ? `${id} ${members}` : id)).sort();
  expect(names).toEqual(['c25', 'c26', 'c27', 'c28', 'c29', 'c3', 'gw', 'rest.clients 24']);
  expect(shown.edges.reduce((sum, { numbers }) => sum + numbers.requests, 0)).toBe((30 * 31) / 2);
  expect(shownMap(graph, { eachClient: true, kept: [] })).toBe(graph);
  const few = graphOf(graph.edges.slice(0, 8));
  expect(shownMap(few, { eachClient: false, kept: [] })).toBe(few);
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
