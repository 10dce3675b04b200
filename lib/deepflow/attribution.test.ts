import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRouterIndex, matchRoute } from '@/lib/apisix/router';
import { matcherOf, recordedTables } from '@/test/route-tables';
import { attribute, candidateFilter, ownerOf } from './attribution';

const tables = recordedTables.tables.map((table) => ({ ...table, match: matcherOf(table) }));
const cases = tables.flatMap(({ requests, ...table }) => requests.map((request) => ({ ...table, request })));
const nameOf = (id: string) => `route ${id}`;

test('there are recordings to check against', () => {
  expect(cases.length).toBe(2400);
});

test.each([
  ['host, method and path are known', (request: { host: string; method: string }) => request],
  ['the host is not known', (request: { host: string; method: string }) => ({ ...request, host: '' })],
  ['the method is not known', (request: { host: string; method: string }) => ({ ...request, method: '' })],
])(
  'where %s, no call is computed for a route that did not take it, and none is kept from the one that did',
  (_what, known) => {
    for (const { routes, match, request } of cases) {
      const call = { path: request.path, routeId: null, ...known({ host: request.host, method: request.method }) };
      for (const { id } of routes) {
        const decision = attribute(call, id, match, nameOf);
        if (decision.kind === 'other') expect(id).not.toBe(request.winner);
        else if (decision.attribution.kind === 'computed') expect(id).toBe(request.winner);
        else expect(decision.attribution).toMatchObject({ kind: 'ambiguous' });
      }
      const { attribution: free } = ownerOf(call, match, nameOf);
      if (free.kind === 'computed') expect(request.winner).not.toBeNull();
      else if (free.kind === 'ambiguous' && request.winner !== null)
        expect(free.candidates.map(({ id }) => id)).toContain(request.winner);
    }
  },
);

test('most calls of the recorded tables are decided by host, method and path', () => {
  const decided = cases.filter(({ match, request }) => {
    const { attribution } = ownerOf({ ...request, routeId: null }, match, nameOf);
    return attribution.kind === 'computed';
  });
  const taken = cases.filter(({ request }) => request.winner !== null);
  expect(decided.length / taken.length).toBeGreaterThan(0.5);
});

test('a span that names a route is exact, for it and against every other', () => {
  const call = { path: '/x', method: 'GET', host: 'a', routeId: 'r1' };
  const never = () => {
    throw new Error('The router is not asked');
  };
  expect(attribute(call, 'r1', never, nameOf)).toEqual({ kind: 'this', attribution: { kind: 'exact' }, takenBy: 'r1' });
  expect(attribute(call, 'r2', never, nameOf)).toEqual({ kind: 'other' });
});

test('ambiguous calls name every candidate and what would decide', () => {
  const index = buildRouterIndex(
    [
      { id: 'beta', uri: '/a', vars: [['cookie_beta', '==', '1']] },
      { id: 'plain', uri: '/a' },
    ],
    [],
  );
  const call = { path: '/a', method: 'GET', host: '', routeId: null };
  expect(attribute(call, 'plain', (facts) => matchRoute(index, facts), nameOf)).toEqual({
    kind: 'this',
    takenBy: null,
    attribution: {
      kind: 'ambiguous',
      candidates: [
        { id: 'beta', name: 'route beta', needs: ['vars'] },
        { id: 'plain', name: 'route plain', needs: [] },
      ],
    },
  });
});

test('a row without a path is nobody’s', () => {
  const [table] = tables;
  expect(table && attribute({ path: '', method: '', host: '', routeId: null }, 'r0', table.match, nameOf)).toEqual({
    kind: 'other',
  });
});

test('patterns become what they start or end with', () => {
  expect(
    candidateFilter({
      hosts: ['API.Example.com', '*.shop.test'],
      paths: ['/a', '/b/*', '/c/*/d', '/p/:id', '/q/{id}'],
      methods: ['GET'],
    }),
  ).toEqual({
    hosts: [
      { kind: 'exact', host: 'api.example.com' },
      { kind: 'suffix', host: '.shop.test' },
    ],
    paths: [
      { kind: 'exact', path: '/a' },
      { kind: 'prefix', path: '/b/' },
      { kind: 'prefix', path: '/c/' },
      { kind: 'prefix', path: '/p/' },
      { kind: 'prefix', path: '/q/' },
    ],
    methods: ['GET'],
  });
});

test('a condition that takes everything, or would be too long, is left out', () => {
  expect(candidateFilter({ hosts: ['*'], paths: ['/*'], methods: [] })).toEqual({
    hosts: null,
    paths: null,
    methods: null,
  });
  const many = Array.from({ length: 200 }, (_, at) => `/p${at}`);
  expect(candidateFilter({ hosts: many, paths: many, methods: ["'; --"] })).toEqual({
    hosts: null,
    paths: null,
    methods: null,
  });
  const long = Array.from({ length: 90 }, (_, at) => `/p${at}${'x'.repeat(1000)}`);
  expect(candidateFilter({ hosts: [], paths: long, methods: [] }).paths).toBeNull();
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), fc.array(fc.string()), (hosts, paths, methods) => {
      expect(() => candidateFilter({ hosts, paths, methods })).not.toThrow();
    }),
  );
});
