import { exportRequest } from '@/sandbox/otlp-messages';

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
