import { openConditions } from './conditions';
import { normaliseHost, reverse } from './host';
import { parseTarget } from './path';
import type { IndexedRoute, RouterIndex, UriTree } from './router-index';
import type { Candidate, Condition, RequestFacts, RouteMatch } from './types';
import type { VariableSource } from './variables';

/**
 * Which route takes a request. Facts that are missing never make the answer wrong, only undecided: the route that
 * would win with all facts is then among the candidates, and a decided answer holds whatever the missing facts are.
 */
export function matchRoute(index: RouterIndex, facts: RequestFacts): RouteMatch {
  const target = parseTarget(facts.path);
  if (target.path === null) return { kind: 'none' };
  const header = target.authority ?? facts.host ?? facts.headers?.host;
  const host = header === undefined ? undefined : normaliseHost(header);
  const known = header === facts.host || header === undefined ? facts : { ...facts, host: header };
  const source: VariableSource = { facts: known, path: target.path, query: target.query, host };
  const search = new Search(source);
  const isClosed = search.hosts(index) || search.tree(index.uris, []);
  return search.result(isClosed);
}

class Search {
  readonly #candidates = new Map<string, Candidate>();

  constructor(private readonly source: VariableSource) {}

  /** The host tier. Each method returns whether it found a route that takes the request without a condition. */
  hosts(index: RouterIndex): boolean {
    const { host } = this.source;
    if (index.hosts.isEmpty) return false;
    if (host !== undefined) return index.hosts.search(reverse(host), (tree) => this.tree(tree, []));
    for (const { pattern, value } of index.hosts.all()) {
      const matchesAnyHost = !pattern.exact && pattern.key === '';
      if (this.tree(value, matchesAnyHost ? [] : ['host']) && matchesAnyHost) return true;
    }
    return false;
  }

  tree(tree: UriTree, needs: readonly Condition[]): boolean {
    return tree.search(this.source.path, (route) => this.#consider(route, needs));
  }

  #consider({ routeId, conditions }: IndexedRoute, needs: readonly Condition[]): boolean {
    const open = openConditions(conditions, this.source);
    if (open === null) return false;
    if (!this.#candidates.has(routeId)) this.#candidates.set(routeId, { routeId, needs: [...needs, ...open] });
    return open.length === 0;
  }

  result(isClosed: boolean): RouteMatch {
    const candidates = [...this.#candidates.values()];
    const [first] = candidates;
    if (first === undefined) return { kind: 'none' };
    if (isClosed && candidates.length === 1) return { kind: 'route', routeId: first.routeId };
    return { kind: 'undecided', candidates, orNone: !isClosed };
  }
}
