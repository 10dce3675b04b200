import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Span, Trace } from '@/lib/deepflow/dto';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import { handleTracing } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import { defaultSettings, type TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import { fakeGateway, fakeUpstream, recordedTraces, toFakeRow } from './testing';
import { answerFromRows } from './testing-querier';
import { getTrace } from './trace';

/**
 * The tracing service here works by the same rules as deepflow-app over rows that were recorded with it, so that the
 * console may ask it whatever it wants, and more than once.
 */
let rows: L7Row[] = [];
let settings: TracingSettings = defaultSettings;
/** What the service answers instead. */
let instead: { status: number; body: unknown } | null = null;
let asked: Record<string, unknown>[] = [];
let statements: string[] = [];
let querier: Awaited<ReturnType<typeof fakeUpstream>>;
let app: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  querier = await fakeUpstream((request) => {
    statements.push(new URLSearchParams(request.text).get('sql') ?? '');
    return answerFromRows(rows.map(toFakeRow))(request);
  });
  app = await fakeUpstream(async ({ text }) => {
    const body = JSON.parse(text);
    asked.push(body);
    return instead ?? (await handleTracing(body, { regions: new Map([['DEFAULT', memorySource(rows)]]), settings }));
  });
});
afterAll(() => Promise.all([querier.close(), app.close()]));
beforeEach(() => {
  settings = defaultSettings;
  instead = null;
  asked = [];
  statements = [];
});

const recorded = recordedTraces();

/** Takes the rows of a scenario; the columns that a row lacks are empty. */
function play(scenario: string): (label: string) => string {
  const line = recorded.find((one) => one.scenario === scenario);
  rows = (line?.rows ?? []).map((row): L7Row => ({ ...emptyL7Row, ...row }));
  const labels = Object.entries(line?.labels ?? {});
  return (label) => labels.find(([, name]) => name === label)?.[0] ?? '';
}

const open = (callId: string, withAllRows = false): Promise<Trace> =>
  getTrace(fakeGateway({ querierUrl: querier.url, appUrl: app.url }), callId, { withAllRows });

function spanOf(trace: Trace, rowId: string): Span | undefined {
  return trace.spans.find(({ rowIds }) => rowIds.includes(rowId));
}

function expectWhole(trace: Trace): void {
  expect(trace.spans.flatMap(({ rowIds }) => rowIds).sort()).toEqual(rows.map(({ _id }) => _id).sort());
}

describe('a request that is two traces to the service is one picture', () => {
  test.each([
    ['gateway_502_connection_refused', 'in.s-p'],
    ['gateway_502_connection_refused', 'gw.s-app'],
    ['otel_old_plugin_span_without_code', 'in.s-p'],
    ['otel_old_plugin_span_without_code', 'gw.s-app'],
    ['thread_pool_with_plugin', 'in.s-p'],
    ['thread_pool_with_plugin', 'gw.s-app'],
    ['missing_client_process_row_otel', 'in.s-p'],
    ['missing_client_process_row_otel', 'gw.s-app'],
    ['missing_client_process_row_otel', 'out.s-p'],
  ])('%s from %s', async (scenario, label) => {
    const idOf = play(scenario);
    const trace = await open(idOf(label));
    expectWhole(trace);
    expect(trace.notices).toContainEqual({ kind: 'merged', by: 'method, target, status and time' });
    expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
    expect(spanOf(trace, idOf('gw.s-app'))?.parentId).toBe(spanOf(trace, idOf('in.s-p'))?.id);
  });

  test('an answer that the gateway gave by itself, with its span', async () => {
    const idOf = play('gateway_502_connection_refused');
    // Refused by the gateway: another status, and nothing else differs from a connection that was.
    rows = rows.map((row) => ({ ...row, response_code: 401, response_status: 4 }));
    expectWhole(await open(idOf('in.s-p')));
  });

  test('the gateway’s phases and its outgoing request stand below its span, which stands below the process', async () => {
    const idOf = play('otel_apisix_phase_spans');
    for (const label of ['gw.s-app', 'in.s-p', 'phase.access']) {
      const trace = await open(idOf(label));
      expectWhole(trace);
      expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
      const span = spanOf(trace, idOf('gw.s-app'));
      expect(span?.parentId).toBe(spanOf(trace, idOf('in.s-p'))?.id);
      expect(spanOf(trace, idOf('out.c-p'))?.parentId).toBe(span?.id);
      expect(spanOf(trace, idOf('phase.access'))?.parentId).toBe(span?.id);
      // Counted once: what the process itself spent is what its span leaves of it.
      const process = spanOf(trace, idOf('in.s-p'));
      expect(process?.selfUs).toBe((process?.durationUs ?? 0) - (span?.durationUs ?? 0));
    }
  });

  test('tries that nobody answered hang below the process that made them', async () => {
    const idOf = play('upstream_timeout_504');
    const trace = await open(idOf('in.s-p'));
    expectWhole(trace);
    expect(spanOf(trace, idOf('out.c-p'))).toMatchObject({
      parentId: spanOf(trace, idOf('in.s-p'))?.id,
      outcome: 'timeout',
      linkedBy: 'syscall_trace_id',
    });
    expect(trace.notices).toContainEqual({ kind: 'merged', by: 'syscall_trace_id' });
  });
});

describe('rows outside of the service’s window', () => {
  test('a span that lasts as long as its connection is found from its handshake', async () => {
    const idOf = play('websocket_upgrade');
    for (const label of ['in.s-p', 'out.c-p', 'gw.s-app']) expectWhole(await open(idOf(label)));
  });

  test('so is one that lasted half an hour, by its handshake alone', async () => {
    const idOf = play('websocket_upgrade');
    // Nothing but method, target and status joins the two.
    rows = rows
      .filter(({ _id }) => [idOf('in.s-p'), idOf('gw.s-app')].includes(_id))
      .map((row) =>
        row.signal_source === 4 ? { ...row, end_time: row.end_time + 1_800e6, time: row.time + 1800 } : row,
      );
    expectWhole(await open(idOf('in.s-p')));
  });

  test('a request of 70 seconds keeps its first children', async () => {
    const idOf = play('otel_full_attributes');
    // As if its last call had taken 70 s: everything around it ends so much later.
    const early = new Set(['l2', 'l3', 'inv']);
    const line = recorded.find(({ scenario }) => scenario === 'otel_full_attributes');
    rows = rows.map((row) => {
      const [leg = ''] = (line?.labels[row._id] ?? '').split('.');
      if (early.has(leg)) return row;
      const end_time = row.end_time + 70_000_000;
      return { ...row, end_time, time: Math.floor(end_time / 1e6), response_duration: row.response_duration + 70e6 };
    });
    expectWhole(await open(idOf('in.s-p')));
    expectWhole(await open(idOf('gw.s-app')));
  });

  test('what a long request did first is found from what it did last', async () => {
    const idOf = play('otel_only_no_agents');
    const first = rows.find(({ _id }) => _id === idOf('gw.s-app'));
    if (!first) throw new Error('no gateway span');
    const lateUs = 200_000_000;
    const at = (us: number) => ({ end_time: us, time: Math.floor(us / 1e6) });
    const last: L7Row = {
      ...first,
      _id: '7606387940213655296',
      span_id: 'ffffffffffffffff',
      parent_span_id: first.span_id,
      start_time: first.start_time + lateUs,
      ...at(first.start_time + lateUs + 1000),
    };
    rows = [...rows.map((row) => (row === first ? { ...row, ...at(row.end_time + lateUs + 2000) } : row)), last];
    const trace = await open(last._id);
    expectWhole(trace);
    expect(asked.map(({ TIME_START }) => TIME_START)).toEqual(
      [60, 600].map((margin) => Math.floor(last.start_time / 1e6) - margin),
    );
  });

  test('the window begins before the call’s start, however long it took', async () => {
    play('ebpf_one_upstream');
    const [row] = rows;
    if (!row) throw new Error('no row');
    rows = [{ ...row, end_time: row.start_time + 70_000_000, time: row.time + 70 }];
    await open(row._id);
    expect(asked[0]).toMatchObject({
      TIME_START: Math.floor(row.start_time / 1e6) - 60,
      TIME_END: Math.ceil(row.start_time / 1e6) + 70 + 60,
    });
  });

  test('nothing is asked twice when the window had everything', async () => {
    const idOf = play('otel_full_attributes');
    await open(idOf('in.s-p'));
    expect(asked).toHaveLength(1);
  });
});

describe('a row limit', () => {
  const cut = () => {
    const idOf = play('very_long_trace');
    settings = { ...defaultSettings, rowLimit: 20 };
    return rows.find(({ observation_point }) => observation_point === 's-app')?._id ?? idOf('in.s-p');
  };

  test('is said, with what is shown and what there is', async () => {
    const trace = await open(cut());
    const ofTrace = rows.filter(({ trace_id }) => trace_id !== '');
    const shown = trace.spans
      .filter(({ traceId }) => traceId !== null)
      .reduce((sum, { rowIds }) => sum + rowIds.length, 0);
    expect(shown).toBeLessThan(ofTrace.length);
    expect(trace.notices).toContainEqual({ kind: 'cut', shown, found: ofTrace.length });
  });

  test('does not keep the rest from who asks for all rows, and the service’s own links stay', async () => {
    const id = cut();
    const part = await open(id);
    const whole = await open(id, true);
    expectWhole(whole);
    expect(whole.notices.map(({ kind }) => kind)).toContain('completed');
    expect(whole.notices.map(({ kind }) => kind)).not.toContain('cut');
    const parentRow = (trace: Trace, span: Span) => trace.spans.find((other) => other.id === span.parentId)?.rowIds[0];
    for (const span of part.spans)
      if (span.parentId !== null) {
        const again = spanOf(whole, span.rowIds[0] ?? '');
        expect(again && parentRow(whole, again)).toBe(parentRow(part, span));
      }
  });
});

describe('a service that fails', () => {
  test('over a quote in an X-Request-ID leaves the console to read the rows, escaped', async () => {
    const idOf = play('xrequestid_with_quote');
    for (const label of ['in.s-p', 'out.c-p']) {
      const line = recorded.find(({ name }) => name === `xrequestid_with_quote/${label}`);
      instead = line?.response ?? null;
      const trace = await open(idOf(label));
      expectWhole(trace);
      expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
      expect(spanOf(trace, idOf('out.c-p'))?.parentId).toBe(spanOf(trace, idOf('in.s-p'))?.id);
      expect(trace.notices.map(({ kind }) => kind)).toEqual(['partial', 'completed']);
    }
    const withId = statements.filter((sql) => sql.includes('x_request_id_0 ='));
    expect(statements.some((sql) => sql.includes("'ab''c'"))).toBe(true);
    for (const sql of withId) expect(sql).not.toContain("ab'c'");
  });

  test.each([
    ['with HTTP 500 and no data', { status: 500, body: { OPT_STATUS: 'INTERNAL_SERVER_ERROR', DESCRIPTION: 'x' } }],
    ['with a page', { status: 502, body: '<html>bad gateway</html>' }],
    ['with two documents', { status: 400, body: '{"OPT_STATUS":"SERVER_ERROR","DESCRIPTION":"x"}{}' }],
    ['with null for its data', { status: 206, body: { OPT_STATUS: 'PARTIAL_RESULT', DESCRIPTION: 'x', DATA: null } }],
  ])('%s is made up for by the rows, and said', async (_what, answer) => {
    const idOf = play('otel_full_attributes');
    instead = answer;
    const trace = await open(idOf('in.s-p'));
    expectWhole(trace);
    expect(trace.notices[0]).toEqual({ kind: 'from_rows' });
    expect(trace.notices[1]).toMatchObject({ kind: 'service_failed' });
  });

  test('with HTTP 500 and complete data is used, with the notice', async () => {
    const idOf = play('otel_full_attributes');
    const line = recorded.find(({ scenario, request }) => scenario === 'otel_full_attributes' && request._id);
    instead = {
      status: 500,
      body: { ...line?.response.body, OPT_STATUS: 'PARTIAL_RESULT', DESCRIPTION: 'a | b | HTTP 500' },
    };
    const trace = await open(idOf('in.s-p'));
    expectWhole(trace);
    expect(trace.notices).toEqual([{ kind: 'partial', detail: 'HTTP 500' }]);
  });
});

describe('a trace that vanished', () => {
  /** The upstream answers, and then calls on in the background with the traceparent that it was given. */
  function withRing(): (label: string) => string {
    const idOf = play('otel_full_attributes');
    instead = { status: 200, body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', DATA: { tracing: [], services: [] } } };
    return idOf;
  }

  test('is read row by row, whole, from every one of its rows', async () => {
    withRing();
    for (const { _id } of rows) {
      const trace = await open(_id);
      expectWhole(trace);
      expect(trace.notices).toContainEqual({ kind: 'from_rows' });
      expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
    }
  });

  test('because a call in the background passed its traceparent on stands as it happened', async () => {
    const idOf = play('otel_full_attributes');
    const labels = recorded.find(({ scenario }) => scenario === 'otel_full_attributes')?.labels ?? {};
    const gateway = rows.find(({ _id }) => _id === idOf('gw.s-app'));
    // What orders sends carries the gateway's own span, and lasts longer than the request.
    rows = rows
      .filter(({ _id }) => !/^(l2\.c-app|inv\.)/.test(labels[_id] ?? ''))
      .map((row) =>
        labels[row._id]?.startsWith('l2.')
          ? { ...row, span_id: gateway?.span_id ?? '', end_time: row.end_time + 50_000 }
          : row,
      );
    withoutAnswer();
    for (const label of ['in.s-p', 'gw.s-app', 'l2.c-p']) {
      const trace = await open(idOf(label));
      expectWhole(trace);
      const parentOf = (name: string) => spanOf(trace, idOf(name))?.parentId;
      expect(parentOf('out.c-p')).toBe(spanOf(trace, idOf('gw.s-app'))?.id);
      expect(parentOf('orders.s-app')).toBe(spanOf(trace, idOf('out.s-p'))?.id);
      expect(parentOf('gw.s-app')).toBe(spanOf(trace, idOf('in.s-p'))?.id);
      expect(parentOf('l2.c-p')).toBe(spanOf(trace, idOf('out.s-p'))?.id);
      expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
    }
  });

  test('has the same parents as the service gives, where rows know them', async () => {
    let same = 0;
    let all = 0;
    for (const scenario of [
      'ebpf_one_upstream',
      'ebpf_chain_three_levels',
      'otel_full_attributes',
      'packet_only_xrequestid',
      'xrequestid_from_client',
      'sequential_children',
      'otel_services_only',
      'retry_on_500',
    ]) {
      play(scenario);
      const seed = rows.find(({ observation_point }) => observation_point === 's-p' || observation_point === 's');
      if (!seed) continue;
      const theirs = await open(seed._id);
      withoutAnswer();
      const ours = await open(seed._id);
      instead = null;
      for (const span of theirs.spans) {
        const parent = (trace: Trace, one: Span | undefined) =>
          trace.spans.find(({ id }) => id === one?.parentId)?.rowIds[0] ?? null;
        all += 1;
        if (parent(theirs, span) === parent(ours, spanOf(ours, span.rowIds[0] ?? ''))) same += 1;
      }
    }
    expect(all).toBeGreaterThan(100);
    expect(same / all).toBeGreaterThan(0.95);
  });

  function withoutAnswer() {
    instead = { status: 200, body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', DATA: { tracing: [], services: [] } } };
  }
});

describe('rows of other requests', () => {
  test('that share a constant X-Request-ID are named as such', async () => {
    const idOf = play('xrequestid_same_for_many_requests');
    const trace = await open(idOf('a.s-p'));
    const foreign = trace.spans.filter(({ faults }) => faults.includes('foreign_root'));
    expect(foreign.map(({ rowIds }) => rowIds[0])).toEqual([idOf('b.s-nd')]);
    expect(trace.notices).toContainEqual({ kind: 'foreign_roots', count: 1 });
  });
});
