import 'server-only';
import { edgesOfRows, nodeOfEnd, nodesOf } from '@/lib/deepflow/build-map';
import { foldLeastBusy } from '@/lib/deepflow/fold-map';
import { edgesOfCalls } from '@/lib/deepflow/route-map';
import { idOfEnd, type MapEnd, type MapNode, type ServiceMap } from '@/lib/deepflow/service-map';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import { countedCalls } from './counted-calls';
import { findGateway } from './gateway-places';
import { type RouteRange, routeScope } from './route-scope';
import { countedOf, emptyMap, nodesById, noticesOf, readAround, readBehind, withoutServers } from './service-map';

const mostNodes = 400;

/**
 * The map of one route: its clients, the gateway and its upstreams from the route's own calls, each attributed and
 * counted once, since DeepFlow's metrics know no route. What its upstreams call is everything that they call, whoever's
 * request it was for, and its edges say so. Throws what routeScope and query throw.
 */
export async function routeMap(gateway: GatewayConfig, asked: RouteRange, signal?: AbortSignal): Promise<ServiceMap> {
  const scope = await routeScope(gateway, asked, signal);
  const places = await findGateway(scope);
  const route = { id: asked.routeId, name: (await routeIndex(gateway).table()).summaryOf(asked.routeId)?.name ?? '' };
  if (places === null)
    return { ...(await emptyMap({ gateway, asked, signal })), route: { ...route, ...nothingCounted } };
  const [around, calls] = await Promise.all([
    readAround({ gateway, asked, places, signal }),
    countedCalls(scope, { filter: {}, withParties: true, withUpstreams: true }),
  ]);
  const gateways = new Set(places.services.map(idOfEnd));
  const sinceS = calls.doneToUs === null ? null : Math.ceil(calls.doneToUs / 1e6);
  const own = edgesOfCalls(
    calls.counted,
    {
      gatewayOf: (instance) => nodeOfEnd(places.serviceOf(instance) ?? (places.services[0] as MapEnd), gateways),
      serviceOf: byName(around.out.rows.map(({ server }) => nodeOfEnd(server, gateways))),
    },
    {
      range: asked,
      coveredFromS: sinceS ?? calls.keptFromS,
      completeToS: calls.completeToS,
      isObserved: true,
    },
  );
  const upstreams = new Set(own.edges.filter(({ from }) => gateways.has(from)).map(({ to }) => to));
  const first = around.out.rows.filter(({ server }) => upstreams.has(idOfEnd(server)));
  const behind = await readBehind({ gateway, stretch: around.stretch, signal }, gateways, first);
  const rows = withoutServers(behind.rows, gateways);
  const edges = [...own.edges, ...edgesOfRows(rows, gateways)];
  const known = new Map([...nodesById(rows, places, gateways), ...own.nodes]);
  const graph = foldLeastBusy({ nodes: nodesOf(edges, known, []), edges }, mostNodes);
  const exact = calls.counted.filter(({ attribution }) => attribution.kind === 'exact').length;
  return {
    nodes: [...graph.nodes],
    edges: [...graph.edges],
    counted: countedOf(around.stretch),
    keptFromS: around.stretch.keptFromS,
    source: places.watchedAt,
    route: {
      ...route,
      attributed: { exact, computed: calls.counted.length - exact, ambiguous: calls.ambiguous.length },
      withoutUpstream: own.withoutUpstream,
      sinceS,
      keptFromS: calls.keptFromS,
    },
    notices: [...new Set([...noticesOf(places, behind.isCut), ...calls.notices])],
  };
}

const nothingCounted = {
  attributed: { exact: 0, computed: 0, ambiguous: 0 },
  withoutUpstream: 0,
  sinceS: null,
  keptFromS: null,
};

/** Of services with one name the busiest: rows come by their requests. */
function byName(nodes: readonly MapNode[]): (name: string) => MapNode | undefined {
  const found = new Map<string, MapNode>();
  for (const node of nodes) if (node.name !== '' && !found.has(node.name)) found.set(node.name, node);
  return (name) => found.get(name);
}
