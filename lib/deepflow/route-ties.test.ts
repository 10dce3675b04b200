import { expect, test } from 'vitest';
import { buildRouterIndex, matchRoute, type RouterRoute } from '@/lib/apisix/router';
import { eitherOrder, tiesDependOnReload } from './route-ties';

const ranked = (routes: RouterRoute[]) =>
  routes.map(({ id, uri, hosts = [], priority = 0 }) => ({
    id,
    hosts,
    paths: uri === undefined ? [] : [uri],
    priority,
  }));

function match(routes: RouterRoute[], path: string, method = 'GET') {
  const facts = { path, method, host: 'a' };
  return eitherOrder(
    matchRoute(buildRouterIndex(routes, []), facts),
    matchRoute(buildRouterIndex(routes, [], undefined, { ties: 'key' }), facts),
  );
}

test('routes of equal rank whose order a reload turns are both candidates', () => {
  const routes = [
    { id: 'z', uri: '/a' },
    { id: 'a', uri: '/a' },
  ];
  expect(tiesDependOnReload(ranked(routes))).toBe(true);
  expect(match(routes, '/a')).toEqual({
    kind: 'undecided',
    candidates: [
      { routeId: 'z', needs: [] },
      { routeId: 'a', needs: [] },
    ],
    orNone: false,
  });
});

test('where both orders agree the answer stands', () => {
  const routes = [
    { id: 'a', uri: '/a' },
    { id: 'z', uri: '/a' },
  ];
  expect(tiesDependOnReload(ranked(routes))).toBe(false);
  expect(match(routes, '/a')).toEqual({ kind: 'route', routeId: 'a' });
  expect(match(routes, '/b')).toEqual({ kind: 'none' });
});

test.each([
  ['priority', { priority: 1 }],
  ['host', { hosts: ['h'] }],
  ['path', { uri: '/b' }],
])('another %s is no tie', (_what, part) => {
  expect(
    tiesDependOnReload(
      ranked([
        { id: 'z', uri: '/a' },
        { id: 'a', uri: '/a', ...part },
      ]),
    ),
  ).toBe(false);
});

test('conditions of either order stay named', () => {
  const routes = [
    { id: 'z', uri: '/a', vars: [['cookie_x', '==', '1']] },
    { id: 'a', uri: '/a' },
  ];
  expect(match(routes, '/a')).toMatchObject({
    kind: 'undecided',
    candidates: [
      { routeId: 'z', needs: ['vars'] },
      { routeId: 'a', needs: [] },
    ],
  });
});
