import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildRouterIndex, matchRoute, type RouteMatch, type RouterKind, type RouterRoute } from '@/lib/apisix/router';

type Recorded = { method: string; host: string; path: string; headers: Record<string, string>; winner: string | null };
type Services = Record<string, { hosts: string[] }>;
type Scene = {
  scene: string;
  routes: RouterRoute[];
  services?: Services;
  requests: (Recorded & { other?: Partial<Record<RouterKind, string>> })[];
};
type Table = { table: number; routes: RouterRoute[]; services: Services; requests: Recorded[] };

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(`test/fixtures/router/${name}`, 'utf8'));
}

function indexOf(routes: RouterRoute[], services: Services | undefined, kind: RouterKind) {
  const list = Object.entries(services ?? {}).map(([id, service]) => ({ id, ...service }));
  return buildRouterIndex(routes, list, kind);
}

function factsOf({ method, host, path, headers }: Recorded) {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method, host, path, headers: lower, remoteAddr: lower['x-real-ip'] ?? '127.0.0.1' };
}

function decided(winner: string | null): RouteMatch {
  return winner === null ? { kind: 'none' } : { kind: 'route', routeId: winner };
}

const { scenes } = fixture<{ scenes: Scene[] }>('scenes.json');
const kinds = ['radixtree_host_uri', 'radixtree_uri', 'radixtree_uri_with_parameter'] as const;

describe.each(kinds)('%s takes the route that APISIX 3.18.0 took', (kind) => {
  test.each(scenes.filter(({ routes }) => !routes.some((route) => route.filter_func)))('$scene', (scene) => {
    const index = indexOf(scene.routes, scene.services, kind);
    for (const request of scene.requests) {
      const expected = decided(request.other?.[kind] ?? request.winner);
      expect(matchRoute(index, factsOf(request)), `${request.method} ${request.host}${request.path}`).toEqual(expected);
    }
  });
});

test('a filter function leaves the answer open between its route and the next one', () => {
  const scene = scenes.find(({ routes }) => routes.some((route) => route.filter_func));
  expect(scene?.requests.length).toBeGreaterThan(0);
  for (const request of scene?.requests ?? []) {
    expect(matchRoute(indexOf(scene?.routes ?? [], {}, 'radixtree_host_uri'), factsOf(request))).toEqual({
      kind: 'undecided',
      candidates: [
        { routeId: 'ff', needs: ['filter_func'] },
        { routeId: 'plain', needs: [] },
      ],
      orNone: false,
    });
  }
});

test('all 2,400 requests of 60 recorded route tables have the recorded winner', () => {
  const { tables } = fixture<{ tables: Table[] }>('router-tables.json');
  const wrong = tables.flatMap(({ routes, services, requests }) => {
    const index = indexOf(routes, services, 'radixtree_host_uri');
    return requests.filter((request) => {
      const match = matchRoute(index, factsOf(request));
      return JSON.stringify(match) !== JSON.stringify(decided(request.winner));
    });
  });
  expect(wrong).toEqual([]);
  expect(tables.flatMap(({ requests }) => requests)).toHaveLength(2400);
});

test('routes of equal rank: the first created wins, after a reload the lowest key', () => {
  const routes = ['2', '10', '1'].map((id) => ({ id, uri: '/a' }));
  expect(matchRoute(buildRouterIndex(routes, []), { path: '/a' })).toEqual(decided('2'));
  const reloaded = buildRouterIndex(routes, [], 'radixtree_host_uri', { ties: 'key' });
  expect(matchRoute(reloaded, { path: '/a' })).toEqual(decided('1'));
});
