import { edgeId, mergeEdges } from './fold-map';
import { groupBy } from './group-by';
import { positionOf } from './points';
import {
  idOfEnd,
  isUnspecified,
  kindOfEnd,
  type MapEdge,
  type MapEnd,
  type MapNode,
  type MapNumbers,
} from './service-map';

/** Requests between two ends as one observation point saw them. */
export type MapRow = {
  client: MapEnd;
  server: MapEnd;
  point: string;
  source: MapEdge['source'];
  protocol: string;
  numbers: MapNumbers;
};

/**
 * Edges of rows, each counted at one observation point: the same request is a row at every point that saw it. The
 * gateway's edges are pinned to the gateway's own side, as its calls are; of any other edge that point is taken first in
 * order which missed no more than a twentieth of what the best one saw, since not every node has an agent.
 * Spans know their own side alone: one without the other end is an edge only where it reaches a gateway of which nothing
 * but spans are known.
 */
export function edgesOfRows(rows: readonly MapRow[], gateways: ReadonlySet<string>): MapEdge[] {
  const usable = rows.filter(({ numbers }) => numbers.requests > 0 || numbers.responses > 0);
  const watched = new Set(usable.flatMap(({ server, source }) => (source === 'otel' ? [] : [idOfEnd(server)])));
  const known = usable.filter(({ client, server, source }) => {
    if (source !== 'otel' || (!isUnspecified(client) && !isUnspecified(server))) return true;
    const to = idOfEnd(server);
    return gateways.has(to) && !watched.has(to);
  });
  const pairs = groupBy(known, ({ client, server }) => edgeId(idOfEnd(client), idOfEnd(server)));
  return [...pairs.values()].map((seen) => edgeOf(seen, gateways));
}

function edgeOf(seen: readonly MapRow[], gateways: ReadonlySet<string>): MapEdge {
  const [{ client, server }] = seen as [MapRow, ...MapRow[]];
  const [from, to] = [idOfEnd(client), idOfEnd(server)];
  const side = gateways.has(to) ? 'server' : gateways.has(from) ? 'client' : null;
  const points = [...groupBy(seen, ({ source, point }) => `${source} ${point}`).values()].map((atPoint) => ({
    rank: rankOf(atPoint[0]?.point ?? '', side ?? 'server'),
    edge: mergeEdges(
      [...atPoint]
        .sort((a, b) => b.numbers.requests - a.numbers.requests)
        .map(({ point, source, protocol, numbers }): MapEdge => {
          const protocols = protocol === '' ? [] : [protocol];
          return { id: edgeId(from, to), from, to, numbers, point, source, protocols, of: 'all' };
        }),
    ),
  }));
  points.sort((a, b) => a.rank - b.rank);
  const best = Math.max(...points.map(({ edge }) => edge.numbers.requests));
  const least = side === null ? best * 0.95 : 0;
  const chosen = points.find(({ edge }) => edge.numbers.requests >= least) ?? points[0];
  return (chosen as (typeof points)[number]).edge;
}

/** Processes before network cards before spans; of these, what lies nearer to the wanted end. */
function rankOf(point: string, side: 'server' | 'client'): number {
  const kind = point.endsWith('-p') ? 0 : point.endsWith('app') ? 2 : 1;
  const place = positionOf(point);
  const distance = place < 0 ? 50 : side === 'server' ? 20 - place : place;
  return kind * 100 + distance;
}

export function nodeOfEnd(end: MapEnd, gateways: ReadonlySet<string>): MapNode {
  const id = idOfEnd(end);
  const kind = gateways.has(id) ? 'gateway' : kindOfEnd(end);
  return { id, kind, name: kind === 'internet' || kind === 'unknown' ? '' : end.name, members: 1 };
}

/** Nodes of edges whose ends are given by their ids, gateways always, in the order of their ids. */
export function nodesOf(
  edges: readonly Pick<MapEdge, 'from' | 'to'>[],
  known: ReadonlyMap<string, MapNode>,
  gateways: Iterable<string>,
): MapNode[] {
  const ids = new Set([...gateways, ...edges.flatMap(({ from, to }) => [from, to])]);
  return [...ids].sort().flatMap((id) => known.get(id) ?? []);
}
