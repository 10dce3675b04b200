import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Span, type SpanKind, spanFaults, type TraceNotice } from '@/lib/deepflow/dto';
import { points } from '@/lib/deepflow/points';
import type { TraceFormat } from '@/lib/telemetry/trace/engine';
import { layOut } from '@/lib/telemetry/trace/lay-out';
import { LocalTraceEngine } from '@/lib/telemetry/trace/local-engine';
import { plainSpan } from '@/lib/telemetry/trace/testing-spans';
import { noticeKinds } from './notices';
import { readTraceFile, readTraceText } from './read-file';
import { writeTrace } from './write-trace';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const nullable = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null });
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

/** Names that mean something to a reader, ours among them, and any other. */
const attributeNames = fc.oneof(
  word,
  fc.constantFrom(
    'http.status_code',
    'http.method',
    'rpc.system',
    'k8s.pod.name',
    'apisix.route_id',
    'span.kind',
    'error',
    'otel.status_code',
    'service.name',
    'deepflow.kind',
    'deepflow.id',
    'deepflow.parent_id',
    'deepflow.status',
  ),
);
const attributes = fc.array(
  fc.record({ name: attributeNames, value: fc.oneof(word, fc.constantFrom('', '200', '404', '007', 'true', 'ERROR')) }),
  { maxLength: 5 },
);

const span = fc
  .record({
    kind: fc.constantFrom<SpanKind>('A', 'S', 'N'),
    name: fc.string({ maxLength: 20 }),
    service: nullable(word),
    serviceId: nullable(word),
    point: fc.constantFrom(...points, ''),
    instance: fc.oneof(word, fc.constant('')),
    host: fc.oneof(word, fc.constant('')),
    protocol: fc.constantFrom('', 'HTTP', 'gRPC', 'MySQL'),
    startUs: fc.integer({ min: 1_795_334_000_000_000, max: 1_795_334_000_900_000 }),
    length: fc.integer({ min: -10, max: 100_000 }),
    durationUs: fc.nat(1000),
    shiftUs: fc.integer({ min: -5, max: 5 }),
    outcome: fc.constantFrom<Span['outcome']>('ok', 'client_error', 'server_error', 'timeout', 'unknown'),
    status: nullable(fc.constantFrom(0, 200, 404, 500)),
    traceId: nullable(fc.oneof(fc.constantFrom('a05f520b4ea194a2e740ba308c7e531e', 'not hex'), hex(32))),
    spanId: nullable(fc.oneof(fc.constantFrom('1503c577790b4573', '0000000000000000', 'odd'), hex(16))),
    routeId: nullable(word),
    rowIds: fc.array(fc.constantFrom('7380000000000000001', '18446744073709551615'), { maxLength: 2 }),
    flowId: nullable(fc.constant('9223372036854775807')),
    faults: fc.subarray([...spanFaults]),
    attributes,
    linkedBy: nullable(word),
    parent: nullable(fc.nat(20)),
  })
  .map(({ length, parent, ...rest }) => ({ parent, span: { ...rest, endUs: rest.startUs + length } }));

const keys = fc.uniqueArray(fc.oneof(word, hex(16)), { minLength: 1, maxLength: 12 });

const spans = keys.chain((ids) =>
  fc.tuple(...ids.map(() => span)).map((made) =>
    made.map(({ parent, span: fields }, at) =>
      plainSpan({
        ...fields,
        id: ids[at] ?? '',
        parentId: parent === null ? null : (ids[parent] ?? 'not there'),
      }),
    ),
  ),
);

const notices: TraceNotice[] = [
  { kind: 'partial', detail: 'a "query" failed' },
  { kind: 'service_failed', detail: '' },
  { kind: 'from_rows' },
  { kind: 'cut', shown: 262, found: 331 },
  { kind: 'cut', shown: 262, found: null },
  { kind: 'completed', rows: 3 },
  { kind: 'missing_parents', count: 1 },
  { kind: 'foreign_roots', count: 2 },
  { kind: 'rings', count: 1 },
  { kind: 'clock_corrected', hosts: 2 },
  { kind: 'doubtful_times', count: 4 },
  { kind: 'spans_only' },
  { kind: 'merged', by: 'span_id' },
];

async function through(format: TraceFormat, list: Span[]): Promise<Span[]> {
  const { opened } = layOut({ callId: '7', fileName: null, spans: list, notices: [] }, 0);
  const input = await readTraceFile({ kind: 'file', file: writeTrace(format, opened, list), name: 'x' });
  expect(input.fileTraces).toBeUndefined();
  return [...input.spans];
}

function byId(list: readonly Span[]): Span[] {
  return [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe.each(['otlp', 'jaeger', 'json'] as const)('%s', (format) => {
  test('what is written and read again is the same in every field', async () => {
    await fc.assert(
      fc.asyncProperty(spans, async (list) => {
        expect(byId(await through(format, list))).toEqual(byId(list));
      }),
    );
  });

  test('what is said of the whole trace is said again', async () => {
    await fc.assert(
      fc.asyncProperty(spans, fc.subarray(notices), async (list, said) => {
        const { opened } = layOut({ callId: '7', fileName: null, spans: list, notices: said }, 0);
        const input = await readTraceFile({ kind: 'file', file: writeTrace(format, opened, list), name: 'x' });
        expect(input.notices).toEqual(opened.notices);
        expect(byId(input.spans)).toEqual(byId(list));
      }),
      { numRuns: 30 },
    );
  });

  test('it is the same text each time', async () => {
    await fc.assert(
      fc.asyncProperty(spans, async (list) => {
        const { opened } = layOut({ callId: '7', fileName: null, spans: list, notices: [] }, 0);
        expect(await writeTrace(format, opened, list).text()).toBe(await writeTrace(format, opened, list).text());
      }),
      { numRuns: 20 },
    );
  });
});

test('other tools get ids in their form, each once, and parents that exist where they do here', async () => {
  await fc.assert(
    fc.asyncProperty(spans, async (list) => {
      const { opened } = layOut({ callId: '7', fileName: null, spans: list, notices: [] }, 0);
      const written = JSON.parse(await writeTrace('otlp', opened, list).text());
      const all = written.resourceSpans.flatMap((group: { scopeSpans: { spans: unknown[] }[] }) =>
        group.scopeSpans.flatMap((scope) => scope.spans),
      ) as { traceId: string; spanId: string; parentSpanId: string; startTimeUnixNano: string }[];
      expect(new Set(all.map(({ traceId }) => traceId)).size).toBe(1);
      expect(all.every(({ traceId }) => /^[0-9a-f]{32}$/.test(traceId))).toBe(true);
      expect(all.every(({ spanId }) => /^[0-9a-f]{16}$/.test(spanId))).toBe(true);
      expect(all.every(({ startTimeUnixNano }) => /^\d{19}$/.test(startTimeUnixNano))).toBe(true);
      const ids = new Set(all.map(({ spanId }) => spanId));
      expect(ids.size).toBe(list.length);
      const known = new Set(list.map(({ id }) => id));
      const inside = all.filter(({ parentSpanId }) => ids.has(parentSpanId)).length;
      expect(inside).toBe(list.filter(({ parentId }) => parentId !== null && known.has(parentId)).length);
    }),
  );
});

test('an application’s span keeps its real id, not the network’s span that carries it too', async () => {
  const list = [
    plainSpan({ id: 'n', kind: 'N', spanId: '1503c577790b4573' }),
    plainSpan({ id: 'a', parentId: 'n', kind: 'A', spanId: '1503c577790b4573' }),
  ];
  const { opened } = layOut({ callId: '7', fileName: null, spans: list, notices: [] }, 0);
  const { data } = JSON.parse(await writeTrace('jaeger', opened, list).text());
  const [network, application] = data[0].spans;
  expect(application.spanID).toBe('1503c577790b4573');
  expect(application.references).toEqual([expect.objectContaining({ refType: 'CHILD_OF', spanID: network.spanID })]);
});

test('a parent that is in another file is named by its real id, also in what is exported again', async () => {
  const list = [plainSpan({ id: 'a', parentId: '00f067aa0ba902b7', spanId: '1503c577790b4573' })];
  let file = writeTrace('otlp', layOut({ callId: '7', fileName: null, spans: list, notices: [] }, 0).opened, list);
  for (const format of ['jaeger', 'otlp'] as const) {
    const engine = new LocalTraceEngine();
    await engine.open({ kind: 'file', file, name: 'x' });
    expect(await engine.span(0)).toMatchObject({ parentId: '00f067aa0ba902b7', faults: ['missing_parent'] });
    file = await engine.exportAs(format);
  }
  expect(JSON.parse(await file.text()).resourceSpans[0].scopeSpans[0].spans[0].parentSpanId).toBe('00f067aa0ba902b7');
});

test('every kind of notice is among those above, and one that lacks what it says is none', () => {
  expect(new Set(notices.map(({ kind }) => kind))).toEqual(new Set(noticeKinds));
  const list = [{ kind: 'cut' }, { kind: 'cut', shown: 1, found: 2 }, { kind: 'new' }, 7, null];
  const own = { callId: '7', spans: [{ id: 'a', kind: 'A', startUs: 1, endUs: 2 }], notices: list };
  expect(readTraceText(JSON.stringify(own), { name: 'x' }).notices).toEqual([list[1]]);
});
