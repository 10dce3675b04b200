import protobuf from 'protobufjs';
import type { TempoBatch } from '@/sandbox/deepflow/tempo/convert';

/** The messages of Tempo's `Trace` with the fields that the querier fills (github.com/deepflowio/tempopb). */
const schema = {
  nested: {
    AnyValue: { oneofs: { value: { oneof: ['stringValue'] } }, fields: { stringValue: { type: 'string', id: 1 } } },
    KeyValue: { fields: { key: { type: 'string', id: 1 }, value: { type: 'AnyValue', id: 2 } } },
    Resource: { fields: { attributes: { rule: 'repeated', type: 'KeyValue', id: 1 } } },
    InstrumentationLibrary: { fields: { name: { type: 'string', id: 1 }, version: { type: 'string', id: 2 } } },
    Status: { fields: { message: { type: 'string', id: 2 }, code: { type: 'int32', id: 3 } } },
    Span: {
      fields: {
        traceId: { type: 'bytes', id: 1 },
        spanId: { type: 'bytes', id: 2 },
        parentSpanId: { type: 'bytes', id: 4 },
        name: { type: 'string', id: 5 },
        startTimeUnixNano: { type: 'fixed64', id: 7 },
        endTimeUnixNano: { type: 'fixed64', id: 8 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 9 },
        status: { type: 'Status', id: 15 },
      },
    },
    InstrumentationLibrarySpans: {
      fields: {
        instrumentationLibrary: { type: 'InstrumentationLibrary', id: 1 },
        spans: { rule: 'repeated', type: 'Span', id: 2 },
      },
    },
    ResourceSpans: {
      fields: {
        resource: { type: 'Resource', id: 1 },
        instrumentationLibrarySpans: { rule: 'repeated', type: 'InstrumentationLibrarySpans', id: 2 },
      },
    },
    Trace: { fields: { batches: { rule: 'repeated', type: 'ResourceSpans', id: 1 } } },
  },
};

export const tempoTrace = protobuf.Root.fromJSON(schema).lookupType('Trace');

export function encodeTempo(batches: readonly TempoBatch[]): Uint8Array {
  return tempoTrace.encode(tempoTrace.fromObject({ batches: withDigits(batches) })).finish();
}

/** As jsonpb prints it: bytes in base64, 64-bit numbers as digits, what is empty left out. */
export function tempoJson(batches: readonly TempoBatch[]): unknown {
  const asText = (_: string, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    return value;
  };
  return {
    batches: batches.map(({ instrumentationLibrarySpans: libraries, resource }) => ({
      ...(libraries.length === 0
        ? {}
        : {
            instrumentationLibrarySpans: libraries.map(({ instrumentationLibrary, spans }) => ({
              instrumentationLibrary,
              spans: spans.map((span) =>
                Object.fromEntries(
                  Object.entries(span).flatMap(([key, value]) =>
                    value === '' || value === 0n ? [] : [[key, asText(key, value)]],
                  ),
                ),
              ),
            })),
          }),
      resource,
    })),
  };
}

/** The library takes 64-bit numbers as digits. */
function withDigits(batches: readonly TempoBatch[]): unknown[] {
  return batches.map(({ instrumentationLibrarySpans, resource }) => ({
    resource,
    instrumentationLibrarySpans: instrumentationLibrarySpans.map(({ instrumentationLibrary, spans }) => ({
      instrumentationLibrary,
      spans: spans.map((span) => ({
        ...span,
        startTimeUnixNano: span.startTimeUnixNano.toString(),
        endTimeUnixNano: span.endTimeUnixNano.toString(),
      })),
    })),
  }));
}
