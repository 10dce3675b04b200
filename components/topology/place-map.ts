import type { MapGraph } from '@/lib/deepflow/fold-map';
import { type CallGraph, placeTopology } from '@/lib/telemetry/trace/topology-layout';

export type Place = { column: number; row: number };

/** Places by the id of a node, and of the lanes in which edges pass the columns between their ends. */
export type MapPlaces = ReadonlyMap<string, Place>;

/** A taller column is cut into several side by side, so that hundreds of nodes still fit a screen. */
const tallest = 16;

/**
 * Where each node stands: right of what calls it, beside its callers; an edge that passes a column has a row of it to
 * itself, so that it runs behind no node. It follows from who is there and who calls whom alone, never from numbers, and
 * what had a place before (`before`) keeps it, so that nothing jumps when data are read anew. Where the columns are too
 * tall there are no lanes, and columns are cut.
 */
export function placeMap(graph: MapGraph, before: MapPlaces = new Map()): MapPlaces {
  const plain = ordered(graph);
  const bare = placeTopology(plain);
  const laned = placeTopology(withLanes(plain, bare));
  const ideal = heightOf(laned) <= tallest ? laned : heightOf(bare) <= tallest ? bare : wrapped(bare);
  const stays = graph.nodes.filter(({ id }) => before.has(id));
  return stays.length === 0 ? ideal : keptPlaces(graph, ideal, before);
}

/** Ids of the lanes of an edge between two places, from left to right; none where it leads on to the next column or back. */
export function lanesOf(edgeId: string, from: Place | undefined, to: Place | undefined): string[] {
  if (from === undefined || to === undefined) return [];
  const count = Math.max(0, to.column - from.column - 1);
  return Array.from({ length: count }, (_, at) => `${from.column + 1 + at} ${edgeId}`);
}

function heightOf(places: MapPlaces): number {
  const heights = new Map<number, number>();
  for (const { column } of places.values()) heights.set(column, (heights.get(column) ?? 0) + 1);
  return Math.max(0, ...heights.values());
}

/** The graph in which an edge leads from lane to lane: each is placed as a node is. */
function withLanes({ nodes, edges }: MapGraph, places: MapPlaces): CallGraph {
  const lanes: { id: string }[] = [];
  const steps: { from: string; to: string }[] = [];
  for (const { id, from, to } of edges) {
    const own = lanesOf(id, places.get(from), places.get(to));
    const way = [from, ...own, to];
    for (const lane of own) lanes.push({ id: lane });
    for (const [at, step] of way.slice(1).entries()) steps.push({ from: way[at] ?? from, to: step });
  }
  return { nodes: [...nodes, ...lanes], edges: steps };
}

function keptPlaces(graph: MapGraph, ideal: MapPlaces, before: MapPlaces): MapPlaces {
  const places = new Map<string, Place>();
  const taken = new Set<string>();
  const put = (id: string, place: Place) => {
    taken.add(keyOf(place));
    places.set(id, place);
  };
  for (const { id } of graph.nodes) {
    const place = before.get(id);
    if (place) put(id, place);
  }
  for (const { id } of graph.nodes) {
    const wish = ideal.get(id);
    if (wish && !places.has(id)) put(id, nearestFree(wish, taken));
  }
  if (![...ideal.keys()].some((id) => !places.has(id))) return places;
  for (const { id, from, to } of graph.edges) {
    const [start, end] = [places.get(from), places.get(to)];
    for (const lane of lanesOf(id, start, end)) {
      const column = Number(lane.split(' ', 1)[0]);
      const wish = ideal.get(lane) ?? { column, row: Math.round((start?.row ?? 0) + (end?.row ?? 0)) / 2 };
      put(lane, before.get(lane) ?? nearestFree(wish, taken));
    }
  }
  return places;
}

function keyOf({ column, row }: Place): string {
  return `${column} ${row}`;
}

/** Rows of a column may lie half a row apart, so that a place is free where none is within less than a row. */
function nearestFree({ column, row }: Place, taken: ReadonlySet<string>): Place {
  for (let away = 0; ; away += 0.5)
    for (const at of [row + away, row - away]) {
      const isFree = [-0.5, 0, 0.5].every((by) => !taken.has(keyOf({ column, row: at + by })));
      if (isFree) return { column, row: at };
    }
}

/** The same graph has the same order, whatever order it came in; where calls go in a ring it begins at a gateway. */
function ordered({ nodes, edges }: MapGraph): MapGraph {
  const rank = ({ kind }: MapGraph['nodes'][number]) => (kind === 'gateway' ? 0 : 1);
  return {
    nodes: [...nodes].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)),
    edges: [...edges].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function wrapped(places: MapPlaces): MapPlaces {
  const columns: { id: string; row: number }[][] = [];
  for (const [id, { column, row }] of places) {
    const members = columns[column] ?? [];
    members.push({ id, row });
    columns[column] = members;
  }
  const found = new Map<string, Place>();
  let first = 0;
  for (const members of columns) {
    const width = Math.ceil(members.length / tallest);
    const perColumn = Math.ceil(members.length / width);
    members.sort((a, b) => a.row - b.row);
    for (const [order, { id }] of members.entries()) {
      const column = Math.floor(order / perColumn);
      const inColumn = Math.min(perColumn, members.length - column * perColumn);
      // Half rows at the finest: places that are kept must not overlap new ones.
      const top = Math.round(tallest - inColumn) / 2;
      found.set(id, { column: first + column, row: top + (order % perColumn) });
    }
    first += width;
  }
  return found;
}
