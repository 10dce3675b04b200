import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { consumerAttribute, type Dimension, dimensions } from '@/lib/deepflow/breakdown';
import type { CallFilter } from '@/lib/deepflow/dto';
import { sentFor as sentRow, served, spanOf } from './testing-calls';
import type { FakeRow } from './testing-querier';
import { breakdowns, closeDeepflow, fake, list, metrics, openDeepflow, resetFake } from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

let nextSyscall = 1000;

const sentFor = (row: FakeRow, instance: string, part: FakeRow = {}) =>
  sentRow(row, instance, { pod_1: instance, ...part });

/** Calls that differ in everything that is broken down, with gateway spans for some, tried twice for some. */
function mixedTraffic(): FakeRow[] {
  const rows: FakeRow[] = [];
  for (let at = 0; at < 120; at++) {
    const isFailed = at % 7 === 0;
    const row = served(at * 4000, {
      syscall_trace_id_request: String(nextSyscall++),
      request_type: at % 5 === 0 ? 'POST' : 'GET',
      request_resource:
        at % 3 === 0 ? `/api/orders/${at}?x=${at}` : at % 3 === 1 ? '/api/orders' : `/api/a%20b/u${at + 100}`,
      response_duration: 1000 * ((at * 37) % 101),
      auto_instance_0: `10.0.0.${at % 4}`,
      ...(at % 4 === 0 && { pod_0: `web-${at % 8}` }),
      ...(isFailed && { response_code: 503, response_status: 3 }),
      ...(at % 11 === 0 && { type: 0, response_code: null, response_duration: 0, response_status: 2 }),
    });
    rows.push(row);
    if (at % 2 === 0) rows.push(sentFor(row, `orders-${at % 3}`));
    if (at % 10 === 0)
      rows.push(sentFor(row, 'mail-0', { auto_service_1: '', start_time: Number(row.start_time) + 600 }));
    if (at % 2 === 1) rows.push(spanOf(row, spanPart(at)));
  }
  return rows;
}

/** The gateway names the target that it normalised, and the consumer of some. */
function spanPart(at: number): FakeRow {
  if (at % 3 === 2) return { request_resource: `/api/a b/u${at + 100}` };
  return at % 3 === 0 ? { [`attribute.${consumerAttribute}`]: 'jack' } : {};
}

const filterOf = (dimension: Dimension, value: string): CallFilter => {
  if (dimension === 'status') return { status: [Number(value)] };
  if (dimension === 'method') return { method: [value] };
  if (dimension === 'consumer') return { attr: [{ name: consumerAttribute, value }] };
  return { [dimension]: value };
};

test('the numbers of a value are those of the route filtered by it, and its calls those of the list', async () => {
  fake.rows = mixedTraffic();
  const all = await breakdowns(dimensions);
  expect(all.totals).toEqual({ calls: 120, errors: (await metrics()).totals.errors });
  for (const dimension of dimensions) {
    const { values, others } = all.breakdowns[dimension] ?? { values: [], others: null };
    expect(values.length, dimension).toBeGreaterThan(0);
    expect(others).toBeNull();
    for (const { value, calls, errors, p50Us, p95Us } of values) {
      const filter = filterOf(dimension, value);
      const name = `${dimension} ${value}`;
      const { totals } = await metrics({ filter });
      expect(totals, name).toMatchObject({ calls, errors, p50Us, p95Us });
      expect((await list({ filter, limit: 500 })).calls, name).toHaveLength(calls);
    }
  }
});

test('paths are broken down by endpoint, upstreams by service, and what is not known is said', async () => {
  fake.rows = mixedTraffic();
  const { breakdowns: found, hasSpans } = await breakdowns(dimensions);
  const values = (dimension: Dimension) => found[dimension]?.values.map(({ value }) => value);
  expect(values('endpoint')).toEqual(['/api/a%20b/{id}', '/api/orders', '/api/orders/{id}']);
  expect(values('upstream')).toEqual(['orders', 'mail-0']);
  expect(values('upstreamPod')).toEqual(['orders-0', 'orders-1', 'orders-2', 'mail-0']);
  expect(values('clientPod')).toEqual(['web-0', 'web-4']);
  expect(values('consumer')).toEqual(['jack']);
  expect(found.upstream).toMatchObject({ several: 12, unknown: { calls: 60 } });
  expect(found.status?.unknown?.calls).toBe(11);
  expect(found.consumer?.unknown?.calls).toBe(100);
  expect(hasSpans).toBe(true);
});

test('one reading serves every dimension', async () => {
  fake.rows = mixedTraffic();
  await breakdowns(dimensions);
  const readings = fake.asked.filter(
    (sql) => sql.includes("observation_point = 's-p'") && sql.includes('auto_instance_0'),
  );
  expect(readings).toHaveLength(1);
});

test('a filter leaves its calls alone in every breakdown', async () => {
  fake.rows = mixedTraffic();
  const { breakdowns: found, totals } = await breakdowns(['method', 'status'], { filter: { method: ['POST'] } });
  expect(totals.calls).toBe(24);
  expect(found.method?.values.map(({ value, calls }) => [value, calls])).toEqual([['POST', 24]]);
  expect(found.endpoint).toBeUndefined();
});

test('more values than a table can hold are summed up as others', async () => {
  fake.rows = Array.from({ length: 130 }, (_, at) => served(at * 1000, { auto_instance_0: `10.1.0.${at}` }));
  const { client } = (await breakdowns(['client'])).breakdowns;
  expect(client?.values).toHaveLength(100);
  expect(client?.others).toMatchObject({ values: 30, calls: 30 });
});

test('calls that could be another route’s are said and not counted', async () => {
  fake.routes = [
    { id: 'r-beta', uri: '/api/beta', priority: 1, vars: [['cookie_beta', '==', '1']] },
    { id: 'r-orders', uri: '/api/*' },
  ];
  fake.rows = [served(0), served(7, { request_resource: '/api/beta' })];
  const found = await breakdowns(['endpoint']);
  expect(found).toMatchObject({
    totals: { calls: 1 },
    attributed: { computed: 1, ambiguous: 1 },
    notices: ['no_otel', 'ambiguous'],
  });
});

test('a time line has 60 points at most', async () => {
  for (const minutes of [1, 59, 60, 61, 1440]) {
    const { times } = await breakdowns(['method'], {
      fromMs: 1_771_000_003_000,
      toMs: 1_771_000_003_000 + minutes * 60_000,
    });
    expect(times.length).toBeLessThanOrEqual(60);
  }
});
