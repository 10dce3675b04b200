import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildRouterIndex,
  matchRoute,
  type RequestFacts,
  type RouterKind,
  type RouterRoute,
  type RouterService,
} from '@/lib/apisix/router';
import { hostsOf, matcherOf, type RecordedTable, recordedTables, spellingsOf } from '@/test/route-tables';
import {
  attribute,
  type CallFacts,
  type CandidateFilter,
  candidateFilter,
  type FilteredRoute,
  ownerOf,
} from './attribution';
import { eitherOrder } from './route-ties';

/** Lua functions, and what each answers in these tests; the model cannot know. */
const luaResults = new Map([
  ['function(vars) return true end', true],
  ['function(vars) return false end', false],
]);
const nameOf = (id: string) => id;
const cases = recordedTables.tables.flatMap((table) => table.requests.map((request) => ({ table, request })));

/** What DeepFlow does not see: everything but arguments of the query. */
const unseen = (route: RouterRoute) =>
  ((route.vars ?? []) as [string, string, string][]).map(([name]) => name).filter((name) => !name.startsWith('arg_'));

/** The table as it would be if of all that DeepFlow does not see just these conditions held. */
function tableWhere(table: RecordedTable, holds: ReadonlySet<string>): RecordedTable {
  const routes = table.routes
    .filter((route) => unseen(route).every((name) => holds.has(name)))
    .map((route) => ({
      ...route,
      vars: ((route.vars ?? []) as [string, string, string][]).filter(([name]) => name.startsWith('arg_')),
    }));
  return { ...table, routes };
}

function subsetsOf(names: readonly string[]): Set<string>[] {
  return names.reduce<Set<string>[]>(
    (subsets, name) => subsets.flatMap((subset) => [subset, new Set([...subset, name])]),
    [new Set()],
  );
}

/** Every route that takes the request in some world in which DeepFlow would have seen the same. */
function possibleWinners(table: RecordedTable): (facts: RequestFacts) => Set<string | null> {
  const worlds = subsetsOf([...new Set(table.routes.flatMap(unseen))]).map((holds) =>
    matcherOf(tableWhere(table, holds)),
  );
  return (facts) =>
    new Set(
      worlds.map((match) => {
        const found = match(facts);
        if (found.kind === 'undecided') throw new Error('nothing is left open in a world');
        return found.kind === 'route' ? found.routeId : null;
      }),
    );
}

describe('over the tables that a real APISIX decided', () => {
  test('a call is computed exactly where host, path and method decide, and for the route that took it', () => {
    const count = { computed: 0, ambiguous: 0, none: 0 };
    for (const table of recordedTables.tables) {
      const match = matcherOf(table);
      const winnersOf = possibleWinners(table);
      for (const request of table.requests) {
        const call = { ...request, routeId: null };
        const winners = winnersOf(request);
        expect(winners).toContain(request.winner);
        const { attribution } = ownerOf(call, match, nameOf);
        const [only] = winners;
        if (winners.size === 1 && only !== null) {
          count.computed += 1;
          expect(attribution).toEqual({ kind: 'computed' });
          expect(attribute(call, request.winner ?? '', match, nameOf).kind).toBe('this');
        } else if (winners.size === 1) {
          count.none += 1;
          expect(attribution).toEqual({ kind: 'ambiguous', candidates: [] });
        } else {
          count.ambiguous += 1;
          const candidates = attribution.kind === 'ambiguous' ? attribution.candidates.map(({ id }) => id) : [];
          // Conditions are weighed one by one: of two routes with one condition the second may be named as well.
          expect(candidates).toEqual(expect.arrayContaining([...winners].filter((id) => id !== null)));
        }
        for (const { id } of table.routes) {
          const { kind } = attribute(call, id, match, nameOf);
          if (winners.has(id)) expect(kind).toBe('this');
          else if (winners.size === 1) expect(kind).toBe('other');
        }
      }
    }
    // Each of the three is there to be checked.
    for (const times of Object.values(count)) expect(times).toBeGreaterThan(100);
  });

  test('another spelling of path or host changes nothing', () => {
    for (const { table, request } of cases.filter((_case, at) => at % 7 === 0)) {
      const match = matcherOf(table);
      const plain = ownerOf({ ...request, routeId: null }, match, nameOf);
      for (const path of spellingsOf(request.path))
        for (const host of hostsOf(request.host))
          expect(ownerOf({ ...request, path, host, routeId: null }, match, nameOf), `${host}${path}`).toEqual(plain);
      const absolute = { ...request, host: 'elsewhere', path: `http://${request.host}${request.path}`, routeId: null };
      expect(ownerOf(absolute, match, nameOf)).toEqual(plain);
    }
  });

  test('a path in capitals is another path, and a target that nginx refuses is nobody’s', () => {
    const match = matcherOf({ routes: [{ id: 'r', uri: '/shop/*' }], services: {} });
    const kindOf = (path: string) =>
      attribute({ path, method: 'GET', host: 'a', routeId: null }, 'r', match, nameOf).kind;
    expect(kindOf('/shop/a')).toBe('this');
    for (const path of ['/SHOP/a', '/shop/%', '/shop/%zz', '/shop/%00', '/../shop/a', 'shop/a', '*'])
      expect(kindOf(path), path).toBe('other');
  });
});

const routers: RouterKind[] = ['radixtree_host_uri', 'radixtree_uri', 'radixtree_uri_with_parameter'];
const hostPattern = fc.constantFrom('a.com', 'b.a.com', '*.a.com', '*.com', '*', 'A.com');
const uriPattern = fc.constantFrom(
  '/',
  '/*',
  '/a',
  '/a/*',
  '/a/b',
  '/a/b*',
  '/a/b/*',
  '/中/*',
  '/:name',
  '/a/:name',
  '/a/:name/c',
  '/:name/*',
  '/a/{id}',
  '/{id}/*',
);
/** Where every route had conditions of every kind, hardly a request would be anyone's. */
const rarely = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const route = fc.record({
  id: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8'),
  uri: uriPattern,
  uris: rarely(fc.uniqueArray(uriPattern, { minLength: 1, maxLength: 2 })),
  host: rarely(hostPattern),
  hosts: rarely(fc.uniqueArray(hostPattern, { minLength: 1, maxLength: 3 })),
  methods: rarely(fc.uniqueArray(fc.constantFrom('GET', 'POST', 'PUT'), { maxLength: 2 })),
  priority: rarely(fc.integer({ min: -1, max: 2 })),
  vars: rarely(fc.constantFrom([['arg_v', '==', '1']], [['http_x_tier', '==', 'gold']], [['cookie_c', '==', '1']])),
  remote_addrs: rarely(fc.constantFrom(['10.0.0.0/8'], ['127.0.0.1', '::1'])),
  filter_func: rarely(fc.constantFrom(...luaResults.keys())),
  status: rarely(fc.constantFrom(0, 1)),
  service_id: rarely(fc.constantFrom('one', 'other', 'hostless', 'gone')),
});
/** Where a route has no hosts of its own, those of its service count. */
const services: RouterService[] = [
  { id: 'one', hosts: ['a.com'] },
  { id: 'other', hosts: ['*.a.com', 'other.org'] },
  { id: 'hostless' },
];
const routes = fc.uniqueArray(route, { minLength: 1, maxLength: 8, selector: ({ id }) => id });
const request = fc.record({
  path: fc
    .constantFrom('/', '/a', '/a/', '/a/b', '/a/bc', '/a/b/c?v=1', '/a?v=1', '/中/x', '/A', '/x', '/a/x/c', '/a/{id}')
    .chain((path) => fc.constantFrom(...spellingsOf(path))),
  method: fc.constantFrom('GET', 'POST', 'PATCH'),
  host: fc.constantFrom('a.com', 'b.a.com', 'other.org').chain((host) => fc.constantFrom(...hostsOf(host))),
  headers: fc.constantFrom<Record<string, string>[]>({}, { 'x-tier': 'gold' }, { cookie: 'c=1', 'x-tier': 'tin' }),
  remoteAddr: fc.constantFrom('10.1.2.3', '127.0.0.1', '::1'),
});
const known = fc.constantFrom(
  (call: CallFacts) => call,
  (call: CallFacts) => ({ ...call, host: '' }),
  (call: CallFacts) => ({ ...call, method: '' }),
  (call: CallFacts) => ({ ...call, host: '', method: '' }),
);

/** The table as it works on a request: what the Lua function of a route would answer is known here. */
function withLuaRun(table: readonly RouterRoute[]): RouterRoute[] {
  return table
    .filter(({ filter_func }) => filter_func === undefined || luaResults.get(filter_func))
    .map(({ filter_func: _lua, ...rest }) => rest);
}

describe.each(routers)('over random tables of %s', (router) => {
  const indexOf = (table: readonly RouterRoute[], ties: 'created' | 'key' = 'created') =>
    buildRouterIndex(table, services, router, { ties });

  test('no call goes to a route that did not take it, and none is kept from the one that did', () => {
    const count = { computed: 0, ambiguous: 0, none: 0 };
    fc.assert(
      fc.property(routes, request, known, fc.constantFrom('created', 'key'), (table, sent, cover, ties) => {
        // The gateway tries routes of equal rank in one of two orders, and nobody knows in which.
        const byCreation = indexOf(table);
        const byKey = indexOf(table, 'key');
        const truth = matchRoute(indexOf(withLuaRun(table), ties), sent);
        if (truth.kind === 'undecided') throw new Error('nothing is left open');
        const taker = truth.kind === 'route' ? truth.routeId : null;
        const match = (facts: RequestFacts) => eitherOrder(matchRoute(byCreation, facts), matchRoute(byKey, facts));
        const call = cover({ path: sent.path, method: sent.method, host: sent.host, routeId: null });
        for (const { id } of table) {
          const decision = attribute(call, id, match, nameOf);
          if (id === taker) expect(decision.kind).toBe('this');
          if (decision.kind === 'this' && decision.attribution.kind === 'computed') expect(id).toBe(taker);
        }
        const { attribution: free } = ownerOf(call, match, nameOf);
        if (free.kind === 'computed') expect(taker).not.toBeNull();
        else if (taker !== null && free.kind === 'ambiguous')
          expect(free.candidates.map(({ id }) => id)).toContain(taker);
        count[taker === null ? 'none' : free.kind === 'computed' ? 'computed' : 'ambiguous'] += 1;
      }),
      { numRuns: 1500 },
    );
    // Each of the three is there to be checked.
    for (const times of Object.values(count)) expect(times).toBeGreaterThan(50);
  });

  test('the query for a route’s calls leaves none out that it took', () => {
    fc.assert(
      fc.property(routes, request, known, (table, sent, cover) => {
        const truth = matchRoute(indexOf(withLuaRun(table)), sent);
        const taker = truth.kind === 'route' ? table.find(({ id }) => id === truth.routeId) : undefined;
        if (taker === undefined) return;
        const call = cover({ path: sent.path, method: sent.method, host: sent.host, routeId: null });
        expect(passes(candidateFilter(filteredOf(taker)), call)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  test('with a span that names the route nothing else counts', () => {
    fc.assert(
      fc.property(routes, request, (table, sent) => {
        const index = indexOf(table);
        const call = { path: sent.path, method: sent.method, host: sent.host, routeId: 'r1' };
        for (const { id } of table)
          expect(attribute(call, id, (facts) => matchRoute(index, facts), nameOf)).toEqual(
            id === 'r1' ? { kind: 'this', attribution: { kind: 'exact' }, takenBy: 'r1' } : { kind: 'other' },
          );
      }),
    );
  });
});

function filteredOf({ host, hosts, uri, uris, methods, service_id }: RouterRoute): FilteredRoute {
  const ofService = services.find(({ id }) => id === service_id)?.hosts;
  return {
    hosts: hosts ?? (host === undefined ? (ofService ?? []) : [host]),
    paths: uris ?? (uri === undefined ? [] : [uri]),
    methods: methods ?? [],
  };
}

/** What lib/server/deepflow/call-conditions.ts asks of a row, here without a database. */
function passes({ hosts, paths, methods }: CandidateFilter, call: CallFacts): boolean {
  const host = call.host.toLowerCase();
  const needsNormalising = /^[^/]|^[^?#]*(?:%|#|\/\/|\/[.]|[?]$)/.test(call.path);
  return (
    (methods === null || call.method === '' || methods.includes(call.method)) &&
    (hosts === null ||
      host === '' ||
      hosts.some((one) => (one.kind === 'exact' ? host.startsWith(one.host) : host.includes(one.host)))) &&
    (paths === null ||
      needsNormalising ||
      paths.some(({ kind, path }) =>
        kind === 'prefix' ? call.path.startsWith(path) : call.path === path || call.path.startsWith(`${path}?`),
      ))
  );
}
