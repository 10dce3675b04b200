import { type Edge, MarkerType, type Node } from '@xyflow/react';
import type { MapGraph } from '@/lib/deepflow/fold-map';
import { addNumbers, type MapNode, type MapNumbers, noNumbers } from '@/lib/deepflow/service-map';
import { apart, edgePath, ownPath } from './edge-path';
import type { MapEdgeData } from './map-edge';
import { type MapNodeData, nodeHeight, nodeWidth } from './map-node';
import { lanesOf, type MapPlaces } from './place-map';
import { busier, healthLook, healthOf, labelledEdges, strokeWidth } from './shown-map';

const columnGap = 350;
const rowGap = 78;

/** Where a place lies on the plane, px. */
export function positionOf({ column, row }: { column: number; row: number }): { x: number; y: number } {
  return { x: column * columnGap, y: row * rowGap };
}

/** What belongs to the node or edge that is looked at; null: none is. */
export type Near = { nodes: ReadonlySet<string>; edges: ReadonlySet<string> } | null;

export function nearTo({ nodes, edges }: MapGraph, selectedNode: string | null, selectedEdge: string | null): Near {
  const isThere = selectedEdge === null && nodes.some(({ id }) => id === selectedNode);
  const near = edges.filter(
    ({ id, from, to }) => id === selectedEdge || (isThere && (from === selectedNode || to === selectedNode)),
  );
  if (near.length === 0 && !isThere) return null;
  return {
    nodes: new Set([...(isThere && selectedNode ? [selectedNode] : []), ...near.flatMap(({ from, to }) => [from, to])]),
    edges: new Set(near.map(({ id }) => id)),
  };
}

/** What came to each node; of those that nobody calls, what they sent. */
function numbersByNode({ nodes, edges }: MapGraph): Map<string, MapNumbers> {
  const into = new Map<string, MapNumbers>();
  const outOf = new Map<string, MapNumbers>();
  for (const { from, to, numbers } of edges) {
    into.set(to, addNumbers(into.get(to) ?? noNumbers, numbers));
    outOf.set(from, addNumbers(outOf.get(from) ?? noNumbers, numbers));
  }
  return new Map(nodes.map(({ id }) => [id, into.get(id) ?? outOf.get(id) ?? noNumbers]));
}

type NodeParts = {
  places: MapPlaces;
  near: Near;
  selectedNode: string | null;
  found: ReadonlySet<string>;
  onSelect: (id: string) => void;
};

/** Nodes for the graph library, in the order of the keyboard: column by column, downwards. */
export function flowNodes(graph: MapGraph, { places, near, selectedNode, found, onSelect }: NodeParts) {
  const numbers = numbersByNode(graph);
  return graph.nodes
    .map(
      (node): Node<MapNodeData> => ({
        id: node.id,
        type: 'place',
        position: positionOf(places.get(node.id) ?? { column: 0, row: 0 }),
        width: nodeWidth,
        height: nodeHeight,
        // A node that is neither selected nor dragged gets no pointer at all, and its button neither.
        style: { pointerEvents: 'all' },
        data: {
          node,
          numbers: numbers.get(node.id) ?? noNumbers,
          isSelected: node.id === selectedNode,
          isFound: found.has(node.id),
          isDimmed: near !== null && !near.nodes.has(node.id),
          onSelect,
        },
      }),
    )
    .sort((a, b) => a.position.x - b.position.x || a.position.y - b.position.y);
}

type EdgeParts = {
  places: MapPlaces;
  near: Near;
  selectedEdge: string | null;
  ofRoute: boolean;
  nameOf: (node: MapNode) => string;
  onSelect: (id: string) => void;
};

export function flowEdges(graph: MapGraph, { places, near, selectedEdge, ofRoute, nameOf, onSelect }: EdgeParts) {
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  const most = Math.max(...graph.edges.map(({ numbers }) => numbers.perSecond ?? 0), 0);
  const labelled = labelledEdges(graph.edges);
  const [leaving, coming] = [countBy(graph, 'from'), countBy(graph, 'to')];
  const drawn = graph.edges.map((edge) => {
    const [start, end] = [places.get(edge.from), places.get(edge.to)];
    const passed = lanesOf(edge.id, start, end);
    const lanes = passed.flatMap((lane) => places.get(lane) ?? []).map(positionOf);
    const wordsAt = (leaving.get(edge.from) ?? 0) < (coming.get(edge.to) ?? 0) ? 0.34 : 0.66;
    const [from, to] = [positionOf(start ?? nowhere), positionOf(end ?? nowhere)];
    const [right, left] = [
      { x: from.x + nodeWidth, y: from.y + nodeHeight / 2 },
      { x: to.x, y: to.y + nodeHeight / 2 },
    ];
    const { words } = edge.from === edge.to ? ownPath(right, left) : edgePath(right, left, { lanes, wordsAt });
    const isNear = near?.edges.has(edge.id) ?? false;
    // Words that would lie on a node wait until their edge is looked at.
    const wantsWords = isNear || (near === null && labelled.has(edge.id) && passed.length === lanes.length);
    return { edge, lanes, wordsAt, middle: words, isNear, wantsWords, isSelected: edge.id === selectedEdge };
  });
  // Where words would lie on each other those of the busier edge stay; the others are told when theirs is looked at.
  const readable = apart(
    drawn
      .filter(({ wantsWords }) => wantsWords)
      .sort((a, b) => Number(b.isSelected) - Number(a.isSelected) || busier(a.edge, b.edge))
      .map(({ edge: { id }, middle }) => ({ id, middle })),
  );
  return drawn.map(({ edge, lanes, wordsAt, isNear, isSelected }): Edge<MapEdgeData> => {
    const width = strokeWidth(edge.numbers, most);
    const color = isSelected ? 'var(--accent)' : healthLook[healthOf(edge.numbers)].stroke;
    return {
      id: edge.id,
      source: edge.from,
      target: edge.to,
      type: 'calls',
      zIndex: isNear ? 1 : 0,
      data: {
        edge,
        width,
        lanes,
        wordsAt,
        fromName: names.get(edge.from) ?? '',
        toName: names.get(edge.to) ?? '',
        hasLabel: readable.has(edge.id),
        isSelected,
        isDimmed: near !== null && !isNear,
        isBehind: ofRoute && edge.of === 'all',
        onSelect,
      },
      markerEnd: {
        type: MarkerType.ArrowClosed,
        color,
        markerUnits: 'userSpaceOnUse',
        width: 14 + 2.5 * width,
        height: 14 + 2.5 * width,
      },
    };
  });
}

const nowhere = { column: 0, row: 0 };

function countBy({ edges }: MapGraph, end: 'from' | 'to'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const edge of edges) counts.set(edge[end], (counts.get(edge[end]) ?? 0) + 1);
  return counts;
}
