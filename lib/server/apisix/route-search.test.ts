import { expect, test } from 'vitest';
import type { RouteListQuery } from '@/lib/apisix/dto';
import { facetsOf } from './facets';
import type { GatewayObjects } from './gateway-objects';
import { toEntry } from './route-entry';
import { type RouteValues, searchRoutes } from './route-search';
import type { ApisixObject } from './wire';

function object(id: string, value: Record<string, unknown> = {}): ApisixObject {
  return { id, value: { id, ...value }, createdIndex: 1, modifiedIndex: 1 };
}

const service = object('svc', {
  name: '订单服务',
  hosts: ['svc.example.com'],
  upstream_id: 'up',
  plugins: { prometheus: {} },
});
const context: GatewayObjects = {
  services: new Map([['svc', service]]),
  upstreams: new Map([['up', object('up', { name: 'orders-up', nodes: { '10.0.0.9:80': 1 } })]]),
  pluginConfigs: new Map(),
  globalRules: [],
  metadata: new Set(['opentelemetry']),
  needsMetadata: true,
  isStandalone: false,
  plugins: ['opentelemetry', 'limit-count', 'prometheus'],
  consumers: new Map(),
  authPlugins: new Set(['key-auth']),
  problems: [],
  version: '1',
};

const on = { sampler: { name: 'always_on' } };
const routes = [
  object('1', {
    name: 'bulk-10',
    uri: '/bulk/10',
    hosts: ['shop.example.com'],
    methods: ['GET'],
    labels: { env: 'prod' },
    update_time: 3,
  }),
  object('2', {
    name: 'bulk-2',
    uris: ['/bulk/2', '/old/2'],
    methods: ['POST'],
    labels: { env: 'test', team: 'a=b' },
    status: 0,
  }),
  object('3', {
    name: '订单查询',
    desc: '查询 orders',
    uri: '/orders/*',
    service_id: 'svc',
    plugins: { opentelemetry: on },
  }),
  object('4', {
    uri: `/q'"\\%*<script>𝕏${'x'.repeat(256)}`,
    upstream: { nodes: [{ host: 'node.internal', port: 8080, weight: 5 }] },
  }),
].map((route) => toEntry(route, context));

function ids(query: RouteListQuery): string[] {
  return searchRoutes({ entries: routes, orders: new Map() }, query).rows.map(({ object: { id } }) => id);
}

test.each<[string, RouteListQuery, string[]]>([
  ['nothing: all, by name, numbers as numbers, unnamed ones by id', {}, ['4', '2', '1', '3']],
  ['downwards', { desc: true }, ['3', '1', '2', '4']],
  ['a name in Chinese', { q: '订单查' }, ['3']],
  ['a description', { q: '查询 ORDERS' }, ['3']],
  ['a name of the service', { q: '订单服务' }, ['3']],
  ['a host of the service', { q: 'svc.example' }, ['3']],
  ['a name of the upstream behind the service', { q: 'orders-up' }, ['3']],
  ['a node', { q: 'node.internal:8080' }, ['4']],
  ['a plugin', { q: 'opentelemetry' }, ['3']],
  ['a label', { q: 'env=prod' }, ['1']],
  ['every word, anywhere', { q: 'bulk old' }, ['2']],
  ['signs that mean something elsewhere', { q: `'"\\%*<script>𝕏` }, ['4']],
  ['nothing that is there', { q: 'zzz' }, []],
  ['host', { host: 'EXAMPLE.com' }, ['1', '3']],
  ['path', { path: '/old' }, ['2']],
  ['method, which routes without methods take too', { method: ['get'] }, ['4', '1', '3']],
  ['label key', { label: ['team'] }, ['2']],
  ['label with a sign of equality in its value', { label: ['team=a=b', 'env=test'] }, ['2']],
  ['disabled', { status: 'disabled' }, ['2']],
  ['opentelemetry on', { opentelemetry: 'on' }, ['3']],
  ['prometheus on by way of the service', { prometheus: 'on' }, ['3']],
  ['prometheus off', { prometheus: 'off', sort: 'updated', desc: true }, ['1', '4', '2']],
  ['a page', { offset: 1, limit: 2 }, ['2', '1']],
  ['a page past the end', { offset: 9 }, []],
])('finds by %s', (_case, query, expected) => {
  expect(ids(query)).toEqual(expected);
});

test('the number of matches is of all pages', () => {
  expect(searchRoutes({ entries: routes, orders: new Map() }, { limit: 1 })).toMatchObject({ matched: 4 });
});

test('values to filter by come with the most frequent first', () => {
  expect(facetsOf(routes)).toMatchObject({
    hosts: ['shop.example.com', 'svc.example.com'],
    methods: ['GET', 'POST'],
    labels: ['env=prod', 'env=test', 'team=a=b'],
  });
});

test('routes where a plugin runs twice, and those where it could not emit whatever they say, are found apart', () => {
  const rule = object('1', { plugins: { opentelemetry: on } });
  const traced = object('5', { uri: '/', plugins: { opentelemetry: on } });
  const found = (changes: Partial<GatewayObjects>, state: 'twice' | 'unready') => {
    const entries = [traced, object('6', { uri: '/' })].map((route) => toEntry(route, { ...context, ...changes }));
    return searchRoutes({ entries, orders: new Map() }, { opentelemetry: state }).rows.map(({ object: { id } }) => id);
  };
  expect(found({ globalRules: [rule] }, 'twice')).toEqual(['5']);
  expect(found({ metadata: new Set() }, 'unready')).toEqual(['5']);
  expect(found({ plugins: ['prometheus'] }, 'unready')).toEqual(['5']);
  expect(found({}, 'unready')).toEqual([]);
});

test('by numbers: the highest first or last, ties by name, and what is unknown at the end either way', () => {
  const ids = (query: RouteListQuery, values: RouteValues | null) => {
    const { rows, sort } = searchRoutes(table, query, values);
    return [sort, ...rows.map(({ object: { id } }) => id)];
  };
  const table = {
    entries: ['b', 'a', 'd', 'c'].map((id) => toEntry(object(id, { name: id }), context)),
    orders: new Map(),
  };
  const shares = {
    of: new Map([
      ['c', 0.5],
      ['a', null],
      ['d', 0.1],
    ]),
    otherwise: null,
  };
  expect(ids({ sort: 'errors', desc: true }, shares)).toEqual(['errors', 'c', 'd', 'a', 'b']);
  expect(ids({ sort: 'errors' }, shares)).toEqual(['errors', 'd', 'c', 'a', 'b']);
  const rates = {
    of: new Map([
      ['c', 5],
      ['a', 0],
    ]),
    otherwise: 0,
  };
  expect(ids({ sort: 'rate', desc: true }, rates)).toEqual(['rate', 'c', 'a', 'b', 'd']);
  expect(ids({ sort: 'rate' }, rates)).toEqual(['rate', 'a', 'b', 'd', 'c']);
  expect(ids({ sort: 'rate', desc: true, offset: 1, limit: 2 }, rates)).toEqual(['rate', 'a', 'b']);
  expect(ids({ sort: 'p95', desc: true }, null)).toEqual(['name', 'a', 'b', 'c', 'd']);
});
