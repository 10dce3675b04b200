import { describe, expect, it } from 'vitest';
import { handleCompletion } from '@/sandbox/deepflow/tracing/completion';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import { shopCall } from '@/sandbox/deepflow/tracing/test-rows';

const rows = shopCall({ withSpans: true });
const otel = 4;
const external = rows
  .filter(({ signal_source }) => signal_source === otel)
  .map(({ trace_id, span_id, parent_span_id, span_kind, start_time, end_time }) => ({
    ...{ trace_id, span_id, parent_span_id, span_kind },
    start_time_us: start_time,
    end_time_us: end_time,
  }));
const seen = rows.filter(({ signal_source }) => signal_source !== otel);
const complete = (body: unknown) => handleCompletion(body, { regions: new Map([['DEFAULT', memorySource(seen)]]) });

type Answer = { tracing: Record<string, unknown>[] };

describe('completion of the spans of another tracing system', () => {
  it('adds what DeepFlow saw around them; only a span of no known address stays beside its process', async () => {
    const { status, body } = await complete({ app_spans: external });
    const { tracing } = body.DATA as Answer;
    expect(status).toBe(200);
    expect(tracing.filter((span) => span.signal_source === otel)).toHaveLength(external.length);
    expect(tracing).toHaveLength(rows.length);
    const roots = tracing.filter((span) => span.deepflow_parent_span_id === '');
    expect(roots.map((span) => span.tap_side).sort()).toEqual(['s-app', 's-nd']);
    expect(roots.find((span) => span.tap_side === 's-app')).toMatchObject({ span_id: external[0]?.span_id });
  });

  it('leaves the members out that the real one leaves out', async () => {
    const { body } = await complete({ app_spans: external });
    const [span = {}] = (body.DATA as Answer).tracing;
    for (const name of ['id', 'parent_id', 'childs', 'selftime', 'service_uid', 'tap_port', 'auto_instance']) {
      expect(span).not.toHaveProperty(name);
    }
    expect(Object.keys(body.DATA as Answer)).toEqual(['tracing']);
  });

  it.each([
    [{}, '{"APP_SPANS": ["This field is required."]}'],
    [{ app_spans: [] }, '{"APP_SPANS": ["Please provide at least 1 item."]}'],
    [{ app_spans: external, foo: 1 }, '{"foo": "Rogue field"}'],
    [{ app_spans: external, max_iteration: 0 }, '"Int value should be greater than or equal to 1."'],
    [{ app_spans: [{ ...external[0], span_kind: 9 }] }, 'Value must be one of [0, 1, 2, 3, 4, 5].'],
    [{ app_spans: [{ ...external[0], trace_id: null }] }, '{"APP_SPANS": {"0": {"trace_id": ["This field'],
  ])('refuses what breaks the model: case %#', async (body, description) => {
    const answer = await complete(body);
    expect(answer.status).toBe(400);
    expect(answer.body.OPT_STATUS).toBe('INVALID_POST_DATA');
    expect(answer.body.DESCRIPTION).toContain(description);
  });

  it('is no answer to what is no JSON object', async () => {
    expect((await complete(undefined)).status).toBe(500);
    expect((await complete([])).status).toBe(500);
  });
});
