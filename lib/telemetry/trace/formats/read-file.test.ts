import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTraceFile, readTraceText } from './read-file';
import { otlp, otlpSpan } from './testing-otlp';

const file = { name: 'trace.json' };

function read(document: unknown, traceId?: string) {
  return readTraceText(JSON.stringify(document), { ...file, traceId });
}

describe('OTLP', () => {
  test('a span of the gateway is read with its service, route, code and times to the µs', () => {
    const attributes = [
      { key: 'http.status_code', value: { intValue: '502' } },
      { key: 'apisix.route_id', value: { stringValue: 'r-1' } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: 1 }, { boolValue: true }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'a', value: { doubleValue: 1.5 } }] } } },
      { key: 'big', value: { intValue: '9223372036854775807' } },
    ];
    const resource = [
      { key: 'service.name', value: { stringValue: 'APISIX' } },
      { key: 'hostname', value: { stringValue: 'vm' } },
    ];
    expect(read(otlp([otlpSpan({ attributes })], resource)).spans).toMatchObject([
      {
        id: '1503c577790b4573',
        parentId: null,
        traceId: 'a05f520b4ea194a2e740ba308c7e531e',
        kind: 'A',
        point: 's-app',
        service: 'APISIX',
        host: 'vm',
        instance: 'vm',
        protocol: 'HTTP',
        routeId: 'r-1',
        status: 502,
        outcome: 'server_error',
        startUs: 1_795_334_117_894_189,
        endUs: 1_795_334_117_896_912,
        attributes: [
          { name: 'http.status_code', value: '502' },
          { name: 'apisix.route_id', value: 'r-1' },
          { name: 'list', value: '["1",true]' },
          { name: 'map', value: '{"a":1.5}' },
          { name: 'big', value: '9223372036854775807' },
          { name: 'hostname', value: 'vm' },
          { name: 'otel.scope.name', value: 'lua' },
        ],
      },
    ]);
  });

  test('ids in base64, enums by name, numbers as numbers and older names are read alike', () => {
    const old = {
      batches: [
        {
          instrumentationLibrarySpans: [
            {
              spans: [
                otlpSpan({
                  traceId: 'oF9SC06hlKLnQLowjH5THg==',
                  spanId: 'FQPFd3kLRXM=',
                  parentSpanId: '',
                  kind: 'SPAN_KIND_CLIENT',
                  startTimeUnixNano: 1_795_334_117_894_189_000,
                  status: { code: 'STATUS_CODE_ERROR' },
                }),
              ],
            },
          ],
        },
      ],
    };
    expect(read(old).spans).toMatchObject([
      {
        id: '1503c577790b4573',
        traceId: 'a05f520b4ea194a2e740ba308c7e531e',
        parentId: null,
        point: 'c-app',
        outcome: 'server_error',
        service: null,
        startUs: 1_795_334_117_894_189,
      },
    ]);
  });

  test('events and links stay as attributes', () => {
    const events = [
      {
        timeUnixNano: '1795334117894200056',
        name: 'exception',
        attributes: [{ key: 'exception.type', value: { stringValue: 'E' } }],
      },
    ];
    const links = [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16) }];
    const [span] = read(otlp([otlpSpan({ events, links, status: { code: 2, message: 'boom' } })])).spans;
    expect(span?.attributes.slice(1)).toEqual([
      { name: 'event.1.name', value: 'exception' },
      { name: 'event.1.offset_us', value: '11' },
      { name: 'event.1.exception.type', value: 'E' },
      { name: 'link.1.trace_id', value: 'b'.repeat(32) },
      { name: 'link.1.span_id', value: 'c'.repeat(16) },
      { name: 'otel.status_description', value: 'boom' },
    ]);
  });

  test('one document a line is one file; lines of metrics and logs, and empty ones, are passed over', () => {
    const lines = [
      otlp([otlpSpan()]),
      { resourceMetrics: [] },
      { resourceLogs: [] },
      {},
      otlp([otlpSpan({ spanId: 'd'.repeat(16), parentSpanId: '1503c577790b4573' })]),
    ];
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
    expect(readTraceText(text, file).spans.map(({ parentId }) => parentId)).toEqual([null, '1503c577790b4573']);
  });

  test('documents behind each other are one file, over lines or within one; what is left of a cut one is said', () => {
    const first = otlp([otlpSpan({ name: 'a "}{" b' })]);
    const second = otlp([otlpSpan({ spanId: 'd'.repeat(16) })]);
    const names = (text: string) => readTraceText(text, file).spans.map(({ name }) => name);
    const both = ['a "}{" b', 'GET /orders/*'];
    expect(names(JSON.stringify(first) + JSON.stringify(second))).toEqual(both);
    expect(names(`${JSON.stringify(first, null, 2)}\r\n\r\n${JSON.stringify(second, null, 2)}\n`)).toEqual(both);
    expect(names(`${JSON.stringify(first)}\n${JSON.stringify(second, null, 2)}`)).toEqual(both);
    for (const cut of [1, 40]) {
      const text = JSON.stringify(first, null, 2) + JSON.stringify(second, null, 2).slice(0, -cut);
      expect(() => names(text)).toThrow(expect.objectContaining({ name: 'ProblemError' }));
    }
  });

  test.each([
    ['Tempo', (document: object) => ({ trace: document })],
    ['Jaeger, v3', (document: object) => ({ result: document })],
  ])('what the API of %s answers is read', (_, wrap) => {
    expect(read(wrap(otlp([otlpSpan()]))).spans).toHaveLength(1);
  });

  test('without a code and a status nothing is known; a code of 4xx is the client’s', () => {
    const code = (value: number) => [{ key: 'http.response.status_code', value: { intValue: value } }];
    const outcomes = (spans: object[]) => read(otlp(spans)).spans.map(({ outcome }) => outcome);
    expect(
      outcomes([
        otlpSpan(),
        otlpSpan({ attributes: code(200) }),
        otlpSpan({ attributes: code(404) }),
        otlpSpan({ attributes: code(404), status: { code: 2 } }),
        otlpSpan({ attributes: code(200), status: { code: 2 } }),
        otlpSpan({ status: { code: 1 } }),
      ]),
    ).toEqual(['unknown', 'ok', 'client_error', 'client_error', 'server_error', 'ok']);
  });
});

describe('Jaeger', () => {
  const trace = {
    traceID: 'abc',
    processes: {
      p1: { serviceName: 'shop', tags: [{ key: 'hostname', type: 'string', value: 'h1' }] },
    },
    spans: [
      {
        traceID: 'abc',
        spanID: '01',
        operationName: 'GET',
        startTime: 1000,
        duration: 500,
        processID: 'p1',
        references: [],
        tags: [
          { key: 'span.kind', type: 'string', value: 'server' },
          { key: 'http.status_code', type: 'int64', value: 500 },
          { key: 'error', type: 'bool', value: true },
        ],
        logs: [{ timestamp: 1010, fields: [{ key: 'event', type: 'string', value: 'retry' }] }],
      },
      {
        traceID: 'abc',
        spanID: '02',
        operationName: 'follow',
        startTime: 1600,
        duration: 10,
        processID: 'p1',
        references: [
          { refType: 'CHILD_OF', traceID: 'other', spanID: '09' },
          { refType: 'FOLLOWS_FROM', traceID: 'abc', spanID: '01' },
        ],
        tags: [],
        logs: null,
        warnings: ['clock skew'],
      },
    ],
  };
  const expected = [
    {
      id: '01',
      service: 'shop',
      host: 'h1',
      point: 's-app',
      outcome: 'server_error',
      status: 500,
      startUs: 1000,
      endUs: 1500,
      attributes: [
        { name: 'http.status_code', value: '500' },
        { name: 'hostname', value: 'h1' },
        { name: 'event.1.offset_us', value: '10' },
        { name: 'event.1.name', value: 'retry' },
      ],
    },
    {
      id: '02',
      parentId: '01',
      attributes: [
        { name: 'hostname', value: 'h1' },
        { name: 'jaeger.warning.1', value: 'clock skew' },
        { name: 'link.1.trace_id', value: 'other' },
        { name: 'link.1.span_id', value: '09' },
        { name: 'link.1.type', value: 'CHILD_OF' },
      ],
    },
  ];

  test.each([
    ['as answered', { data: [trace], errors: null }],
    ['alone', trace],
    ['in a list', [trace]],
  ])('a trace %s is read', (_, document) => {
    const sorted = read(document).spans.map((span) => ({
      ...span,
      attributes: span.attributes.toSorted((a, b) =>
        a.name.startsWith('link') ? 1 : b.name.startsWith('link') ? -1 : 0,
      ),
    }));
    expect(sorted).toMatchObject(expected);
  });
});

describe('several traces in one file', () => {
  const other = { traceId: 'e'.repeat(32) };
  const document = otlp([
    otlpSpan({ ...other, name: 'small' }),
    otlpSpan(),
    otlpSpan({ spanId: 'd'.repeat(16), parentSpanId: '1503c577790b4573' }),
  ]);

  test('the largest is opened and all are listed', () => {
    const { spans, fileTraces } = read(document);
    expect(spans).toHaveLength(2);
    expect(fileTraces).toEqual([
      { id: 'a05f520b4ea194a2e740ba308c7e531e', spans: 2, name: 'GET /orders/*', durationUs: 2723 },
      { id: 'e'.repeat(32), spans: 1, name: 'small', durationUs: 2723 },
    ]);
  });

  test('another can be asked for', () => {
    expect(read(document, 'e'.repeat(32)).spans.map(({ name }) => name)).toEqual(['small']);
  });
});

test('a file in UTF-16, as PowerShell writes it, is read', async () => {
  const text = Buffer.from(`\ufeff${JSON.stringify(otlp([otlpSpan({ name: '订单' })]))}`, 'utf16le');
  const { spans } = await readTraceFile({ kind: 'file', file: new Blob([text]), ...file });
  expect(spans.map(({ name }) => name)).toEqual(['订单']);
});

test('a file packed with gzip is unpacked', async () => {
  const packed = new Blob([gzipSync(JSON.stringify(otlp([otlpSpan()])))]);
  const { spans, fileName } = await readTraceFile({ kind: 'file', file: packed, ...file });
  expect(spans).toHaveLength(1);
  expect(fileName).toBe('trace.json');
});
