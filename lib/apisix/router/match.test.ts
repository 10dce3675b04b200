import { expect, test } from 'vitest';
import {
  buildRouterIndex,
  matchRoute,
  type RequestFacts,
  type RouterKind,
  type RouterRoute,
} from '@/lib/apisix/router';

function match(routes: RouterRoute[], facts: RequestFacts, kind?: RouterKind) {
  return matchRoute(buildRouterIndex(routes, [], kind), facts);
}

const full = { method: 'GET', host: 'a.com', headers: {}, remoteAddr: '10.0.0.1' };

test('each missing fact names the condition that it leaves open', () => {
  const route = {
    id: 'r',
    uri: '/a',
    host: 'a.com',
    methods: ['GET'],
    remote_addrs: ['10.0.0.0/8'],
    vars: [['http_x_tier', '==', 'gold']],
  };
  const needs = ['host', 'methods', 'remote_addrs', 'vars'] as const;
  expect(match([route], { path: '/a' })).toEqual({
    kind: 'undecided',
    candidates: [{ routeId: 'r', needs }],
    orNone: true,
  });
  expect(match([route], { ...full, path: '/a', headers: { 'x-tier': 'gold' } })).toEqual({
    kind: 'route',
    routeId: 'r',
  });
  expect(match([route], { ...full, path: '/a' })).toEqual({ kind: 'none' });
});

test('a condition that fails on what is known settles it, whatever else is missing', () => {
  const route = { id: 'r', uri: '/a', methods: ['POST'], vars: [['http_x', '==', '1']] };
  expect(match([route], { path: '/a', method: 'GET' })).toEqual({ kind: 'none' });
  const or = { id: 'r', uri: '/a', vars: ['OR', ['arg_v', '==', '2'], ['http_x', '==', '1']] };
  expect(match([or], { path: '/a?v=2' })).toEqual({ kind: 'route', routeId: 'r' });
});

test('without a host every host tier stays possible, and what is hidden behind a sure route does not', () => {
  const routes = [
    { id: 'wild', uri: '/*', host: '*.com' },
    { id: 'exact', uri: '/a', host: 'a.com' },
    { id: 'hidden', uri: '/*', host: 'a.com' },
    { id: 'any', uri: '/*' },
    { id: 'never', uri: '/*', priority: -1 },
  ];
  expect(match(routes, { path: '/a' })).toEqual({
    kind: 'undecided',
    candidates: [
      { routeId: 'exact', needs: ['host'] },
      { routeId: 'wild', needs: ['host'] },
      { routeId: 'any', needs: [] },
    ],
    orNone: false,
  });
});

test.each<[string, unknown, string, Record<string, string>, boolean]>([
  ['equality with a number compares numbers', [['arg_n', '==', 10]], '/a?n=10.0', {}, true],
  ['inequality holds for what is absent', [['arg_n', '~=', '1']], '/a', {}, true],
  ['greater than a hexadecimal', [['arg_n', '>=', '0x10']], '/a?n=16', {}, true],
  ['less than fails on a text', [['arg_n', '<', 5]], '/a?n=abc', {}, false],
  ['less or equal', [['arg_n', '<=', '5']], '/a?n=5', {}, true],
  ['regular expression', [['uri', '~~', '^/[a-z]$']], '/a', {}, true],
  ['regular expression without case', [['http_user_agent', '~*', 'mobile']], '/a', { 'user-agent': 'MOBILE' }, true],
  ['in, negated', [['arg_c', '!', 'in', ['de', 'fr']]], '/a?c=us', {}, true],
  ['has never holds for a text', [['arg_c', 'has', 'x']], '/a?c=x', {}, false],
  ['ipmatch', [['remote_addr', 'ipmatch', ['10.0.0.0/8', '::1']]], '/a', {}, true],
  ['negated conjunction', ['!AND', ['arg_a', '==', '1'], ['arg_b', '==', '1']], '/a?a=1', {}, true],
  ['negated disjunction', ['!OR', ['arg_a', '==', '1'], ['arg_b', '==', '1']], '/a?b=1', {}, false],
  [
    'nested',
    [
      ['arg_a', '==', '1'],
      ['OR', ['arg_b', '==', '1'], ['arg_c', '==', '1']],
    ],
    '/a?a=1&c=1',
    {},
    true,
  ],
  ['arguments are decoded', [['arg_q', '==', 'ü b']], '/a?q=%C3%BC+b', {}, true],
  ['the old short form', [['arg_a', '1']], '/a?a=1', {}, true],
  ['a cookie', [['cookie_beta', '==', '1']], '/a', { cookie: 'x=2; beta=1' }, true],
  ['request_uri is the normalised one', [['request_uri', '==', '/a?v=%31']], '/x/../a?v=%31', {}, true],
  ['no condition at all', [], '/a', {}, true],
  ['a broken expression matches nothing', [['arg_a', '=~', '1']], '/a?a=1', {}, false],
])('vars: %s', (_name, vars, path, headers, holds) => {
  const answer = match([{ id: 'r', uri: '/a', vars }], { ...full, path, headers });
  expect(answer).toEqual(holds ? { kind: 'route', routeId: 'r' } : { kind: 'none' });
});

test('an unknown variable leaves a route open even when all facts are given', () => {
  const answer = match([{ id: 'r', uri: '/a', vars: [['post_arg_x', '==', '1']] }], { ...full, path: '/a' });
  expect(answer).toEqual({ kind: 'undecided', candidates: [{ routeId: 'r', needs: ['vars'] }], orNone: true });
});

test('objects that make no sense match nothing and break nothing', () => {
  const odd: unknown[] = [
    { id: 'no-uri' },
    { id: 'uri-number', uri: 5 },
    { id: 'uris-mixed', uris: [null, {}, '/b'] },
    { id: 'no-slash', uri: 'a' },
    { id: 'vars-text', uri: '/a', vars: 'x' },
    { id: 'vars-deep', uri: '/a', vars: [[[]]] },
    { id: 'methods-text', uri: '/a', methods: 'GET' },
    { id: 'hosts-number', uri: '/a', hosts: [5] },
    { id: 'host-port', uri: '/a', hosts: ['a.com:80'] },
    { id: 'addr', uri: '/a', remote_addrs: ['10.0.0.0/99'] },
    { id: 'off', uri: '/a', status: 0 },
    { id: 'broken-regex', uri: '/a(/*' },
    { id: 'func', uri: '/a', filter_func: 5 },
  ];
  const index = buildRouterIndex(odd as RouterRoute[], []);
  expect(matchRoute(index, { ...full, path: '/a' })).toEqual({ kind: 'none' });
  expect(matchRoute(index, { ...full, path: '/b' })).toEqual({ kind: 'route', routeId: 'uris-mixed' });
  expect(matchRoute(index, { ...full, path: '/a(/x' })).toEqual({ kind: 'none' });
});

test('a service that is missing leaves its routes without hosts; its hosts count when it is there', () => {
  const routes = [{ id: 'r', uri: '/a', service_id: 7 }];
  expect(matchRoute(buildRouterIndex(routes, []), { path: '/a' })).toEqual({ kind: 'route', routeId: 'r' });
  const index = buildRouterIndex(routes, [{ id: '7', hosts: ['B.com'] }]);
  expect(matchRoute(index, { ...full, path: '/a' })).toEqual({ kind: 'none' });
  expect(matchRoute(index, { ...full, path: '/a', host: 'b.com.:8080' })).toEqual({ kind: 'route', routeId: 'r' });
});

test('radixtree_uri_with_parameter: priority decides below one literal part, a parameter is one segment', () => {
  const routes = [
    { id: 'item', uri: '/p/:id' },
    { id: 'sub', uri: '/p/:id/items/*' },
    { id: 'rest', uri: '/p/*', priority: -1 },
  ];
  const kind = 'radixtree_uri_with_parameter';
  expect(match(routes, { path: '/p/7' }, kind)).toEqual({ kind: 'route', routeId: 'item' });
  expect(match(routes, { path: '/p/7/items/8/9' }, kind)).toEqual({ kind: 'route', routeId: 'sub' });
  expect(match(routes, { path: '/p/7/other' }, kind)).toEqual({ kind: 'route', routeId: 'rest' });
});
