import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Span, Trace } from '@/lib/deepflow/dto';
import { defaultSettings } from '@/sandbox/deepflow/tracing/settings';
import {
  closeDeepflow,
  expectWhole,
  fake,
  open,
  openDeepflow,
  play,
  recorded,
  resetFake,
  spanOf,
} from './testing-tracing';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

describe('a row limit', () => {
  const cut = () => {
    const idOf = play('very_long_trace');
    fake.settings = { ...defaultSettings, rowLimit: 20 };
    return fake.rows.find(({ observation_point }) => observation_point === 's-app')?._id ?? idOf('in.s-p');
  };

  test('is said, with what is shown and what there is', async () => {
    const trace = await open(cut());
    const ofTrace = fake.rows.filter(({ trace_id }) => trace_id !== '');
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
      fake.instead = line?.response ?? null;
      const trace = await open(idOf(label));
      expectWhole(trace);
      expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
      expect(spanOf(trace, idOf('out.c-p'))?.parentId).toBe(spanOf(trace, idOf('in.s-p'))?.id);
      expect(trace.notices.map(({ kind }) => kind)).toEqual(['partial', 'completed']);
    }
    const withId = fake.statements.filter((sql) => sql.includes('x_request_id_0 ='));
    expect(fake.statements.some((sql) => sql.includes("'ab''c'"))).toBe(true);
    for (const sql of withId) expect(sql).not.toContain("ab'c'");
  });

  test.each([
    ['with HTTP 500 and no data', { status: 500, body: { OPT_STATUS: 'INTERNAL_SERVER_ERROR', DESCRIPTION: 'x' } }],
    ['with a page', { status: 502, body: '<html>bad gateway</html>' }],
    ['with two documents', { status: 400, body: '{"OPT_STATUS":"SERVER_ERROR","DESCRIPTION":"x"}{}' }],
    ['with null for its data', { status: 206, body: { OPT_STATUS: 'PARTIAL_RESULT', DESCRIPTION: 'x', DATA: null } }],
  ])('%s is made up for by the rows, and said', async (_what, answer) => {
    const idOf = play('otel_full_attributes');
    fake.instead = answer;
    const trace = await open(idOf('in.s-p'));
    expectWhole(trace);
    expect(trace.notices[0]).toMatchObject({ kind: 'service_failed' });
    expect(trace.notices[1]).toEqual({ kind: 'from_rows' });
  });

  test('with HTTP 500 and complete data is used, with the notice', async () => {
    const idOf = play('otel_full_attributes');
    const line = recorded.find(({ scenario, request }) => scenario === 'otel_full_attributes' && request._id);
    fake.instead = {
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
    fake.instead = {
      status: 200,
      body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', DATA: { tracing: [], services: [] } },
    };
    return idOf;
  }

  test('is read row by row, whole, from every one of its rows', async () => {
    withRing();
    for (const { _id } of fake.rows) {
      const trace = await open(_id);
      expectWhole(trace);
      expect(trace.notices).toContainEqual({ kind: 'from_rows' });
      expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
    }
  });

  test('because a call in the background passed its traceparent on stands as it happened', async () => {
    const idOf = play('otel_full_attributes');
    const labels = recorded.find(({ scenario }) => scenario === 'otel_full_attributes')?.labels ?? {};
    const gateway = fake.rows.find(({ _id }) => _id === idOf('gw.s-app'));
    // What orders sends carries the gateway's own span, and lasts longer than the request.
    fake.rows = fake.rows
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
      const seed = fake.rows.find(({ observation_point }) => observation_point === 's-p' || observation_point === 's');
      if (!seed) continue;
      const theirs = await open(seed._id);
      withoutAnswer();
      const ours = await open(seed._id);
      fake.instead = null;
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
    fake.instead = {
      status: 200,
      body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', DATA: { tracing: [], services: [] } },
    };
  }
});
