import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinCalls, type Observation } from './join-calls';
import { observation } from './testing-observations';

const span = (part: Partial<Observation>) =>
  observation({
    source: 'otel',
    startUs: 1100,
    endUs: 4900,
    traceIds: ['t1'],
    spanId: 's1',
    routeId: 'r1',
    ...part,
  });

test('a span below the span of the inbound traceparent is the same call', () => {
  const inbound = observation({ traceIds: ['t1'], spanId: 'client' });
  const { calls, spansAlone } = joinCalls([inbound], [span({ parentSpanId: 'client' })], []);
  expect(calls).toMatchObject([{ routeId: 'r1', traceIds: ['t1'] }]);
  expect(spansAlone).toEqual([]);
});

test('the outbound row of the same system call leads to the span, and gives the trace id', () => {
  const inbound = observation({ id: 'a', syscall: '77' });
  const twin = observation({ id: 'b', syscall: '88' });
  const spans = [span({}), span({ spanId: 's2', traceIds: ['t2'], routeId: 'r2' })];
  const outbound = [
    { syscall: '77', traceIds: ['t2'], spanId: 's2' },
    { syscall: '88', traceIds: ['t1'], spanId: 's1' },
  ];
  const { calls } = joinCalls([inbound, twin], spans, outbound);
  expect(calls.map(({ routeId, traceIds }) => [routeId, traceIds])).toEqual([
    ['r2', ['t2']],
    ['r1', ['t1']],
  ]);
});

test('an outbound row that an event loop filed under another request does not join them', () => {
  const other = observation({ path: '/other', syscall: '77' });
  const { calls, spansAlone } = joinCalls([other], [span({})], [{ syscall: '77', traceIds: ['t1'], spanId: 's1' }]);
  expect(calls).toMatchObject([{ span: null, routeId: null }]);
  expect(spansAlone).toHaveLength(1);
});

test('a request that the gateway answered itself is joined by method, target, status and nested times', () => {
  const { calls } = joinCalls([observation({ status: 401 })], [span({ status: 401 })], []);
  expect(calls).toMatchObject([{ routeId: 'r1', traceIds: ['t1'] }]);
});

test.each([
  ['another status', { status: 500 }],
  ['another host', { host: 'shop.example.com' }],
  ['another method', { method: 'POST' }],
  ['a start before the row', { startUs: -10_000 }],
  ['a start after the answer', { startUs: 20_000 }],
])('%s is another call', (_what, part) => {
  const { calls, spansAlone } = joinCalls([observation({})], [span(part)], []);
  expect(calls).toMatchObject([{ span: null }]);
  expect(spansAlone).toHaveLength(1);
});

test('a port in the Host header and a status that only one side knows are no difference', () => {
  const { calls } = joinCalls([observation({ host: 'API.example.com:9080' })], [span({ status: null })], []);
  expect(calls).toMatchObject([{ routeId: 'r1' }]);
});

test.each([
  ['/a%20b/%E4%B8%AD', '/a b/中'],
  ['//orders/./7?x=%20', '/orders/7?x=%20'],
  ['/orders/7?', '/orders/7'],
  ['/a%2541', '/a%41'],
  ['/orders/7#part', '/orders/7'],
  ['http://api.example.com/orders/7?x=1', '/orders/7?x=1'],
])('the target %s is the one that the gateway’s span names %s', (sent, named) => {
  const { calls, spansAlone } = joinCalls([observation({ path: sent })], [span({ path: named })], []);
  expect(calls).toMatchObject([{ routeId: 'r1' }]);
  expect(spansAlone).toEqual([]);
});

test('of two equal calls at once the one span is not surely of either, and is not counted again', () => {
  const rows = [observation({ id: 'a' }), observation({ id: 'b', startUs: 1050 })];
  const { calls, spansAlone } = joinCalls(rows, [span({})], []);
  expect(calls.map(({ routeId }) => routeId)).toEqual([null, null]);
  expect(calls.flatMap(({ traceIds }) => traceIds)).toEqual([]);
  expect(spansAlone).toEqual([]);
});

test('as many equal spans as calls, all of one route, make each of them exact', () => {
  const rows = [observation({ id: 'a' }), observation({ id: 'b', startUs: 1050 })];
  const spans = [span({}), span({ spanId: 's2', startUs: 1150 })];
  expect(joinCalls(rows, spans, []).calls.map(({ routeId }) => routeId)).toEqual(['r1', 'r1']);
  const mixed = [span({}), span({ spanId: 's2', startUs: 1150, routeId: 'r2' })];
  expect(joinCalls(rows, mixed, []).calls.map(({ routeId }) => routeId)).toEqual([null, null]);
});

test('a call without answer has its span, however long that ran', () => {
  const unanswered = observation({ durationUs: null, endUs: 1000, status: null });
  expect(joinCalls([unanswered], [span({ startUs: 900_000, status: 504 })], []).calls).toMatchObject([
    { routeId: 'r1' },
  ]);
});

test('whatever overlaps: no span is used twice, none is lost, and an exact route is the true one', () => {
  const world = fc.array(
    fc.record({
      startUs: fc.integer({ min: 0, max: 40_000 }),
      durationUs: fc.integer({ min: 6000, max: 30_000 }),
      path: fc.constantFrom('/a', '/b'),
      status: fc.constantFrom(200, 500),
      sampled: fc.boolean(),
      route: fc.constantFrom('r1', 'r2'),
      seen: fc.boolean(),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(world, (requests) => {
      const rows: Observation[] = [];
      const spans: Observation[] = [];
      for (const [at, { startUs, durationUs, path, status, sampled, route, seen }] of requests.entries()) {
        const times = { startUs, durationUs, endUs: startUs + durationUs };
        if (seen) rows.push(observation({ id: String(at), path, status, ...times }));
        if (sampled && seen)
          spans.push(
            span({ id: String(at), path, status, ...times, startUs: startUs + 100, spanId: `s${at}`, routeId: route }),
          );
      }
      const { calls, spansAlone } = joinCalls(rows, spans, []);
      const used = calls.flatMap((call) => (call.span ? [call.span] : []));
      expect(new Set([...used, ...spansAlone]).size).toBe(spans.length);
      expect(used.length + spansAlone.length).toBe(spans.length);
      expect(spansAlone).toEqual([]);
      for (const { row: seen, routeId } of calls)
        if (routeId !== null)
          expect(requests[Number(seen?.id)]?.sampled && requests[Number(seen?.id)]?.route).toBe(routeId);
    }),
    { numRuns: 1000 },
  );
});
