import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeAnswer, fakeGateway, fakeUpstream, type RecordedTrace, recordedTraces } from './testing';
import { answerFromRows, type FakeRow, toFakeRow } from './testing-querier';
import { getTrace } from './trace';

let rows: FakeRow[] = [];
let answers = new Map<string, FakeAnswer>();
let asked: string[] = [];
/** Statements that the querier refuses. */
let broken: RegExp | null = null;
let querier: Awaited<ReturnType<typeof fakeUpstream>>;
let app: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  querier = await fakeUpstream((request) => {
    const sql = new URLSearchParams(request.text).get('sql') ?? '';
    return broken?.test(sql) ? { status: 500, body: { DESCRIPTION: 'memory limit' } } : answerFromRows(rows)(request);
  });
  app = await fakeUpstream(({ text }) => {
    const id = String(JSON.parse(text)._id);
    asked.push(id);
    return answers.get(id) ?? { body: { OPT_STATUS: 'SUCCESS', DATA: {} } };
  });
});
afterAll(() => Promise.all([querier.close(), app.close()]));
beforeEach(() => {
  asked = [];
  broken = null;
  answers = new Map();
});

const recorded = recordedTraces();

/** The rows of a scenario, and deepflow-app's answer for each row that it was asked for. */
function play(scenario: string): { idOf: (label: string) => string } {
  const lines: RecordedTrace[] = recorded.filter((line) => line.scenario === scenario);
  rows = (lines[0]?.rows ?? []).map(toFakeRow);
  const labels = Object.entries(lines[0]?.labels ?? {});
  const idOf = (label: string) => labels.find(([, name]) => name === label)?.[0] ?? '';
  for (const { request, response } of lines) if (request._id !== undefined) answers.set(request._id, response);
  return { idOf };
}

const trace = (callId: string, options = { withAllRows: false }) =>
  getTrace(fakeGateway({ querierUrl: querier.url, appUrl: app.url }), callId, options);

test.each(['in.s-p', 'gw.s-app'])(
  'a request that the gateway answered itself is one picture, entered from %s',
  async (label) => {
    const { idOf } = play('gateway_502_connection_refused');
    const found = await trace(idOf(label));
    expect(found.notices).toEqual([{ kind: 'merged', by: 'method_target_status_time' }]);
    expect(found.spans.map(({ kind, point }) => `${kind} ${point}`)).toEqual(['N s-nd', 'N s', 'S s-p', 'A s-app']);
    expect(found.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
    expect(found.spans.at(-1)).toMatchObject({ parentId: found.spans[2]?.id, name: 'GET /api/orders/*' });
    expect([...asked].sort()).toEqual([idOf('in.s-p'), idOf('gw.s-app')].sort());
  },
);

test('a trace that has both the row and the span is asked for once', async () => {
  play('otel_gateway_only');
  const [id = ''] = answers.keys();
  await trace(id);
  expect(asked).toEqual([id]);
});

test('when the tracing service finds nothing, the rows of the trace are shown, linked by what they say', async () => {
  const { idOf } = play('otel_full_attributes');
  answers.clear();
  const found = await trace(idOf('out.c-p'));
  expect(found.notices).toEqual([{ kind: 'from_rows' }]);
  // The inbound rows carry no trace id: the system call leads to them.
  expect(found.spans.length).toBe(rows.length);
  const byPoint = (name: string) => found.spans.find(({ rowIds }) => rowIds.includes(idOf(name)));
  expect(byPoint('gw.s-app')?.parentId).toBe(byPoint('in.s-p')?.id);
  expect(byPoint('out.c-p')?.parentId).toBe(byPoint('gw.s-app')?.id);
  expect(byPoint('out.s-p')?.parentId).toBe(byPoint('out.s')?.id);
  expect(byPoint('orders.s-app')?.parentId).toBe(byPoint('out.s-p')?.id);
  expect(found.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
});

test('a call that shares nothing with other rows is its own trace', async () => {
  const { idOf } = play('otel_full_attributes');
  rows = rows.filter(({ _id }) => _id === idOf('in.s-p'));
  answers.clear();
  const found = await trace(idOf('in.s-p'));
  expect(found.spans).toMatchObject([{ kind: 'S', point: 's-p', name: 'GET /api/orders/7?expand=items' }]);
});

test('rows of the trace that the service did not answer are said', async () => {
  play('otel_full_attributes');
  const [[id, answer] = ['', { body: {} }]] = answers;
  const body = answer.body as RecordedTrace['response']['body'];
  const tracing = (body.DATA?.tracing ?? []).filter((_span, at) => at % 2 === 0);
  answers.set(id, { body: { ...body, DATA: { tracing } } });
  const found = await trace(id);
  const ofTrace = rows.filter(({ trace_id }) => trace_id !== undefined);
  const shown = ofTrace.filter((row) => tracing.some(({ _ids }) => _ids.includes(String(row._id)))).length;
  expect(found.notices).toContainEqual({ kind: 'cut', shown, found: ofTrace.length });
});

test.each([
  ['count of rows', /Count\(row\)/, 4],
  ['search for the other observation', /process_kname_1/, 3],
])('a trace stays when the %s fails, and says that something is missing', async (_what, statements, spans) => {
  const { idOf } = play('gateway_502_connection_refused');
  broken = statements;
  const found = await trace(idOf('in.s-p'));
  expect(found.spans).toHaveLength(spans);
  expect(found.notices).toContainEqual({ kind: 'partial', detail: expect.stringContaining('memory limit') });
});

test('when the trace of its other observation fails, its row takes its place', async () => {
  const { idOf } = play('gateway_502_connection_refused');
  answers.set(idOf('gw.s-app'), { status: 503, body: 'busy' });
  const found = await trace(idOf('in.s-p'));
  expect(found.spans.map(({ kind, point }) => `${kind} ${point}`)).toEqual(['N s-nd', 'N s', 'S s-p', 'A s-app']);
  expect(found.notices).toMatchObject([{ kind: 'partial' }, { kind: 'completed', rows: 1 }]);
});

test('a call that DeepFlow no longer has is not found, without asking for its trace', async () => {
  play('gateway_502_connection_refused');
  await expect(trace('7606387081220100000')).rejects.toMatchObject({ problem: { code: 'not_found', field: 'callId' } });
  expect(asked).toEqual([]);
});

test('every recorded trace can be opened from its row, whatever else is asked around it', async () => {
  for (const scenario of new Set(recorded.map((line) => line.scenario))) {
    play(scenario);
    for (const [id, answer] of answers) {
      if (!rows.some((row) => row._id === id)) continue;
      const body = answer.body as RecordedTrace['response']['body'];
      if (body.OPT_STATUS !== 'SUCCESS') continue;
      const found = await trace(id);
      const shown = new Set(found.spans.flatMap(({ rowIds }) => rowIds));
      for (const { _ids } of body.DATA?.tracing ?? [])
        for (const rowId of _ids) expect(shown, scenario).toContain(rowId);
      expect(found.spans.flatMap(({ rowIds }) => rowIds).length, scenario).toBe(shown.size);
    }
  }
}, 120_000);
