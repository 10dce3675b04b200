import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTrace } from '@/lib/deepflow/trace-model';
import { noticesOf, toNodes } from '@/lib/deepflow/trace-wire';
import { type FakeAnswer, type FakeRequest, fakeGateway, fakeUpstream, recordedTraces } from './testing';
import { askTracing } from './tracing';

let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
let next: (request: FakeRequest) => FakeAnswer;
beforeAll(async () => {
  upstream = await fakeUpstream((request) => next(request));
});
afterAll(() => upstream.close());

const seed = { id: '7606387081220196305', startUs: 1_771_000_000_200_312, endUs: 1_771_000_000_206_922 };
const ask = () => askTracing(fakeGateway({ appUrl: upstream.url }), seed, undefined);

test('the row is named by text and the window lies around its start and end', async () => {
  let sent: unknown;
  next = ({ text }) => {
    sent = JSON.parse(text);
    return { body: { OPT_STATUS: 'SUCCESS', DATA: {} } };
  };
  expect(await ask()).toMatchObject({ spans: [], failure: null });
  expect(sent).toEqual({
    DATABASE: 'flow_log',
    TABLE: 'l7_flow_log',
    _id: '7606387081220196305',
    TIME_START: 1_770_999_940,
    TIME_END: 1_771_000_061,
    MAX_ITERATION: 30,
    has_attributes: 1,
  });
});

const recorded = recordedTraces();

test('there are recordings to check against', () => {
  expect(recorded.length).toBeGreaterThan(200);
});

test.each(recorded.map((line) => [line.name, line] as const))(
  '%s: no span is lost and parents come first',
  async (_name, line) => {
    next = () => ({ status: line.response.status, body: line.response.body });
    const expected = line.response.body.DATA?.tracing ?? [];
    if (expected.length === 0 && line.response.body.OPT_STATUS !== 'SUCCESS') {
      await expect(ask()).rejects.toMatchObject({ problem: { upstream: 'tracing' } });
      return;
    }
    const answer = await ask();
    expect(answer.failure === null).toBe(line.response.body.OPT_STATUS === 'SUCCESS');
    const trace = buildTrace('1', toNodes(answer), noticesOf(answer));
    expect(trace.spans.map(({ rowIds }) => rowIds.join()).sort()).toEqual(
      expected.map(({ _ids }) => _ids.join()).sort(),
    );
    const seen = new Set<string>();
    for (const span of trace.spans) {
      if (span.parentId !== null) expect(seen).toContain(span.parentId);
      expect(seen).not.toContain(span.id);
      seen.add(span.id);
      expect(span.selfUs).toBeGreaterThanOrEqual(0);
      expect(span.selfUs).toBeLessThanOrEqual(span.endUs - span.startUs);
      expect(span.kind === 'N').toBe(span.serviceId === null);
      for (const number of [span.startUs, span.endUs, span.durationUs, span.selfUs])
        expect(Number.isSafeInteger(number)).toBe(true);
    }
    // A recorded root stays a root: nothing is hung anywhere but where the tracing service put it.
    const roots = line.response.body.DATA?.tracing?.filter(
      (span) => 'parent_id' in span && span.parent_id === -1,
    ).length;
    expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(roots ?? 0);
  },
);

test('a service that the tracing service left out of its list has the id of its name', async () => {
  for (const line of recorded.filter(({ name }) => name.startsWith('retry_on_500_otel/'))) {
    next = () => ({ body: line.response.body });
    const { spans } = buildTrace('1', toNodes(await ask()), []);
    const ids = new Set(spans.filter(({ service }) => service === 'orders').map(({ serviceId }) => serviceId));
    expect(ids.size).toBe(1);
  }
});

test('the gateway span carries its route and its attributes', async () => {
  const line = recorded.find(({ response }) => JSON.stringify(response.body).includes('apisix.route_id'));
  next = () => ({ body: line?.response.body });
  const span = buildTrace('1', toNodes(await ask()), []).spans.find(({ routeId }) => routeId !== null);
  expect(span).toMatchObject({ routeId: 'r-orders', kind: 'A', name: 'GET /api/orders/*' });
  expect(span?.attributes).toContainEqual({ name: 'http.route', value: '/api/orders/*' });
});

test.each([
  ['an empty list, as older versions answer', { body: { OPT_STATUS: 'SUCCESS', DATA: [] } }],
  ['no data at all', { body: { OPT_STATUS: 'SUCCESS' } }],
])('%s is a trace without spans', async (_what, answer) => {
  next = () => answer;
  expect((await ask()).spans).toEqual([]);
});

test.each([
  [
    'a refused field',
    { status: 400, body: { OPT_STATUS: 'INVALID_POST_DATA', DESCRIPTION: '{"X": "Rogue field"}' } },
    'upstream_rejected',
  ],
  ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }, 'upstream_contract'],
  ['a cut body', { status: 200, body: '{"OPT_STATUS": "SUCC' }, 'upstream_contract'],
  [
    'a span without times',
    { body: { OPT_STATUS: 'SUCCESS', DATA: { tracing: [{ id: 1, _ids: ['1'], signal_source: 3 }] } } },
    'upstream_contract',
  ],
  [
    'nothing but a failure',
    { status: 206, body: { OPT_STATUS: 'PARTIAL_RESULT', DESCRIPTION: 'x', DATA: {} } },
    'upstream_rejected',
  ],
])('%s is a problem of the tracing service', async (_what, answer, code) => {
  next = () => answer;
  await expect(ask()).rejects.toMatchObject({ problem: { code, upstream: 'tracing' } });
});

test('part of a trace comes with the reason, and without the SQL, host and query id before it', async () => {
  const line = recorded.find(({ name }) => name.startsWith('querier_fails_ebpf/second_query_timeout'));
  next = () => ({ status: 206, body: line?.response.body });
  const { failure } = await ask();
  expect(failure).not.toMatch(/SELECT|Query UUID/);
});
