import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody, decodeOtlp, type OtlpAttribute, OtlpError, type OtlpSpan } from '@/sandbox/deepflow/otlp/decode';
import { valueText } from '@/sandbox/deepflow/otlp/values';

const fixtures = new URL('../../../test/fixtures/otlp/', import.meta.url);
const bodies = readdirSync(fixtures).filter((file) => file.endsWith('.bin'));
const bodyOf = (file: string) => readFileSync(new URL(file, fixtures));
const protobuf = 'application/x-protobuf';

type RecordedSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { message: string };
  attributes: Record<string, string>;
  resource: Record<string, unknown>;
};

/** What a collector made of the very same bodies. */
const recorded = new Map(
  Object.values(
    JSON.parse(readFileSync(new URL('spans.json', fixtures), 'utf8')) as Record<string, { flat?: RecordedSpan[] }>,
  )
    .flatMap(({ flat }) => flat ?? [])
    .map((span) => [span.spanId, span]),
);

/** The collector's decoding leaves out attributes whose value is empty. */
const textOf = (attributes: readonly OtlpAttribute[]) =>
  Object.fromEntries(
    attributes.flatMap(({ key, value }) => (valueText(value) === '' ? [] : [[key, valueText(value)]])),
  );

const texts = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));

describe('bodies that a real APISIX sent', () => {
  it.each(bodies)('%s has the spans that a collector reads in it', (file) => {
    const spans = decodeOtlp(bodyOf(file), protobuf, undefined);
    expect(spans.length).toBeGreaterThan(0);
    for (const span of spans) {
      const known = recorded.get(span.spanId);
      if (known === undefined) continue;
      expect(span).toMatchObject({ name: known.name, traceId: known.traceId, parentSpanId: known.parentSpanId ?? '' });
      expect(span.startUnixNano).toBe(BigInt(known.startTimeUnixNano));
      expect(span.endUnixNano).toBe(BigInt(known.endTimeUnixNano));
      expect(textOf(span.attributes)).toEqual(texts(known.attributes));
      expect(textOf(span.resource)).toEqual(texts(known.resource));
      expect(span.status?.message).toBe(known.status?.message);
    }
  });

  it('are compared: the collector kept enough of the same spans', () => {
    const spans = bodies.flatMap((file) => decodeOtlp(bodyOf(file), protobuf, undefined));
    expect(spans.filter(({ spanId }) => recorded.has(spanId)).length).toBeGreaterThan(10);
  });
});

const json = (body: unknown) => decodeOtlp(Buffer.from(JSON.stringify(body)), 'application/json', undefined);

const asJson = (span: OtlpSpan) => ({
  resourceSpans: [
    {
      resource: { attributes: span.resource },
      scopeSpans: [
        {
          scope: { name: 'ignored' },
          spans: [
            {
              ...span,
              startTimeUnixNano: String(span.startUnixNano),
              endTimeUnixNano: String(span.endUnixNano),
              startUnixNano: undefined,
              endUnixNano: undefined,
              resource: undefined,
              traceId: span.traceId.toUpperCase(),
            },
          ],
        },
      ],
    },
  ],
});

describe('OTLP', () => {
  it('means the same as JSON, as protobuf and gzipped', () => {
    const body = bodyOf('004.bin');
    const [span] = decodeOtlp(body, protobuf, undefined);
    if (span === undefined) throw new Error('no span in 004.bin');
    expect(json(asJson(span))).toEqual([span]);
    expect(decodeOtlp(gzipSync(body), `${protobuf}; charset=utf-8`, 'GZIP')).toEqual([span]);
  });

  it('keeps an attribute whose value is empty and drops one without a value', () => {
    const attributes = [{ key: 'empty', value: {} }, { key: 'none' }];
    const [span] = json({ resourceSpans: [{ scopeSpans: [{ spans: [{ attributes }] }] }] });
    expect(span?.attributes).toEqual([{ key: 'empty', value: { empty: true } }]);
    expect(valueText({ empty: true })).toBe('');
  });

  it('takes enums by name and what is left out as empty', () => {
    const spans = json({
      resourceSpans: [
        { scopeSpans: [{ spans: [{ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } }] }, {}] },
        {},
      ],
    });
    expect(spans).toEqual([
      {
        ...{ resource: [], traceId: '', spanId: '', parentSpanId: '', name: '', kind: 3 },
        ...{
          startUnixNano: 0n,
          endUnixNano: 0n,
          attributes: [],
          events: [],
          links: [],
          status: { code: 2, message: '' },
        },
      },
    ]);
    expect(json({})).toEqual([]);
  });

  it.each([
    ['no JSON', Buffer.from('{'), 'application/json', undefined, 400],
    ['JSON of another form', Buffer.from('{"resourceSpans":{}}'), 'application/json', undefined, 400],
    ['an id that is not hexadecimal', spanJson({ traceId: 'xyz' }), 'application/json', undefined, 400],
    ['no protobuf', Buffer.from('hello'), protobuf, undefined, 400],
    ['cut protobuf', bodyOf('001.bin').subarray(0, 300), protobuf, undefined, 400],
    ['no gzip', Buffer.from('hello'), protobuf, 'gzip', 400],
    ['another encoding', Buffer.from(''), protobuf, 'br', 415],
    ['another content type', Buffer.from(''), 'text/plain', undefined, 415],
  ])('refuses %s', (_, body, contentType, encoding, status) => {
    expect(() => decodeOtlp(body, contentType, encoding)).toThrow(expect.objectContaining({ status }));
    expect(() => decodeOtlp(body, contentType, encoding)).toThrow(OtlpError);
  });

  it('refuses a small body that unpacks to a huge one', () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    expect(() => decodeBody(bomb, 'gzip')).toThrow(expect.objectContaining({ status: 413 }));
  });
});

function spanJson(span: Record<string, unknown>): Buffer {
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
}

describe('a value as DeepFlow stores it', () => {
  it.each([
    [{ stringValue: 'a "b"' }, 'a "b"'],
    [{ stringValue: '' }, '""'],
    [{ boolValue: false }, 'false'],
    [{ intValue: '9223372036854775807' }, '9223372036854775807'],
    [{ doubleValue: 0.5 }, '0.5'],
    [{ arrayValue: [{ stringValue: 'a' }, { intValue: '1' }] }, '{values:{string_value:"a"} values:{int_value:1}}'],
    [{ kvlistValue: [{ key: 'k', value: { boolValue: true } }] }, '{values:{key:"k" value:{bool_value:true}}}'],
  ])('%o is %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});
