import type { MatchedRoute } from './context';
import type { GatewayObject, GatewayObjects } from './objects';

export type UpstreamNode = { host: string; port: number; weight: number; priority: number };

export type Upstream = {
  /** The object it comes from: the same one as long as it is not written. */
  source: GatewayObject;
  scheme: 'http' | 'https';
  nodes: readonly UpstreamNode[];
  /** Further tries after the first. */
  retries: number;
  timeoutMs: { connect: number; send: number; read: number };
  passHost: 'pass' | 'node' | 'rewrite';
  upstreamHost: string | null;
};

/** An upstream, or the status by which APISIX answers for want of one. */
export type UpstreamChoice = { kind: 'upstream'; upstream: Upstream } | { kind: 'none'; status: 502 | 503 };

const defaultTimeout = 60;

/** Where a route's requests go: the route's reference before its own, and both before the service's. */
export function chooseUpstream({ object, service }: MatchedRoute, objects: GatewayObjects): UpstreamChoice {
  const own = object.upstream;
  const id = object.upstream_id ?? (own === undefined ? service?.object.upstream_id : undefined);
  const source = id === undefined ? (own ?? service?.object.upstream) : objects.find('upstreams', id);
  if (source === null) return { kind: 'none', status: 502 };
  if (!isObject(source)) return { kind: 'none', status: 503 };
  const upstream = readUpstream(source, object.timeout ?? service?.object.timeout);
  return upstream.nodes.length === 0 ? { kind: 'none', status: 503 } : { kind: 'upstream', upstream };
}

function readUpstream(source: GatewayObject, routeTimeout: unknown): Upstream {
  const scheme = source.scheme === 'https' ? 'https' : 'http';
  const nodes = readNodes(source.nodes, scheme === 'https' ? 443 : 80);
  const { retries, pass_host: passHost, upstream_host: upstreamHost } = source;
  return {
    source,
    scheme,
    nodes,
    retries: typeof retries === 'number' && retries >= 0 ? retries : Math.max(0, nodes.length - 1),
    timeoutMs: readTimeout(routeTimeout ?? source.timeout),
    passHost: passHost === 'node' || passHost === 'rewrite' ? passHost : 'pass',
    upstreamHost: typeof upstreamHost === 'string' ? upstreamHost : null,
  };
}

/** Both forms: `{ "host:port": weight }` and a list of objects. */
function readNodes(nodes: unknown, standardPort: number): UpstreamNode[] {
  if (Array.isArray(nodes)) {
    return nodes.filter(isObject).map(({ host, port, weight, priority }) => ({
      host: String(host),
      port: typeof port === 'number' ? port : standardPort,
      weight: typeof weight === 'number' ? weight : 1,
      priority: typeof priority === 'number' ? priority : 0,
    }));
  }
  return Object.entries(isObject(nodes) ? nodes : {}).map(([address, weight]) => {
    const [, host = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
    const node = { host: host.replace(/^\[(.*)\]$/, '$1'), port: port === undefined ? standardPort : Number(port) };
    return { ...node, weight: typeof weight === 'number' ? weight : 1, priority: 0 };
  });
}

function readTimeout(timeout: unknown): Upstream['timeoutMs'] {
  const ms = (key: string) => {
    const seconds = isObject(timeout) ? timeout[key] : undefined;
    return (typeof seconds === 'number' && seconds > 0 ? seconds : defaultTimeout) * 1000;
  };
  return { connect: ms('connect'), send: ms('send'), read: ms('read') };
}

function isObject(value: unknown): value is GatewayObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
