import { compileConditions, type RouteConditions } from './conditions';
import { reverse } from './host';
import { parsePattern } from './pattern';
import { PatternTree } from './pattern-tree';
import type { RouterKind, RouterRoute, RouterService } from './types';

export type IndexedRoute = { routeId: string; conditions: RouteConditions };
export type UriTree = PatternTree<IndexedRoute>;

/** Lookup structure of one route table; opaque to its users, read by `matchRoute`. */
export type RouterIndex = {
  kind: RouterKind;
  /** By reversed host; empty under the uri routers, where hosts are a condition. */
  hosts: PatternTree<UriTree>;
  /** Routes without hosts, or all of them under the uri routers. */
  uris: UriTree;
};

export type RouterOptions = {
  /**
   * What decides between routes of equal rank: the order of creation, or the order of their keys, which it becomes
   * when APISIX is reloaded (observed on APISIX 3.18.0). Default: `created`.
   */
  ties?: 'created' | 'key';
};

/**
 * Builds the index of a route table as APISIX's routers do (apisix/http/router, lua-resty-radixtree).
 * @param routes in the order of their creation; objects that make no sense are left out, never thrown at
 * @param services those the routes refer to; their hosts count for routes without own ones
 */
export function buildRouterIndex(
  routes: readonly RouterRoute[],
  services: readonly RouterService[],
  kind: RouterKind = 'radixtree_host_uri',
  { ties = 'created' }: RouterOptions = {},
): RouterIndex {
  const serviceHosts = new Map(services.map((service) => [String(service.id), service.hosts]));
  const byHost = new Map<string, UriTree>();
  const uris: UriTree = new PatternTree();

  for (const route of ties === 'key' ? routes.toSorted(compareKeys) : routes) {
    if (!isEnabled(route, kind)) continue;
    const hosts = hostsOf(route, serviceHosts);
    if (hosts === 'invalid') continue;
    const conditions = compileConditions(route, kind === 'radixtree_host_uri' ? null : hosts);
    if (conditions === null) continue;
    const entry = { routeId: route.id, conditions };
    const priority = typeof route.priority === 'number' ? route.priority : 0;
    for (const uri of urisOf(route)) {
      const pattern = parsePattern(uri, kind === 'radixtree_uri_with_parameter');
      if (kind !== 'radixtree_host_uri' || hosts === null) uris.insert(pattern, priority, entry);
      else for (const host of hosts) treeOf(byHost, host).insert(pattern, priority, entry);
    }
  }

  const hosts: PatternTree<UriTree> = new PatternTree();
  for (const [host, tree] of byHost) {
    tree.sort();
    hosts.insert(parsePattern(reverse(host), false), 0, tree);
  }
  hosts.sort();
  uris.sort();
  return { kind, hosts, uris };
}

function treeOf(trees: Map<string, UriTree>, host: string): UriTree {
  let tree = trees.get(host);
  if (tree === undefined) {
    tree = new PatternTree();
    trees.set(host, tree);
  }
  return tree;
}

/** etcd orders by the key's bytes. */
function compareKeys(a: RouterRoute, b: RouterRoute): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The uri routers skip status 0; `radixtree_host_uri` takes nothing but 1 or none. */
function isEnabled(route: RouterRoute, kind: RouterKind): boolean {
  if (route.status == null) return true;
  return kind === 'radixtree_host_uri' ? route.status === 1 : route.status !== 0;
}

/** Null: any host. An empty list matches none under `radixtree_host_uri` and any under the others, as in APISIX. */
function hostsOf(
  route: RouterRoute,
  serviceHosts: ReadonlyMap<string, readonly string[] | undefined>,
): readonly string[] | null | 'invalid' {
  const own: unknown = route.hosts ?? (route.host == null ? null : [route.host]);
  const hosts: unknown = own ?? (route.service_id == null ? null : serviceHosts.get(String(route.service_id)));
  if (hosts == null) return null;
  if (!Array.isArray(hosts) || !hosts.every((host) => typeof host === 'string')) return 'invalid';
  return hosts.map((host) => host.toLowerCase());
}

function urisOf(route: RouterRoute): string[] {
  const uris: unknown = route.uris ?? route.uri;
  return (Array.isArray(uris) ? uris : [uris]).filter((uri) => typeof uri === 'string');
}
