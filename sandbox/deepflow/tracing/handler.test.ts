import { describe, expect, it } from 'vitest';
import { handleTracing, tracingParameters } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import { parseJson } from '@/sandbox/deepflow/tracing/request';
import { defaultSettings } from '@/sandbox/deepflow/tracing/settings';
import type { RowSource } from '@/sandbox/deepflow/tracing/source';
import { secondOfTest, shopCall } from '@/sandbox/deepflow/tracing/test-rows';

const rows = shopCall({ withSpans: true });
const source = memorySource(rows);
const regions = new Map([['DEFAULT', source]]);
const [first] = rows;
const whole = {
  _id: first?._id,
  TIME_START: secondOfTest - 60,
  TIME_END: secondOfTest + 60,
  DATABASE: 'flow_log',
  TABLE: 'l7_flow_log',
};
const traceId = rows.find((row) => row.trace_id !== '')?.trace_id;

const spanCount = (body: Record<string, unknown>) =>
  (body.DATA as { tracing?: unknown[] } | undefined)?.tracing?.length;

describe('a request for a trace', () => {
  it('answers the trace of a row, or of a trace id, with keys in either case', async () => {
    const byId = await handleTracing(whole, { regions });
    expect(byId).toMatchObject({ status: 200, body: { OPT_STATUS: 'SUCCESS', TYPE: 'Flow_Log_L7_Tracing' } });
    expect(spanCount(byId.body)).toBe(rows.length);
    const byTrace = await handleTracing(
      { trace_id: traceId, time_start: whole.TIME_START, time_end: `${whole.TIME_END}`, database: 'x', table: 'y' },
      { regions },
    );
    expect(spanCount(byTrace.body)).toBe(rows.length);
  });

  it.each([
    ['an unknown row', { ...whole, _id: '7606387085510967373' }],
    ['an unknown trace', { ...whole, _id: undefined, trace_id: 'f'.repeat(32) }],
    ['nothing', { ...whole, _id: undefined }],
    ['spans, from a row that is none', { ...whole, SIGNAL_SOURCES: ['otel'] }],
  ])('for %s is answered with empty DATA', async (_, body) => {
    expect(await handleTracing(body, { regions })).toMatchObject({ status: 200, body: { DATA: {} } });
  });

  it.each(["1' OR '1", '-7', '18446744073709551616'])(
    'for the row %s, which is no 64-bit number, is a failed query',
    async (id) => {
      const answer = await handleTracing({ ...whole, _id: id }, { regions });
      expect(answer).toMatchObject({ status: 500, body: { OPT_STATUS: 'PARTIAL_RESULT', DATA: {} } });
    },
  );

  it('may give the id as a number, of which no digit is lost', async () => {
    const body = parseJson(
      `{"_id": ${first?._id}, "TIME_START": ${whole.TIME_START}, "trace_id": "a \\" 12345678901234567890"}`,
    );
    expect(body).toEqual({ _id: first?._id, TIME_START: whole.TIME_START, trace_id: 'a " 12345678901234567890' });
    expect(parseJson('{"_id": 7606387085510967373.0, "x": [-9007199254740993, 1e30]}')).toEqual({
      _id: 7606387085510967000,
      x: ['-9007199254740993', 1e30],
    });
    expect(parseJson('{')).toBeUndefined();
  });

  it('for spans alone leaves out what agents saw', async () => {
    const span = rows.find((row) => row.signal_source === 4);
    const { body } = await handleTracing({ ...whole, _id: span?._id, SIGNAL_SOURCES: ['otel'] }, { regions });
    expect(spanCount(body)).toBe(4);
  });

  it('fills attributes only when they are asked for, with slashes escaped', async () => {
    const attributes = async (has: number) => {
      const { body } = await handleTracing({ ...whole, has_attributes: has }, { regions });
      return (body.DATA as { tracing: { tap_side: string; attribute: string | null }[] }).tracing;
    };
    expect((await attributes(0)).every((span) => span.attribute === null)).toBe(true);
    const span = (await attributes(1)).find((one) => one.tap_side === 's-app');
    expect(JSON.parse(span?.attribute ?? '')).toMatchObject({ 'http.method': 'GET' });
  });

  it.each([
    [{ foo: 1 }, '{"foo": "Rogue field"}'],
    [{ TIME_START: undefined }, '{"TIME_START": ["This field is required."]}'],
    [
      { TIME_START: undefined, TABLE: undefined },
      '{"TIME_START": ["This field is required."], "TABLE": ["This field is required."]}',
    ],
    [{ TIME_END: 'soon' }, `{"TIME_END": ["Value 'soon' is not int."]}`],
    [{ TIME_END: 1.5 }, `{"TIME_END": ["Value '1.5' is not int."]}`],
    [{ TIME_START: -1 }, '{"TIME_START": ["Int value should be greater than or equal to 0."]}'],
    [{ NETWORK_DELAY_US: 0 }, '{"NETWORK_DELAY_US": ["Int value should be greater than or equal to 1."]}'],
    [{ _id: ['x'] }, `{"_id": ["Couldn't interpret '['x']' as string."]}`],
    [{ SIGNAL_SOURCES: [] }, '{"SIGNAL_SOURCES": ["Please provide at least 1 item."]}'],
    [{ foo: 1, TIME_START: 'x' }, `{"foo": "Rogue field", "TIME_START": ["Value 'x' is not int."]}`],
    [{ é: 1 }, '{"\\u00e9": "Rogue field"}'],
  ])('with %o is refused with the model’s own words', async (changed, description) => {
    const body = Object.fromEntries(
      Object.entries({ ...whole, ...changed }).filter(([, value]) => value !== undefined),
    );
    expect(await handleTracing(body, { regions })).toEqual({
      status: 400,
      body: { OPT_STATUS: 'INVALID_POST_DATA', DESCRIPTION: description },
    });
  });

  it.each([[[]], ['text'], [7], [undefined]])('that is %o and no object is a server error', async (body) => {
    expect(await handleTracing(body, { regions })).toMatchObject({
      status: 500,
      body: { OPT_STATUS: 'INTERNAL_SERVER_ERROR' },
    });
  });
});

describe('a failing query', () => {
  const failing = (failed: keyof RowSource, status: number): RowSource => ({
    ...source,
    [failed]: async () => ({ rows: [], failure: { status, description: 'it broke' } }),
  });

  it('costs its rows and makes the answer partial, with its own status', async () => {
    const answer = await handleTracing(whole, { regions: new Map([['DEFAULT', failing('linked', 206)]]) });
    expect(answer).toMatchObject({ status: 206, body: { OPT_STATUS: 'PARTIAL_RESULT', DESCRIPTION: 'it broke' } });
    expect(spanCount(answer.body)).toBe(1);
    const last = await handleTracing(whole, { regions: new Map([['DEFAULT', failing('byIds', 500)]]) });
    expect(last).toMatchObject({ status: 500, body: { OPT_STATUS: 'PARTIAL_RESULT', DATA: {} } });
  });

  it('of one region leaves what the other brings', async () => {
    const broken = failing('linked', 500);
    const both = new Map([
      ['DEFAULT', source],
      ['beijing', { ...broken, byId: async () => ({ rows: [], failure: null }) }],
    ]);
    const answer = await handleTracing(whole, { regions: both });
    expect(answer.status).toBe(500);
    expect(spanCount(answer.body)).toBeGreaterThan(1);
    expect((await handleTracing({ ...whole, REGION: 'DEFAULT' }, { regions: both })).status).toBe(200);
    expect((await handleTracing({ ...whole, REGION: 'nowhere' }, { regions: both })).status).toBe(206);
  });
});

describe('the limits', () => {
  it('cut rows and rounds without a word', async () => {
    const settings = { ...defaultSettings, rowLimit: 5 };
    const cut = await handleTracing(whole, { regions, settings });
    expect(cut.status).toBe(200);
    expect(spanCount(cut.body)).toBeLessThan(rows.length);
    const once = await handleTracing({ ...whole, MAX_ITERATION: 0 }, { regions });
    expect(spanCount(once.body)).toBeLessThan(rows.length);
  });
});

describe('the parameters', () => {
  it('are those the search works with', () => {
    expect(tracingParameters()).toMatchObject({
      status: 200,
      body: {
        OPT_STATUS: 'SUCCESS',
        DATA: { network_delay_us: 50_000, host_clock_offset_us: 10_000, max_iteration: 30 },
      },
    });
  });
});
