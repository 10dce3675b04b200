import { clientsOf, foldNodes, type MapGraph, trafficOf } from '@/lib/deepflow/fold-map';
import { errorShareOf, type MapEdge, type MapNode, type MapNumbers } from '@/lib/deepflow/service-map';

/** So many clients are drawn each for itself; of more the busiest are, and the others stand together. */
const mostClients = 8;
const keptClients = 5;

/**
 * The graph as it is drawn: many clients are few that are busy and one that stands for the rest, unless each is wanted,
 * or those that are looked at.
 */
export function shownMap(
  map: MapGraph,
  { eachClient, kept }: { eachClient: boolean; kept: readonly (string | null)[] },
): MapGraph {
  const clients = clientsOf(map);
  if (eachClient || clients.length <= mostClients) return map;
  const traffic = trafficOf(map);
  const busiest = clients
    .filter(({ kind }) => kind !== 'clients')
    .sort((a, b) => (traffic.get(b.id) ?? 0) - (traffic.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, keptClients);
  const stay = new Set([...busiest.map(({ id }) => id), ...kept]);
  const others = clients.flatMap(({ id }) => (stay.has(id) ? [] : [id]));
  return foldNodes(map, new Set(others), { id: 'rest.clients', kind: 'clients' });
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
  return mostPerSecond <= 0 ? 1 : 1 + 6 * Math.sqrt(Math.min(1, perSecond / mostPerSecond));
}

/** Edges that always have their words: more of them at once are a cloud. */
const mostLabels = 40;

/** Edges that have words without being looked at, the busiest. */
export function labelledEdges(edges: readonly MapEdge[]): Set<string> {
  const busiest = [...edges].sort((a, b) => b.numbers.perSecond - a.numbers.perSecond || (a.id < b.id ? -1 : 1));
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
