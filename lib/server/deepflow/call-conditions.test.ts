import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RouterRoute } from '@/lib/apisix/router';
import { candidateFilter } from '@/lib/deepflow/attribution';
import { rowsOfCalls } from './call-statements';
import { id, query } from './querier';
import { fakeGateway, fakeUpstream } from './testing';
import { answerFromRows, type FakeRow } from './testing-querier';

type Recorded = {
  tables: {
    routes: RouterRoute[];
    services: Record<string, { hosts?: string[] }>;
    requests: { method: string; host: string; path: string; winner: string | null }[];
  }[];
};

/** Route tables and requests, with the route that a real APISIX 3.18.0 took for each. */
const recorded: Recorded = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/router/router-tables.json', import.meta.url), 'utf8'),
);

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

async function selectedFor(route: { hosts: string[]; paths: string[]; methods: string[] }): Promise<Set<string>> {
  const statement = rowsOfCalls({
    base: { kind: 'ebpf', processes: ['openresty'] },
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
  for (const { routes, services, requests } of recorded.tables) {
    rows = requests.map(toRow);
    for (const route of routes) {
      const serviceHosts = services[String(route.service_id)]?.hosts ?? [];
      const hosts = [...(route.hosts ?? (route.host === undefined ? serviceHosts : [route.host]))];
      const paths = [...(route.uris ?? (route.uri === undefined ? [] : [route.uri]))];
      const found = await selectedFor({ hosts, paths, methods: [...(route.methods ?? [])] });
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

test.each(["/it's", '/a\\b', '/100%', '/a_b*', '/slimit', '/WITH x AS (', '/商品', '/😀', `/${'x'.repeat(256)}`])(
  'a path with %s is found by its own query',
  async (path) => {
    rows = [toRow({ method: 'GET', host: 'a', path: `${path}/7` }, 0), toRow({ method: 'GET', host: 'a', path }, 1)];
    expect((await selectedFor({ hosts: [], paths: [`${path}/*`], methods: [] })).has('1')).toBe(true);
    expect((await selectedFor({ hosts: [], paths: [path], methods: [] })).has('2')).toBe(true);
  },
);
