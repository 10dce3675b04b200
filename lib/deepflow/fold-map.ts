import { groupBy } from './group-by';
import { addNumbers, type MapEdge, type MapNode, type MapNodeKind } from './service-map';

export type MapGraph = { nodes: readonly MapNode[]; edges: readonly MapEdge[] };

/** The one node that stands for several, and how many these are. */
export type Folded = { id: string; kind: Extract<MapNodeKind, 'clients' | 'services'> };

/**
 * The graph with some of its nodes put together as one. Edges that come to have the same ends become one whose numbers
 * are their sum: no request is lost and none counted twice.
 */
export function foldNodes(graph: MapGraph, members: ReadonlySet<string>, as: Folded): MapGraph {
  const folded = graph.nodes.filter(({ id }) => members.has(id));
  if (folded.length === 0) return graph;
  const node: MapNode = { ...as, name: '', members: folded.reduce((sum, one) => sum + one.members, 0) };
  const endOf = (id: string) => (members.has(id) ? as.id : id);
  const moved = graph.edges.map((edge): MapEdge => {
    const [from, to] = [endOf(edge.from), endOf(edge.to)];
    return { ...edge, id: edgeId(from, to), from, to };
  });
  return {
    nodes: [...graph.nodes.filter(({ id }) => !members.has(id)), node],
    edges: [...groupBy(moved, ({ id }) => id).values()].map(mergeEdges),
  };
}

export function edgeId(from: string, to: string): string {
  return `${from}>${to}`;
}

/** Edges with the same ends as one; there is at least one. */
export function mergeEdges(edges: readonly MapEdge[]): MapEdge {
  const [first, ...more] = edges as [MapEdge, ...MapEdge[]];
  return {
    ...first,
    numbers: more.reduce((sum, { numbers }) => addNumbers(sum, numbers), first.numbers),
    point: edges.every(({ point }) => point === first.point) ? first.point : null,
    protocols: [...new Set(edges.flatMap(({ protocols }) => protocols))],
  };
}

/** Requests that touch each node. */
export function trafficOf({ nodes, edges }: MapGraph): Map<string, number> {
  const traffic = new Map(nodes.map(({ id }) => [id, 0]));
  for (const { from, to, numbers } of edges)
    for (const id of new Set([from, to])) traffic.set(id, (traffic.get(id) ?? 0) + numbers.requests);
  return traffic;
}

/** Nodes that call and are not called, gateways aside: what people mean by clients. */
export function clientsOf({ nodes, edges }: MapGraph): MapNode[] {
  const called = new Set(edges.map(({ to }) => to));
  const calling = new Set(edges.map(({ from }) => from));
  return nodes.filter(({ id, kind }) => kind !== 'gateway' && !called.has(id) && calling.has(id));
}

/**
 * The graph with at most `most` nodes: the least busy clients are one, and the least busy of the rest another.
 * Gateways stay.
 */
export function foldLeastBusy(graph: MapGraph, most: number): MapGraph {
  const excess = graph.nodes.length - most;
  if (excess <= 0) return graph;
  const traffic = trafficOf(graph);
  const quiet = graph.nodes
    .filter(({ kind }) => kind !== 'gateway')
    .sort((a, b) => (traffic.get(a.id) ?? 0) - (traffic.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1))
    // Two nodes take the place of all that are folded.
    .slice(0, excess + 2);
  const clients = new Set(clientsOf(graph).map(({ id }) => id));
  const side = (isClient: boolean) => new Set(quiet.flatMap(({ id }) => (clients.has(id) === isClient ? [id] : [])));
  const withoutClients = foldNodes(graph, side(true), { id: 'rest.clients', kind: 'clients' });
  return foldNodes(withoutClients, side(false), { id: 'rest.services', kind: 'services' });
}
