import { describe, expect, test } from 'vitest';
import { readTraceText } from './read-file';

function otlpSpan(over: object = {}) {
  const times = { startTimeUnixNano: '1795334117894189056', endTimeUnixNano: '1795334117896912896' };
  return { traceId: 'a'.repeat(32), spanId: '1503c577790b4573', name: 'GET', ...times, ...over };
}

function otlp(spans: object[]) {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

function read(document: unknown) {
  return readTraceText(JSON.stringify(document), { name: 'trace.json' });
}

describe('one span with a time that is none does not keep the others from being shown', () => {
  const startUs = 1_795_334_117_894_189;
  const endUs = 1_795_334_117_896_912;
  const timesOf = (document: unknown) => read(document).spans.map((span) => [span.startUs, span.endUs, span.faults]);

  test.each([undefined, null, '', '0', 0])(
    'an OTLP span that was not finished (end %j) ends where it starts',
    (end) => {
      expect(timesOf(otlp([otlpSpan(), otlpSpan({ endTimeUnixNano: end })]))).toEqual([
        [startUs, endUs, []],
        [startUs, startUs, ['no_end']],
      ]);
    },
  );

  test.each(['-5', 'yesterday', undefined, {}, '9'.repeat(30)])('an OTLP span that starts at %j', (start) => {
    expect(timesOf(otlp([otlpSpan(), otlpSpan({ startTimeUnixNano: start })]))).toEqual([
      [startUs, endUs, []],
      [Number.NaN, endUs, []],
    ]);
  });

  test('an event at such a time keeps what it says', () => {
    const events = [{ name: 'e', timeUnixNano: 'soon' }];
    expect(read(otlp([otlpSpan({ events })])).spans[0]?.attributes).toEqual([
      { name: 'event.1.name', value: 'e' },
      { name: 'event.1.time_unix_nano', value: 'soon' },
    ]);
  });

  test('Jaeger: without a start, without a duration, with either as text', () => {
    const spans = [{}, { startTime: 1000 }, { startTime: '1000', duration: '5' }, { startTime: 1000, duration: 'x' }];
    expect(timesOf({ data: [{ traceID: 'a', spans: spans.map((span) => ({ traceID: 'a', ...span })) }] })).toEqual([
      [Number.NaN, Number.NaN, ['no_end']],
      [1000, 1000, ['no_end']],
      [1000, 1005, []],
      [1000, Number.NaN, []],
    ]);
  });

  test('our own', () => {
    const spans = [{ id: 'a', kind: 'A', startUs: null }];
    expect(timesOf({ callId: '', spans })).toEqual([[Number.NaN, Number.NaN, []]]);
  });

  test('the list of a file’s traces tells durations without it', () => {
    const other = { traceId: 'e'.repeat(32) };
    const { fileTraces } = read(
      otlp([
        otlpSpan(),
        otlpSpan({ startTimeUnixNano: '0' }),
        otlpSpan({ startTimeUnixNano: 'x' }),
        otlpSpan({ ...other, endTimeUnixNano: undefined }),
      ]),
    );
    expect(fileTraces?.map(({ durationUs }) => durationUs)).toEqual([2723, 0]);
  });

  test('nor with one of years ahead, and the trace is named by a span that starts when it says', () => {
    const { fileTraces } = read(
      otlp([
        otlpSpan({ name: 'never set', startTimeUnixNano: '0' }),
        otlpSpan({ name: 'first' }),
        otlpSpan({ name: 'ahead', endTimeUnixNano: '9000000000000000000' }),
        otlpSpan({ traceId: 'e'.repeat(32) }),
      ]),
    );
    expect(fileTraces?.[0]).toMatchObject({ name: 'first', durationUs: 2723 });
  });
});
