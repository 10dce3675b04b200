import { openConditions } from './conditions';
import { normaliseHost, reverse } from './host';
import { parseTarget } from './path';
import type { Pattern } from './pattern';
import type { RouterIndex, UriTree } from './router-index';
import type { Candidate, Condition, RequestFacts, RouteMatch } from './types';
import type { VariableSource } from './variables';

/** A candidate, and by which of its route's patterns it was found. */
export type FoundRoute = Candidate & {
  uri: string;
  /** Null: found without regard to its hosts. */
  host: string | null;
};

/**
 * Which route takes a request. Facts that are missing never make the answer wrong, only undecided: the route that
 * would win with all facts is then among the candidates, and a decided answer holds whatever the missing facts are.
 */
export function matchRoute(index: RouterIndex, facts: RequestFacts): RouteMatch {
  const { found, isClosed } = findRoutes(index, facts);
  const [first] = found;
  if (first === undefined) return { kind: 'none' };
  if (isClosed && found.length === 1) return { kind: 'route', routeId: first.routeId };
  const candidates = found.map(({ routeId, needs }) => ({ routeId, needs }));
  return { kind: 'undecided', candidates, orNone: !isClosed };
}

/**
 * The routes that may take a request, in the order in which they are tried. `isClosed`: the last way leads to a
 * route without a condition, so that one of them surely takes it.
 */
export function findRoutes(index: RouterIndex, facts: RequestFacts): { found: FoundRoute[]; isClosed: boolean } {
  const target = parseTarget(facts.path);
  if (target.path === null) return { found: [], isClosed: false };
  const header = target.authority ?? facts.host ?? facts.headers?.host;
  const host = header === undefined ? undefined : normaliseHost(header);
  const known = header === facts.host || header === undefined ? facts : { ...facts, host: header };
  const search = new Search({ facts: known, path: target.path, query: target.query, host });
  const isClosed = search.hosts(index) || search.tree(index.uris, null, none);
  return { found: search.found, isClosed };
}

const none: readonly Condition[] = [];

class Search {
  readonly #found = new Map<string, FoundRoute>();

  constructor(private readonly source: VariableSource) {}

  get found(): FoundRoute[] {
    return [...this.#found.values()];
  }

  /** The host tier. Each method returns whether it found a route that takes the request without a condition. */
  hosts(index: RouterIndex): boolean {
    const { host } = this.source;
    if (index.hosts.isEmpty) return false;
    if (host !== undefined) return index.hosts.search(reverse(host), (tree, by) => this.tree(tree, by, none));
    for (const { pattern, value } of index.hosts.all()) {
      const matchesAnyHost = !pattern.exact && pattern.key === '';
      if (this.tree(value, pattern, matchesAnyHost ? none : ['host']) && matchesAnyHost) return true;
    }
    return false;
  }

  tree(tree: UriTree, host: Pattern | null, needs: readonly Condition[]): boolean {
    return tree.search(this.source.path, ({ routeId, conditions }, uri) => {
      const open = openConditions(conditions, this.source);
      if (open === null) return false;
      if (!this.#found.has(routeId))
        this.#found.set(routeId, {
          routeId,
          needs: needs.length === 0 ? open : [...needs, ...open],
          uri: uri.source,
          host: host === null ? null : reverse(host.source),
        });
      return open.length === 0;
    });
  }
}
