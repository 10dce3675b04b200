import 'server-only';
import type { RouteFlow, RouteSummary } from '@/lib/apisix/dto';
import type { GatewayObjects } from './gateway-objects';
import { type ApisixObject, isRecord, plainText } from './wire';

type Upstream = { from: RouteSummary['upstream']['from']; id: string | null; value: Record<string, unknown> | null };

/**
 * Where a route's requests go: what the route itself says comes before its service, and a reference before an inline
 * upstream (apisix/plugin.lua `merge_service_route`, apisix/init.lua `handle_upstream`). Plugins such as traffic-split
 * may choose otherwise per request.
 */
function findUpstream(value: Record<string, unknown>, service: ApisixObject | null, context: GatewayObjects): Upstream {
  const referred = (id: unknown) => context.upstreams?.get(plainText(id))?.value ?? null;
  for (const [owner, from] of [
    [value, 'route'],
    [service?.value, 'service'],
  ] as const) {
    const id = owner?.upstream_id;
    if (id !== undefined && id !== null)
      return { from: from === 'route' ? 'upstream' : 'service', id: plainText(id), value: referred(id) };
    if (isRecord(owner?.upstream)) return { from, id: null, value: owner.upstream };
  }
  return { from: 'none', id: null, value: null };
}

export function upstreamOf(
  value: Record<string, unknown>,
  service: ApisixObject | null,
  context: GatewayObjects,
  faults: string[],
): RouteSummary['upstream'] {
  const { from, id, value: upstream } = findUpstream(value, service, context);
  if (id !== null && upstream === null && context.upstreams) faults.push('missing_upstream');
  return {
    from,
    id,
    name: typeof upstream?.name === 'string' ? upstream.name : '',
    nodes: nodesOf(upstream).map(({ address }) => address),
  };
}

/** The nodes of a route's upstream with their weights, for the picture of a request's way. */
export function flowNodesOf(
  value: Record<string, unknown>,
  service: ApisixObject | null,
  context: GatewayObjects,
): RouteFlow['nodes'] {
  return nodesOf(findUpstream(value, service, context).value);
}

/** `nodes` is a map of address to weight or a list of objects; with service discovery a name stands in its place. */
function nodesOf(upstream: Record<string, unknown> | null): RouteFlow['nodes'] {
  if (!upstream) return [];
  const { nodes } = upstream;
  if (Array.isArray(nodes))
    return nodes.filter(isRecord).map(({ host, port, weight }) => ({
      address: port === undefined ? plainText(host) : `${plainText(host)}:${plainText(port)}`,
      weight: typeof weight === 'number' ? weight : null,
    }));
  if (isRecord(nodes))
    return Object.entries(nodes).map(([address, weight]) => ({
      address,
      weight: typeof weight === 'number' ? weight : null,
    }));
  if (typeof upstream.service_name !== 'string') return [];
  const registry = typeof upstream.discovery_type === 'string' ? `${upstream.discovery_type}:` : '';
  return [{ address: `${registry}${upstream.service_name}`, weight: null }];
}
