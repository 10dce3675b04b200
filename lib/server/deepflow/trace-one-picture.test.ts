import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeDeepflow, expectWhole, fake, open, openDeepflow, play, resetFake, spanOf } from './testing-tracing';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

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
    expect(trace.notices).toContainEqual({ kind: 'merged', by: 'method_target_status_time' });
    expect(trace.spans.filter(({ parentId }) => parentId === null)).toHaveLength(1);
    expect(spanOf(trace, idOf('gw.s-app'))?.parentId).toBe(spanOf(trace, idOf('in.s-p'))?.id);
  });

  test.each(['gw.s-app', 'in.s-p', 'out.s-p'])('from %s where the upstream, too, runs as nginx', async (label) => {
    const idOf = play('missing_client_process_row_otel');
    fake.rows = fake.rows.map((row) => (row._id === idOf('out.s-p') ? { ...row, process_kname_1: 'nginx' } : row));
    const trace = await open(idOf(label), false, { auto_service: ['apisix-gateway'] });
    expectWhole(trace);
    expect(spanOf(trace, idOf('gw.s-app'))?.parentId).toBe(spanOf(trace, idOf('in.s-p'))?.id);
  });

  test('an answer that the gateway gave by itself, with its span', async () => {
    const idOf = play('gateway_502_connection_refused');
    // Refused by the gateway: another status, and nothing else differs from a connection that was.
    fake.rows = fake.rows.map((row) => ({ ...row, response_code: 401, response_status: 4 }));
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

describe('rows of other requests', () => {
  test('that share a constant X-Request-ID are named as such', async () => {
    const idOf = play('xrequestid_same_for_many_requests');
    const trace = await open(idOf('a.s-p'));
    const foreign = trace.spans.filter(({ faults }) => faults.includes('foreign_root'));
    expect(foreign.map(({ rowIds }) => rowIds[0])).toEqual([idOf('b.s-nd')]);
    expect(trace.notices).toContainEqual({ kind: 'foreign_roots', count: 1 });
  });
});
