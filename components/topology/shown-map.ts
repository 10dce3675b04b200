import { clientsOf, foldNodes, type MapGraph, trafficOf } from '@/lib/deepflow/fold-map';
import { errorShareOf, type MapEdge, type MapNode, type MapNumbers } from '@/lib/deepflow/service-map';

/** So many clients are drawn each for itself; of more the busiest are, and the others stand together. */
const mostClients = 8;
const keptClients = 5;

/** So many nodes are drawn at most, clients that are wanted each aside: more are too small to be read. */
export const mostNodes = 48;

/** The graph with its many clients as few that are busy and one that stands for the rest, unless each is wanted. */
export function withFewClients(
  map: MapGraph,
  { eachClient, kept }: { eachClient: boolean; kept: readonly (string | null)[] },
): MapGraph {
  const clients = clientsOf(map);
  if (eachClient || clients.length <= mostClients) return map;
  const busiest = busiestFirst(
    map,
    clients.filter(({ kind }) => kind !== 'clients'),
  ).slice(0, keptClients);
  const stay = new Set([...busiest.map(({ id }) => id), ...kept]);
  const others = clients.flatMap(({ id }) => (stay.has(id) ? [] : [id]));
  return foldNodes(map, new Set(others), { id: 'rest.clients', kind: 'clients' });
}

const restOfServices = 'rest.services';

/**
 * The graph as it is drawn: of many services the busiest, and those that are looked at (`kept`); one node stands for the
 * others, so that no request is left out.
 */
export function withFewServices(map: MapGraph, kept: readonly (string | null)[]): MapGraph {
  const clients = new Set(clientsOf(map).map(({ id }) => id));
  const services = map.nodes.filter(({ id, kind }) => kind !== 'gateway' && !clients.has(id));
  const room = mostNodes - (map.nodes.length - services.length);
  if (map.nodes.length <= mostNodes || services.length <= keptClients) return map;
  const looked = new Set(kept);
  // What the server put together has no name of its own to be found by.
  const own = services.filter(({ id }) => id !== restOfServices);
  const wanted = own.filter(({ id }) => looked.has(id));
  const busiest = busiestFirst(
    map,
    own.filter(({ id }) => !looked.has(id)),
  ).slice(0, Math.max(keptClients, room - 1) - wanted.length);
  const stay = new Set([...wanted, ...busiest]);
  const others = services.flatMap((node) => (stay.has(node) ? [] : [node.id]));
  return foldNodes(map, new Set(others), { id: restOfServices, kind: 'services' });
}

/** How many services one node of the drawn graph stands for, and whether some of them have none of their own in `map`. */
export function leftOut(map: MapGraph, drawn: MapGraph): { count: number; byServer: boolean } | null {
  const rest = drawn.nodes.find(({ id }) => id === restOfServices);
  return rest ? { count: rest.members, byServer: map.nodes.some(({ id }) => id === restOfServices) } : null;
}

function busiestFirst(map: MapGraph, nodes: readonly MapNode[]): MapNode[] {
  const traffic = trafficOf(map);
  return [...nodes].sort((a, b) => (traffic.get(b.id) ?? 0) - (traffic.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1));
}

/** How bad a share of failures is; each is told by colour, dash and text. */
export type Health = 'quiet' | 'ok' | 'some' | 'many';

export function healthOf(numbers: MapNumbers): Health {
  const share = errorShareOf(numbers);
  if (share === null) return 'quiet';
  return share >= 0.05 ? 'many' : share >= 0.01 ? 'some' : 'ok';
}

/** Colours and dashes of the lines; tokens of globals.css. */
export const healthLook: Record<Health, { stroke: string; dash: string | undefined }> = {
  quiet: { stroke: 'var(--line-strong)', dash: undefined },
  ok: { stroke: 'var(--unknown-solid)', dash: undefined },
  some: { stroke: 'var(--client-error-solid)', dash: '10 4' },
  many: { stroke: 'var(--server-error-solid)', dash: '4 3' },
};

/** The colour of what is said about failures. */
export const failedText: Record<Health, string> = {
  quiet: '',
  ok: '',
  some: 'text-client-error',
  many: 'text-server-error',
};

/** Width of a line in px, 1 … 7, by the square root of its rate: ten times the traffic is three times the width. */
export function strokeWidth({ perSecond }: MapNumbers, mostPerSecond: number): number {
  return mostPerSecond <= 0 ? 1 : 1 + 6 * Math.sqrt(Math.min(1, (perSecond ?? 0) / mostPerSecond));
}

/** The busier edge first; one whose rate is not known comes last. */
export function busier(a: MapEdge, b: MapEdge): number {
  return (b.numbers.perSecond ?? 0) - (a.numbers.perSecond ?? 0);
}

/** Edges that always have their words: more of them at once are a cloud. */
const mostLabels = 40;

/** Edges that have words without being looked at, the busiest. */
export function labelledEdges(edges: readonly MapEdge[]): Set<string> {
  const busiest = [...edges].sort((a, b) => busier(a, b) || (a.id < b.id ? -1 : 1));
  return new Set(busiest.slice(0, mostLabels).map(({ id }) => id));
}

/** Nodes whose name, or what stands for it, contains the text, case ignored; in the order they are given. */
export function foundNodes(nodes: readonly MapNode[], text: string, nameOf: (node: MapNode) => string): MapNode[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? [] : nodes.filter((node) => nameOf(node).toLowerCase().includes(wanted));
}

/** Edges into a node and out of it, the busiest first; one to itself is both. */
export function edgesAt(edges: readonly MapEdge[], nodeId: string): { into: MapEdge[]; outOf: MapEdge[] } {
  const busiest = [...edges].sort((a, b) => b.numbers.requests - a.numbers.requests || (a.id < b.id ? -1 : 1));
  return { into: busiest.filter(({ to }) => to === nodeId), outOf: busiest.filter(({ from }) => from === nodeId) };
}
