import protobuf from 'protobufjs';

/** As OTLP's AnyValue; `{}` is what the plugin sends for an attribute whose variable has no value. */
export type AnyValue = { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
export type Attribute = { key: string; value: AnyValue };

/** A span as the gateway's `opentelemetry` plugin exports it. Ids in hex, times in epoch µs. */
export type GatewaySpan = {
  traceId: string;
  spanId: string;
  /** `''`: none. */
  parentSpanId: string;
  traceState: string;
  name: string;
  startUs: number;
  endUs: number;
  attributes: Attribute[];
  /** Message of the status ERROR; null: no status is sent. */
  error: string | null;
};

const serverKind = 2;
const errorCode = 2;

const descriptor = {
  nested: {
    AnyValue: {
      oneofs: { value: { oneof: ['stringValue', 'boolValue', 'intValue', 'doubleValue'] } },
      fields: {
        stringValue: { type: 'string', id: 1 },
        boolValue: { type: 'bool', id: 2 },
        intValue: { type: 'int64', id: 3 },
        doubleValue: { type: 'double', id: 4 },
      },
    },
    KeyValue: { fields: { key: { type: 'string', id: 1 }, value: { type: 'AnyValue', id: 2 } } },
    Resource: { fields: { attributes: { rule: 'repeated', type: 'KeyValue', id: 1 } } },
    Scope: { fields: { name: { type: 'string', id: 1 } } },
    Status: { fields: { message: { type: 'string', id: 2 }, code: { type: 'int32', id: 3 } } },
    Span: {
      fields: {
        traceId: { type: 'bytes', id: 1 },
        spanId: { type: 'bytes', id: 2 },
        traceState: { type: 'string', id: 3 },
        parentSpanId: { type: 'bytes', id: 4 },
        name: { type: 'string', id: 5 },
        kind: { type: 'int32', id: 6 },
        startTimeUnixNano: { type: 'fixed64', id: 7 },
        endTimeUnixNano: { type: 'fixed64', id: 8 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 9 },
        status: { type: 'Status', id: 15 },
      },
    },
    ScopeSpans: {
      fields: { scope: { type: 'Scope', id: 1 }, spans: { rule: 'repeated', type: 'Span', id: 2 } },
    },
    ResourceSpans: {
      fields: {
        resource: { type: 'Resource', id: 1 },
        scopeSpans: { rule: 'repeated', type: 'ScopeSpans', id: 2 },
      },
    },
    ExportTraceServiceRequest: { fields: { resourceSpans: { rule: 'repeated', type: 'ResourceSpans', id: 1 } } },
  },
};

/** The message that a collector takes. */
export const exportRequest = protobuf.Root.fromJSON(descriptor).lookupType('ExportTraceServiceRequest');

/** One OTLP/HTTP protobuf body with all spans under one resource and the scope `opentelemetry-lua`. */
export function encodeOtlp(spans: readonly GatewaySpan[], resource: readonly Attribute[]): Uint8Array {
  const scopeSpans = [{ scope: { name: 'opentelemetry-lua' }, spans: spans.map(toWire) }];
  return exportRequest
    .encode(exportRequest.fromObject({ resourceSpans: [{ resource: { attributes: resource }, scopeSpans }] }))
    .finish();
}

function toWire(span: GatewaySpan): object {
  return {
    traceId: Buffer.from(span.traceId, 'hex'),
    spanId: Buffer.from(span.spanId, 'hex'),
    ...(span.traceState === '' ? {} : { traceState: span.traceState }),
    ...(span.parentSpanId === '' ? {} : { parentSpanId: Buffer.from(span.parentSpanId, 'hex') }),
    name: span.name,
    kind: serverKind,
    startTimeUnixNano: nanoseconds(span.startUs),
    endTimeUnixNano: nanoseconds(span.endUs),
    attributes: span.attributes,
    ...(span.error === null ? {} : { status: { message: span.error, code: errorCode } }),
  };
}

function nanoseconds(us: number): string {
  return `${Math.round(us)}000`;
}
