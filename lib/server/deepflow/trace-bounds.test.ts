import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type FakeAnswer, fakeGateway, fakeUpstream } from './testing';
import { answerFromRows, type FakeRow } from './testing-querier';
import { getTrace } from './trace';

let rows: FakeRow[] = [];
let statements: string[] = [];
let asked = 0;
/** How long the tracing service seems to take, and what it answers. */
let takesMs = 0;
let answer: FakeAnswer;
let querier: Awaited<ReturnType<typeof fakeUpstream>>;
let app: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  querier = await fakeUpstream((request) => {
    statements.push(new URLSearchParams(request.text).get('sql') ?? '');
    return answerFromRows(rows)(request);
  });
  app = await fakeUpstream(() => {
    asked += 1;
    if (takesMs > 0) vi.setSystemTime(Date.now() + takesMs);
    return answer;
  });
});
afterAll(() => Promise.all([querier.close(), app.close()]));
beforeEach(() => {
  statements = [];
  asked = 0;
  takesMs = 0;
  answer = { body: { OPT_STATUS: 'SUCCESS', DATA: {} } };
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (callId: string, withAllRows = false) =>
  getTrace({ ...fakeGateway({ querierUrl: querier.url, appUrl: app.url }), timeoutMs: 30_000 }, callId, {
    withAllRows,
  });

const startUs = 1_771_000_000_000_000;

/** A request in a process, a millisecond after the one before. */
function row(at: number, part: FakeRow = {}): FakeRow {
  return {
    _id: String(at),
    signal_source: 3,
    observation_point: 'c-p',
    l7_protocol: 20,
    type: 2,
    start_time: startUs + at * 1000,
    end_time: startUs + at * 1000 + 900,
    response_duration: 900,
    request_type: 'GET',
    request_resource: `/orders/${at}`,
    ...part,
  };
}

/** What the tracing service answers for some rows. */
function answered(of: readonly FakeRow[]): FakeAnswer {
  const tracing = of.map((one, id) => ({
    id,
    parent_id: -1,
    _ids: [one._id],
    signal_source: 3,
    start_time_us: one.start_time,
    end_time_us: one.end_time,
    tap_side: 'c-p',
    trace_id: one.trace_id,
  }));
  return { body: { OPT_STATUS: 'SUCCESS', DATA: { tracing } } };
}

/** A trace id that can only be asked for with wildcards, which fit the others as well. */
const odd = 'é b';
const others = ['a b', 'longer than that b', 'É b'];

test('rows of other traces stay out of a trace whose id a statement can only ask for widely', async () => {
  rows = [1, 2, 3].map((at) => row(at, { trace_id: odd }));
  rows.push(...others.map((trace_id, at) => row(10 + at, { trace_id })));
  const trace = await open('1');
  expect(trace.spans.flatMap(({ rowIds }) => rowIds)).toEqual(['1', '2', '3']);
  expect(trace.notices.map(({ kind }) => kind)).toEqual(['from_rows']);
});

test('nor are they counted as rows that the tracing service left out', async () => {
  rows = [1, 2, 3].map((at) => row(at, { trace_id: odd }));
  answer = answered(rows.slice(0, 2));
  rows.push(...others.map((trace_id, at) => row(10 + at, { trace_id })));
  expect((await open('1')).notices).toContainEqual({ kind: 'cut', shown: 2, found: 3 });
});

test('all rows of a trace are all: what they have in common with others fills as many statements as it needs', async () => {
  const mine = Array.from({ length: 2500 }, (_, at) => row(at + 1, { trace_id: 't', req_tcp_seq: 50_000 + at }));
  // Each is seen on the network too, where nothing carries the trace id.
  rows = mine.flatMap((one, at) => [
    one,
    { ...one, _id: String(10_000 + at), signal_source: 0, observation_point: 'c', trace_id: '' },
  ]);
  answer = answered(mine.slice(0, 100));
  const trace = await open('1', true);
  expect(new Set(trace.spans.flatMap(({ rowIds }) => rowIds)).size).toBe(5000);
  expect(trace.notices).toEqual([{ kind: 'completed', rows: 4900 }]);
  expect(Math.max(...statements.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(256 * 1024);
}, 60_000);

test('a trace has one time: what is not begun by then is left out, and it says so', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  rows = [1, 2, 3].map((at) => row(at, { trace_id: 't' }));
  answer = answered(rows.slice(0, 2));
  takesMs = 8 * 30_000;
  const trace = await open('1', true);
  expect(trace.spans).toHaveLength(2);
  expect(asked).toBe(1);
  // The call itself and, beside the service, counts of its rows; nothing that comes after the service's answer.
  expect(statements.slice(1).filter((sql) => !/GROUP BY `?traces`?/i.test(sql))).toEqual([]);
  expect(trace.notices).toContainEqual({ kind: 'partial', detail: expect.stringContaining('240000 ms') });
});
