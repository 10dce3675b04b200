import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { decodeExportRequest } from '@/sandbox/deepflow/otlp/proto';
import {
  exportRequestSchema,
  type WireAttribute,
  type WireId,
  type WireRequest,
  type WireSpan,
  type WireValue,
} from '@/sandbox/deepflow/otlp/wire';

export type OtlpValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { arrayValue: readonly OtlpValue[] }
  | { kvlistValue: readonly OtlpAttribute[] }
  | { bytesValue: string }
  | { empty: true };

export type OtlpAttribute = { key: string; value: OtlpValue };

export type OtlpSpan = {
  resource: readonly OtlpAttribute[];
  /** Ids are hexadecimal, '' where there is none. */
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startUnixNano: bigint;
  endUnixNano: bigint;
  attributes: readonly OtlpAttribute[];
  events: readonly { timeUnixNano: bigint; name: string; attributes: readonly OtlpAttribute[] }[];
  /** Attributes of each link to another span. */
  links: readonly (readonly OtlpAttribute[])[];
  status: { code: number; message: string } | null;
};

/** What was sent is no OTLP export request; `status` is the HTTP status that says so. */
export class OtlpError extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const maxBodyBytes = 64 * 1024 * 1024;

/** Undoes the body's content encoding: none or gzip. Throws OtlpError. */
export function decodeBody(body: Uint8Array, contentEncoding: string | undefined): Uint8Array {
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new OtlpError(415, `unsupported content-encoding "${encoding}": use gzip or none`);
  try {
    return gunzipSync(body, { maxOutputLength: maxBodyBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw new OtlpError(413, `the body is over ${maxBodyBytes} bytes when unpacked`);
    throw new OtlpError(400, 'the body is not gzip, as content-encoding says', { cause });
  }
}

/**
 * The spans of an OTLP export request (`ExportTraceServiceRequest`), as protobuf or as OTLP/JSON. Throws OtlpError.
 */
export function decodeOtlp(
  body: Uint8Array,
  contentType: string | undefined,
  contentEncoding: string | undefined,
): OtlpSpan[] {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const plain = decodeBody(body, contentEncoding);
  if (type === 'application/json') return decodeJson(plain);
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return decodeProtobuf(plain);
  throw new OtlpError(415, `unsupported content-type "${type}": use application/x-protobuf or application/json`);
}

export function decodeProtobuf(body: Uint8Array): OtlpSpan[] {
  let decoded: WireRequest;
  try {
    decoded = decodeExportRequest(body);
  } catch (cause) {
    throw new OtlpError(400, `the body is no OTLP protobuf message: ${messageOf(cause)}`, { cause });
  }
  return toSpans(decoded);
}

function decodeJson(body: Uint8Array): OtlpSpan[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new OtlpError(400, `the body is no JSON: ${messageOf(cause)}`, { cause });
  }
  const checked = exportRequestSchema.safeParse(parsed);
  if (!checked.success) throw new OtlpError(400, `no OTLP export request: ${z.prettifyError(checked.error)}`);
  return toSpans(checked.data);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function toSpans(request: WireRequest): OtlpSpan[] {
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const ofResource = toAttributes(resource?.attributes);
    return (scopeSpans ?? []).flatMap(({ spans }) => (spans ?? []).map((span) => toSpan(span, ofResource)));
  });
}

function toSpan(span: WireSpan, resource: readonly OtlpAttribute[]): OtlpSpan {
  return {
    resource,
    traceId: toHex(span.traceId),
    spanId: toHex(span.spanId),
    parentSpanId: toHex(span.parentSpanId),
    name: text(span.name),
    kind: span.kind ?? 0,
    startUnixNano: BigInt(span.startTimeUnixNano ?? 0),
    endUnixNano: BigInt(span.endTimeUnixNano ?? 0),
    attributes: toAttributes(span.attributes),
    events: (span.events ?? []).map((event) => ({
      timeUnixNano: BigInt(event.timeUnixNano ?? 0),
      name: text(event.name),
      attributes: toAttributes(event.attributes),
    })),
    links: (span.links ?? []).map((link) => toAttributes(link.attributes)),
    status: span.status ? { code: span.status.code ?? 0, message: text(span.status.message) } : null,
  };
}

/** Half a surrogate pair cannot be stored. */
function text(sent: string | null | undefined): string {
  return (sent ?? '').toWellFormed();
}

function toHex(id: WireId): string {
  if (typeof id === 'string') return id.toLowerCase();
  return id ? Buffer.from(id).toString('hex') : '';
}

/** An attribute without a value is dropped; one whose value is empty, as APISIX sends a header that is not there, stays. */
function toAttributes(attributes: readonly WireAttribute[] | null | undefined): OtlpAttribute[] {
  return (attributes ?? []).flatMap(({ key, value }) => (value ? [{ key: text(key), value: toValue(value) }] : []));
}

function toValue(value: WireValue): OtlpValue {
  if (value.stringValue != null) return { stringValue: text(value.stringValue) };
  if (value.boolValue != null) return { boolValue: value.boolValue };
  if (value.intValue != null) return { intValue: String(value.intValue) };
  if (value.doubleValue != null) return { doubleValue: Number(value.doubleValue) };
  if (value.arrayValue != null) return { arrayValue: (value.arrayValue.values ?? []).map(toValue) };
  if (value.kvlistValue != null) return { kvlistValue: toAttributes(value.kvlistValue.values) };
  const bytes = value.bytesValue;
  if (bytes == null) return { empty: true };
  return { bytesValue: typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64') };
}
