import { type MeterOptions, perSecondOf } from '@/lib/telemetry/series';
import type { Outcome } from './dto';
import { edgeId } from './fold-map';
import { groupBy } from './group-by';
import type { Try } from './join-calls';
import type { MapEdge, MapNode, MapNumbers } from './service-map';
import type { Upstream } from './upstreams';

/** What the map needs of one attributed call. */
export type MappedCall = {
  seen: { client: string; server: string; source: MapEdge['source']; endUs: number } & Try;
  upstreams?: readonly Upstream[];
};

/** Names as calls have them → the node that the map has for it. */
export type KnownPlaces = {
  /** By the gateway's instance; where it is not known, the first of all gateways. */
  gatewayOf: (instance: string) => MapNode;
  /** By the name of the service that the gateway sends to; undefined: the map has none yet. */
  serviceOf: (service: string) => MapNode | undefined;
};

/**
 * The edges of one route: each call once from its client to the gateway, each request to an upstream once from there on,
 * tries included. A rate is over the part of `read` that is complete, by when the call itself ended.
 */
export function edgesOfCalls(
  calls: readonly MappedCall[],
  { gatewayOf, serviceOf }: KnownPlaces,
  read: Omit<MeterOptions, 'stepS'>,
): { nodes: Map<string, MapNode>; edges: MapEdge[]; withoutUpstream: number } {
  const nodes = new Map<string, MapNode>();
  const passed: { from: string; to: string; source: MapEdge['source']; tried: Try; endUs: number }[] = [];
  const add = (node: MapNode) => {
    nodes.set(node.id, node);
    return node.id;
  };
  let withoutUpstream = 0;
  for (const { seen, upstreams = [] } of calls) {
    const { client, server, source, endUs, durationUs, outcome } = seen;
    const gateway = add(gatewayOf(server));
    passed.push({ from: add(clientNode(client)), to: gateway, source, tried: { durationUs, outcome }, endUs });
    if (upstreams.length === 0) withoutUpstream += 1;
    for (const { instance, service, tries } of upstreams) {
      const to = add(serviceOf(service) ?? placeNode(service === '' ? instance : service));
      for (const tried of tries) passed.push({ from: gateway, to, source: 'ebpf', tried, endUs });
    }
  }
  const edges = [...groupBy(passed, ({ from, to }) => edgeId(from, to))].map(([id, all]): MapEdge => {
    const [{ from, to, source }] = all as [(typeof all)[number]];
    const numbers = numbersOf(
      all.map(({ tried }) => tried),
      perSecondOf(all, read),
    );
    return { id, from, to, numbers, point: null, source, protocols: [], of: 'route' };
  });
  return { nodes, edges, withoutUpstream };
}

/** A client by the name that the list of calls filters by. */
function clientNode(name: string): MapNode {
  if (name === '') return { id: 'client.', kind: 'unknown', name: '', members: 1 };
  return { ...placeNode(name), id: `client.${name}` };
}

function placeNode(name: string): MapNode {
  const isAddress = /^[\d.]+$|:.*:/.test(name);
  return { id: `place.${name}`, kind: isAddress ? 'address' : 'service', name, members: 1 };
}

function numbersOf(tries: readonly Try[], perSecond: number | null): MapNumbers {
  const durations = tries.flatMap(({ durationUs }) => durationUs ?? []);
  const count = (outcome: Outcome) => tries.filter((one) => one.outcome === outcome).length;
  return {
    requests: tries.length,
    responses: durations.length,
    perSecond,
    clientErrors: count('client_error'),
    serverErrors: count('server_error'),
    timeouts: count('timeout'),
    meanUs: durations.length === 0 ? null : durations.reduce((sum, one) => sum + one, 0) / durations.length,
    maxUs: durations.length === 0 ? null : durations.reduce((most, one) => Math.max(most, one), 0),
  };
}
