import { randomBytes } from 'node:crypto';

type Attribute = { key: string; value: { stringValue: string } };

export type TempoSpan = {
  attributes: Attribute[];
  endTimeUnixNano: bigint;
  name: string;
  parentSpanId: Uint8Array;
  spanId: Uint8Array;
  startTimeUnixNano: bigint;
  status: Record<string, never>;
  traceId: Uint8Array;
};

export type TempoBatch = {
  instrumentationLibrarySpans: { instrumentationLibrary: Record<string, never>; spans: TempoSpan[] }[];
  resource: { attributes: Attribute[] };
};

type Fields = Readonly<Record<string, unknown>>;

const attribute = (key: string, value: unknown): Attribute => ({ key, value: { stringValue: text(value) } });

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Bytes of ids; one that is no id of its length gets random bytes, the same wherever it occurs in the answer. */
class Ids {
  readonly #invented = new Map<string, Uint8Array>();

  bytes(id: string, length: number): Uint8Array {
    if (id.length === length * 2 && /^[0-9a-f]*$/i.test(id)) return Buffer.from(id, 'hex');
    const known = this.#invented.get(id);
    const bytes = known ?? randomBytes(length);
    this.#invented.set(id, bytes);
    return bytes;
  }
}

/**
 * What the querier's Tempo endpoint makes of L7FlowTracing's DATA (server/querier/tempo/tempo.go): a batch a service;
 * spans of no service, which are those of the network, are left out and their children hang on what was above; the
 * attributes are lost, since it asks for them under another name than the tracing service gives them.
 */
export function toTempo(data: Fields, askedTraceId: string): TempoBatch[] {
  const services = listOf(data.services);
  const batches = new Map<string, TempoBatch>(
    services.map((service) => [
      text(service.service_uid),
      {
        instrumentationLibrarySpans: [],
        resource: {
          attributes: [attribute('service.id', service.service_uid), attribute('service.name', service.service_uname)],
        },
      },
    ]),
  );
  const ids = new Ids();
  const skipped = new Map<string, string>();
  for (const span of listOf(data.tracing)) {
    const spanId = text(span.deepflow_span_id);
    const parentId = text(span.deepflow_parent_span_id);
    const batch = typeof span.service_uid === 'string' ? batches.get(span.service_uid) : undefined;
    if (batch === undefined) {
      skipped.set(spanId, parentId);
      continue;
    }
    const [library = { instrumentationLibrary: {}, spans: [] }] = batch.instrumentationLibrarySpans;
    batch.instrumentationLibrarySpans = [library];
    library.spans.push(toSpan(span, above(parentId, skipped), ids, askedTraceId));
  }
  return [...batches.values()];
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

/** The nearest id above that was not left out. */
function above(parentId: string, skipped: ReadonlyMap<string, string>): string {
  let id = parentId;
  const seen = new Set<string>();
  for (let next = skipped.get(id); next !== undefined && !seen.has(id); next = skipped.get(id)) {
    seen.add(id);
    id = next;
  }
  return id;
}

const nanoseconds = (us: unknown) => BigInt(Math.trunc(Number(us) || 0)) * 1000n;

function toSpan(span: Fields, parentId: string, ids: Ids, askedTraceId: string): TempoSpan {
  const traceId = text(span.trace_id) || askedTraceId;
  return {
    attributes: [
      attribute('tap_side', span['Enum(tap_side)']),
      attribute('deepflow_span_id', span.deepflow_span_id),
      attribute('deepflow_parent_span_id', span.deepflow_parent_span_id),
    ],
    endTimeUnixNano: nanoseconds(span.end_time_us),
    name: text(span.endpoint) || text(span.request_resource),
    parentSpanId: ids.bytes(parentId.replaceAll('0x', ''), 8),
    spanId: ids.bytes(text(span.deepflow_span_id).replaceAll('0x', ''), 8),
    startTimeUnixNano: nanoseconds(span.start_time_us),
    status: {},
    traceId: ids.bytes(traceId.replaceAll('-', ''), 16),
  };
}
