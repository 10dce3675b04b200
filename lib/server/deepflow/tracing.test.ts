import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Trace } from '@/lib/deepflow/dto';
import { buildTrace } from '@/lib/deepflow/trace-model';
import { noticesOf, toNodes } from '@/lib/deepflow/trace-wire';
import {
  type FakeAnswer,
  type FakeRequest,
  fakeGateway,
  fakeUpstream,
  type RecordedTrace,
  recordedTraces,
} from './testing';
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

/** The trace of a recorded answer, as the console makes it of the answer alone. */
async function traceOf(line: RecordedTrace, callId = '1'): Promise<Trace> {
  next = () => ({ status: line.response.status, body: line.response.body });
  const answer = await ask();
  return buildTrace(callId, toNodes(answer), noticesOf(answer));
}

const kinds = new Map([
  [0, 'N'],
  [3, 'S'],
  [4, 'A'],
]);

test.each(recorded.map((line) => [line.name, line] as const))(
  '%s: no span is lost, and kinds, parents and times are the answer’s',
  async (_name, line) => {
    const expected = line.response.body.DATA?.tracing ?? [];
    if (expected.length === 0 && line.response.body.OPT_STATUS !== 'SUCCESS') {
      next = () => ({ status: line.response.status, body: line.response.body });
      await expect(ask()).rejects.toMatchObject({ problem: { upstream: 'tracing' } });
      return;
    }
    const trace = await traceOf(line);
    // Every row is in exactly one span.
    const rowIds = trace.spans.flatMap((span) => span.rowIds);
    expect(new Set(rowIds).size).toBe(rowIds.length);
    expect(trace.spans.map((span) => span.rowIds.join()).sort()).toEqual(
      expected.map(({ _ids }) => _ids.join()).sort(),
    );
    const recordedById = new Map(expected.map((span) => [span.id, span]));
    const byId = new Map(trace.spans.map((span) => [span.id, span]));
    const spanOf = new Map(trace.spans.map((span) => [span.rowIds.join(), span]));
    for (const theirs of expected) {
      const span = spanOf.get(theirs._ids.join());
      if (!span) throw new Error('lost');
      expect(span.kind).toBe(kinds.get(theirs.signal_source));
      expect(span.point).toBe(theirs.tap_side);
      // A ring is opened and a missing parent has no place: both would be named, and neither was recorded.
      const parent = span.parentId === null ? undefined : byId.get(span.parentId);
      expect(parent?.rowIds.join()).toBe(recordedById.get(theirs.parent_id)?._ids.join());
      expect([span.startUs, span.endUs]).toEqual([theirs.render_start_time_us, theirs.render_end_time_us]);
      expect(span.shiftUs).toBe(theirs.render_start_time_us - theirs.start_time_us);
      expect(span.flowId).toBe(theirs.signal_source === 4 || theirs.flow_id === '0' ? null : theirs.flow_id);
      expect(span.faults.includes('no_service')).toBe(span.kind !== 'N' && theirs.service_uid === null);
      expect(span.faults.includes('timeout_with_answer')).toBe(
        theirs.response_status === 2 && theirs.response_code !== null,
      );
      for (const fault of ['ring', 'equal_id', 'negative_duration', 'outside_parent', 'future'] as const)
        expect(span.faults).not.toContain(fault);
      expect(span.kind === 'N').toBe(span.serviceId === null);
    }
    const seen = new Set<string>();
    for (const span of trace.spans) {
      if (span.parentId !== null) expect(seen).toContain(span.parentId);
      expect(seen).not.toContain(span.id);
      seen.add(span.id);
      expect(span.selfUs).toBeGreaterThanOrEqual(0);
      expect(span.selfUs).toBeLessThanOrEqual(span.endUs - span.startUs);
      for (const number of [span.startUs, span.endUs, span.durationUs, span.selfUs])
        expect(Number.isSafeInteger(number)).toBe(true);
    }
  },
);

/** The faults of a scenario's answers, by the label of the row; a trace from another seed may show others. */
async function faultsOf(scenario: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const line of recorded.filter((one) => one.scenario === scenario)) {
    if ((line.response.body.DATA?.tracing ?? []).length === 0) continue;
    const trace = await traceOf(line, line.request._id);
    for (const { faults, rowIds } of trace.spans)
      for (const fault of faults)
        found.set(fault, (found.get(fault) ?? new Set()).add(line.labels[rowIds[0] ?? ''] ?? ''));
  }
  return found;
}

test.each([
  // Two pods called with one span id, or two roots without a parent: the second group has no service.
  ['retry_on_500_otel', 'no_service', true],
  ['otel_two_roots_one_trace', 'no_service', true],
  ['otel_full_attributes', 'no_service', false],
  // Two halves of one row, merged.
  ['split_rows_merged', 'timeout_with_answer', true],
  ['upstream_timeout_504', 'timeout_with_answer', false],
  // Rows of another request, let in by a constant X-Request-ID.
  ['xrequestid_same_for_many_requests', 'foreign_root', true],
  // Further trees of the same request: split by clocks and slow links, or without a link.
  ['clock_skew_70ms_ebpf', 'foreign_root', false],
  ['slow_leg_beyond_network_delay', 'foreign_root', false],
  ['otel_two_roots_one_trace', 'foreign_root', false],
  ['trace_id_shared_by_two_unrelated_roots', 'foreign_root', false],
  ['cut_resource_differs', 'foreign_root', false],
  ['connection_strategies_vm', 'foreign_root', false],
  // A message that was read 45 ms later, requests without an answer, less than the network takes.
  ['kafka_producer_consumer', 'doubtful_shift', true],
  ['upstream_timeout_504', 'doubtful_shift', true],
  ['zero_durations', 'doubtful_shift', true],
  ['mysql_and_redis_below_service', 'doubtful_shift', true],
  // The client's own span was never sent, but its id came with the request that was seen.
  ['otel_client_traceparent_parent_unseen', 'missing_parent', false],
  ['otel_services_only', 'ring', false],
] as const)('%s: %s is named: %s', async (scenario, fault, isNamed) => {
  expect((await faultsOf(scenario)).has(fault)).toBe(isNamed);
});

test.each(['clock_skew_8ms_ebpf', 'clock_skew_30ms_otel', 'clock_skew_minus_30ms_ebpf', 'clock_skew_200ms_otel'])(
  '%s: a clock that was wrong is not doubted, one behind it that was right is',
  async (scenario) => {
    for (const line of recorded.filter((one) => one.scenario === scenario)) {
      const trace = await traceOf(line);
      const agentOf = new Map((line.response.body.DATA?.tracing ?? []).map((span) => [span._ids.join(), span.vtap_id]));
      const moved = trace.spans.filter(({ shiftUs }) => shiftUs !== 0);
      expect(moved.length).toBeGreaterThan(0);
      for (const { shiftUs, faults, rowIds } of moved) {
        expect(faults.includes('doubtful_shift')).toBe(Math.abs(shiftUs) < 1000);
        expect(agentOf.get(rowIds.join())).toBe(Math.abs(shiftUs) < 1000 ? 3 : 2);
      }
    }
  },
);

test('the host of a span is the node whose agent saw it', async () => {
  for (const line of recorded.filter(({ scenario }) => scenario === 'otel_full_attributes')) {
    const { spans } = await traceOf(line);
    expect(new Set(spans.map(({ host }) => host))).toEqual(new Set(['k8s-node-1', 'k8s-node-2', 'k8s-node-3']));
    expect(spans.filter(({ kind }) => kind === 'S').every(({ host }) => host !== '')).toBe(true);
  }
});

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

/** A span as short as an answer may have one. */
const plain = {
  id: 1,
  _ids: ['7606387081220196305'],
  signal_source: 3,
  start_time_us: 1_771_000_000_000_000,
  end_time_us: 1_771_000_000_001_000,
};
const answerWith = (span: Record<string, unknown>) => ({
  body: { OPT_STATUS: 'SUCCESS', DATA: { tracing: [{ ...plain, ...span }] } },
});

test('null in every field that may be empty is no fault of the answer', async () => {
  const names =
    'parent_id render_start_time_us render_end_time_us duration tap_side endpoint request_type response_status response_code trace_id span_id attribute service_uid service_uname auto_service auto_instance resource_from_vtap tap_port_name vtap_id flow_id is_async set_parent_info request_id';
  next = () => answerWith(Object.fromEntries(names.split(' ').map((name) => [name, null])));
  const [span] = buildTrace('1', toNodes(await ask()), []).spans;
  expect(span).toMatchObject({
    kind: 'S',
    durationUs: 1000,
    parentId: null,
    flowId: null,
    host: '',
    outcome: 'unknown',
  });
});

test('an id above 2^53 that came as a number is refused: JSON has rounded it', async () => {
  next = () => ({
    body: JSON.stringify(answerWith({}).body).replace('"7606387081220196305"', '7606387081220196305'),
  });
  await expect(ask()).rejects.toMatchObject({ problem: { code: 'upstream_contract' } });
});

test('a number above 2^53 is not shown with digits that JSON made up', async () => {
  next = () => answerWith({ request_id: 2 ** 60, flow_id: '9223372036854775809', req_tcp_seq: 4294967295 });
  const [span] = toNodes(await ask());
  expect(span?.attributes).toEqual([
    { name: 'flow_id', value: '9223372036854775809', isColumn: true },
    { name: 'req_tcp_seq', value: '4294967295', isColumn: true },
  ]);
  expect(span?.flowId).toBe('9223372036854775809');
});

test('a span that ends before it starts has no length and is named', async () => {
  next = () => answerWith({ end_time_us: plain.start_time_us - 5 });
  expect(toNodes(await ask())[0]).toMatchObject({
    startUs: plain.start_time_us,
    endUs: plain.start_time_us,
    durationUs: 0,
    faults: ['no_service', 'negative_duration'],
  });
});

test('two spans of one id are both kept, the second named', async () => {
  next = () => ({
    body: { OPT_STATUS: 'SUCCESS', DATA: { tracing: [plain, { ...plain, _ids: ['2'] }] } },
  });
  const { spans } = buildTrace('1', toNodes(await ask()), []);
  expect(spans.map(({ id, faults }) => [id, faults.includes('equal_id')])).toEqual([
    ['1', false],
    ['1#2', true],
  ]);
});
