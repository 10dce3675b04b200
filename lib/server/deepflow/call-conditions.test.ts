import { afterAll, beforeAll, expect, test } from 'vitest';
import { candidateFilter } from '@/lib/deepflow/attribution';
import { hostsOf, type RecordedTable, recordedTables, spellingsOf } from '@/test/route-tables';
import { rowsOfCalls, spansOfCalls } from './call-statements';
import { id, query } from './querier';
import { fakeGateway, fakeUpstream } from './testing';
import { answerFromRows, type FakeRow } from './testing-querier';

const startS = 1_771_000_000;
let rows: FakeRow[] = [];
let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  upstream = await fakeUpstream((request) => answerFromRows(rows)(request));
});
afterAll(() => upstream.close());

function toRow(request: { method: string; host: string; path: string }, at: number): FakeRow {
  return {
    _id: at + 1,
    signal_source: 3,
    observation_point: 's-p',
    process_kname_1: 'openresty',
    l7_protocol: 20,
    type: 2,
    start_time: startS * 1e6 + at,
    end_time: startS * 1e6 + at,
    request_type: request.method,
    request_domain: request.host,
    request_resource: request.path,
  };
}

/** What the table of routes tells of one route. */
function filtered(route: RecordedTable['routes'][number], services: RecordedTable['services']) {
  const serviceHosts = services[String(route.service_id)]?.hosts ?? [];
  return {
    hosts: [...(route.hosts ?? (route.host === undefined ? serviceHosts : [route.host]))],
    paths: [...(route.uris ?? (route.uri === undefined ? [] : [route.uri]))],
    methods: [...(route.methods ?? [])],
  };
}

async function selectedFor(route: { hosts: string[]; paths: string[]; methods: string[] }): Promise<Set<string>> {
  const statement = rowsOfCalls({
    base: { kind: 'ebpf', processes: ['openresty'], tags: {} },
    range: { fromS: startS, toS: startS },
    untilUs: null,
    candidates: candidateFilter(route),
    filter: {},
    withParties: false,
    limit: 10_000,
  });
  const found = await query(fakeGateway({ querierUrl: upstream.url }), statement);
  return new Set(found.map((row) => id(row, 'id')));
}

test('the query for a route finds every call that a real gateway sent to it', async () => {
  let selected = 0;
  let own = 0;
  for (const { routes, services, requests } of recordedTables.tables) {
    rows = requests.map(toRow);
    for (const route of routes) {
      const found = await selectedFor(filtered(route, services));
      selected += found.size;
      for (const [at, { winner }] of requests.entries())
        if (winner === route.id) {
          own += 1;
          expect(found).toContain(String(at + 1));
        }
    }
  }
  // Wide, but a filter all the same.
  expect(selected).toBeLessThan(own * 5);
});

test('other spellings of a host and a path are found as well', async () => {
  const spellings = [
    ['api.example.com:9080', '/shop/orders'],
    ['API.EXAMPLE.COM', '/shop/orders?x=1'],
    ['api.example.com.', '/shop//orders'],
    ['', '/shop/./orders'],
    ['api.example.com', '/x/../shop/orders'],
    ['api.example.com', '/%73hop/orders'],
    ['other', 'http://api.example.com/shop/orders'],
    ['api.example.com', '/shop/orders#fragment'],
  ] as const;
  rows = spellings.map(([host, path], at) => toRow({ method: 'GET', host, path }, at));
  const found = await selectedFor({ hosts: ['api.example.com'], paths: ['/shop/orders'], methods: ['GET'] });
  expect(found.size).toBe(spellings.length);
});

test('and so is every spelling of every recorded request, by the query for the route that took it', async () => {
  for (const { routes, services, requests } of recordedTables.tables.filter((_table, at) => at % 6 === 0)) {
    const sent = requests.flatMap((request) =>
      request.winner === null
        ? []
        : spellingsOf(request.path).flatMap((path, at) => ({
            ...request,
            path,
            host: hostsOf(request.host)[at % 4] ?? '',
          })),
    );
    rows = sent.map(toRow);
    for (const route of routes) {
      const found = await selectedFor(filtered(route, services));
      for (const [at, { winner }] of sent.entries()) if (winner === route.id) expect(found).toContain(String(at + 1));
    }
  }
});

test('a span of the route is found by its own word, or by target and method', async () => {
  const [table] = recordedTables.tables;
  if (!table) throw new Error('no table');
  for (const names of [true, false]) {
    rows = table.requests.map((request, at) => ({
      _id: at + 1,
      signal_source: 4,
      observation_point: 's-app',
      start_time: startS * 1e6 + at,
      end_time: startS * 1e6 + at,
      request_type: request.method,
      request_resource: request.path,
      'attribute.apisix.route_id': names ? request.winner : 'renamed',
    }));
    for (const route of table.routes) {
      const statement = spansOfCalls({
        tags: {},
        range: { fromS: startS, toS: startS },
        untilUs: null,
        fromUs: null,
        candidates: candidateFilter(filtered(route, table.services)),
        routeIds: [route.id],
        filter: {},
        withParties: false,
        limit: 10_000,
      });
      const found = await query(fakeGateway({ querierUrl: upstream.url }), statement);
      const ids = found.map((row) => id(row, 'id'));
      for (const [at, { winner }] of table.requests.entries())
        if (winner === route.id) expect(ids).toContain(String(at + 1));
    }
  }
});

test.each(["/it's", '/a\\b', '/100%', '/a_b*', '/slimit', '/WITH x AS (', '/商品', '/😀', `/${'x'.repeat(256)}`])(
  'a path with %s is found by its own query',
  async (path) => {
    rows = [toRow({ method: 'GET', host: 'a', path: `${path}/7` }, 0), toRow({ method: 'GET', host: 'a', path }, 1)];
    expect((await selectedFor({ hosts: [], paths: [`${path}/*`], methods: [] })).has('1')).toBe(true);
    expect((await selectedFor({ hosts: [], paths: [path], methods: [] })).has('2')).toBe(true);
  },
);
