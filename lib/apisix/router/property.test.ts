import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buildRouterIndex,
  matchRoute,
  type RequestFacts,
  type RouterKind,
  type RouterRoute,
  type RouterService,
} from '@/lib/apisix/router';

type Table = { routes: RouterRoute[]; services: RouterService[] };
type FullFacts = RequestFacts & { method: string; host: string; headers: Record<string, string>; remoteAddr: string };

const hostPattern = fc.constantFrom('a.com', 'b.a.com', '*.a.com', '*.com', '*', '*a.com', 'A.com');
const uriPattern = fc.constantFrom('/', '/*', '/a', '/a/*', '/a/b', '/a/b*', '/a/b/*', '/中/*', '/x.y');
const optional = { requiredKeys: ['id', 'uri'] as ['id', 'uri'] };

const route = fc.record(
  {
    id: fc.uuid(),
    uri: uriPattern,
    uris: fc.uniqueArray(uriPattern, { minLength: 1, maxLength: 2 }),
    host: hostPattern,
    hosts: fc.uniqueArray(hostPattern, { minLength: 1, maxLength: 3 }),
    methods: fc.uniqueArray(fc.constantFrom('GET', 'POST', 'PUT'), { maxLength: 2 }),
    priority: fc.integer({ min: -1, max: 2 }),
    vars: fc.constantFrom([['arg_v', '==', '1']], [['http_x_tier', '==', 'gold']], [['cookie_c', '==', '1']]),
    remote_addrs: fc.constantFrom(['10.0.0.0/8'], ['127.0.0.1', '::1']),
    status: fc.constantFrom(0, 1),
    service_id: fc.constantFrom('s', 'gone'),
  },
  optional,
);
const table: fc.Arbitrary<Table> = fc.record({
  routes: fc.array(route, { maxLength: 12 }),
  services: fc.constantFrom([], [{ id: 's', hosts: ['*.a.com'] }], [{ id: 's' }]),
});
const facts: fc.Arbitrary<FullFacts> = fc.record({
  path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/a/bc', '/a/b/c?v=1', '/a?v=1', '/中/x', '/x.y', '/xzy', '/a/../a'),
  method: fc.constantFrom('GET', 'POST', 'PATCH'),
  host: fc.constantFrom('a.com', 'b.a.com', 'c.b.a.com:80', 'xa.com', 'other.org', ''),
  headers: fc.constantFrom<Record<string, string>[]>({}, { 'x-tier': 'gold' }, { cookie: 'c=1', 'x-tier': 'tin' }),
  remoteAddr: fc.constantFrom('10.1.2.3', '127.0.0.1', '::1'),
});

/**
 * The rules as one would tell them: every (host, uri) pair of every route is a bid; bids that fit are put in order,
 * the first one whose conditions hold wins.
 */
function reference({ routes, services }: Table, request: FullFacts, kind: RouterKind): string | null {
  const path = { '/a/../a': '/a', '/a/b/c?v=1': '/a/b/c', '/a?v=1': '/a' }[request.path] ?? request.path;
  const host = request.host.split(':')[0] || '_';
  const bids = routes.flatMap((route, created) => {
    const hosts =
      route.hosts ?? (route.host ? [route.host] : services.find(({ id }) => id === route.service_id)?.hosts);
    return (hosts ?? [null]).flatMap((hostPattern) =>
      (route.uris ?? [route.uri ?? '']).map((uri) => ({
        route,
        created,
        uri,
        host: hostPattern?.toLowerCase() ?? null,
      })),
    );
  });
  const hostRank = (pattern: string | null) =>
    pattern === null ? -1 : pattern.startsWith('*') ? pattern.length : Number.POSITIVE_INFINITY;
  const uriRank = (pattern: string) => (pattern.endsWith('*') ? pattern.length : Number.POSITIVE_INFINITY);
  const fits = (pattern: string, text: string, wild: 'start' | 'end') =>
    wild === 'start' && pattern.startsWith('*')
      ? text.endsWith(pattern.slice(1))
      : wild === 'end' && pattern.endsWith('*')
        ? text.startsWith(pattern.slice(0, -1))
        : pattern === text;
  const winner = bids
    .filter(({ host: pattern, uri }) => (pattern === null || fits(pattern, host, 'start')) && fits(uri, path, 'end'))
    .filter(({ route }) => route.status !== 0)
    .filter(({ route }) => !route.methods?.length || route.methods.includes(request.method))
    .filter(({ route }) => {
      const [name, , value] = (route.vars as string[][] | undefined)?.[0] ?? [];
      if (name === 'arg_v') return request.path.endsWith(`?v=${value}`);
      if (name === 'http_x_tier') return request.headers['x-tier'] === value;
      return name !== 'cookie_c' || request.headers.cookie === 'c=1';
    })
    .filter(({ route }) => {
      const first = route.remote_addrs?.[0];
      if (first === undefined) return true;
      return first.startsWith('10.') ? request.remoteAddr.startsWith('10.') : !request.remoteAddr.startsWith('10.');
    })
    .sort(
      (a, b) =>
        (kind === 'radixtree_host_uri' ? sign(hostRank(b.host) - hostRank(a.host)) : 0) ||
        sign(uriRank(b.uri) - uriRank(a.uri)) ||
        (b.route.priority ?? 0) - (a.route.priority ?? 0) ||
        a.created - b.created,
    )[0];
  return winner?.route.id ?? null;
}

/** Infinity − Infinity is not a number, and means equal rank here. */
function sign(difference: number): number {
  return Number.isNaN(difference) ? 0 : difference;
}

function matchIn({ routes, services }: Table, request: RequestFacts, kind: RouterKind = 'radixtree_host_uri') {
  return matchRoute(buildRouterIndex(routes, services, kind), request);
}

const kinds = fc.constantFrom<RouterKind[]>('radixtree_host_uri', 'radixtree_uri', 'radixtree_uri_with_parameter');

function without(request: FullFacts, missing: readonly (keyof FullFacts)[]): RequestFacts {
  return Object.fromEntries(
    Object.entries(request).filter(([key]) => !missing.some((name) => name === key)),
  ) as RequestFacts;
}

const missing = fc.subarray<keyof FullFacts>(['method', 'host', 'headers', 'remoteAddr']);

test('with all facts the answer is that of the plain rules', () => {
  fc.assert(
    fc.property(table, facts, kinds, (routes, request, kind) => {
      const winner = reference(routes, request, kind);
      expect(matchIn(routes, request, kind)).toEqual(
        winner === null ? { kind: 'none' } : { kind: 'route', routeId: winner },
      );
    }),
    { numRuns: 3000 },
  );
});

test('with facts missing the winner is the answer or among the candidates, and 404 only where it is said', () => {
  fc.assert(
    fc.property(table, facts, missing, kinds, (routes, request, unknown, kind) => {
      const winner = reference(routes, request, kind);
      const answer = matchIn(routes, without(request, unknown), kind);
      if (answer.kind === 'none') expect(winner).toBeNull();
      else if (answer.kind === 'route') expect(winner).toBe(answer.routeId);
      else if (winner === null) expect(answer.orNone).toBe(true);
      else expect(answer.candidates.map(({ routeId }) => routeId)).toContain(winner);
    }),
    { numRuns: 3000 },
  );
});

test('more facts never change a decided answer', () => {
  fc.assert(
    fc.property(table, facts, missing, missing, kinds, (routes, request, fewer, more, kind) => {
      const unknown = [...new Set([...fewer, ...more])];
      const known = matchIn(routes, without(request, unknown), kind);
      if (known.kind !== 'undecided') expect(matchIn(routes, without(request, fewer), kind)).toEqual(known);
    }),
    { numRuns: 3000 },
  );
});

test('no object and no request makes it throw', () => {
  const anything = fc.anything({ maxDepth: 3, withNullPrototype: false });
  const odd = fc.record(
    {
      id: fc.string(),
      uri: anything,
      uris: anything,
      hosts: anything,
      methods: anything,
      vars: anything,
      status: anything,
    },
    { requiredKeys: ['id'] },
  );
  fc.assert(
    fc.property(fc.array(odd), fc.string(), fc.string(), (routes, path, host) => {
      matchIn({ routes: routes as RouterRoute[], services: [] }, { path: `/${path}`, host });
    }),
    { numRuns: 2000 },
  );
});
