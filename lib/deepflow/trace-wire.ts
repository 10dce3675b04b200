import { attributesOf, routeIdOf } from './attributes';
import type { SpanKind, TraceNotice } from './dto';
import { outcomeOf } from './outcome';
import type { SpanNode } from './trace-model';

/** One span of deepflow-app's answer, numbers already whole and ids already text (`lib/server/deepflow/tracing.ts`). */
export type WireSpan = {
  id: string;
  /** `-1`: a root. */
  parentId: string;
  rowIds: readonly string[];
  signalSource: number;
  point: string;
  pointName: string;
  startUs: number;
  endUs: number;
  durationUs: number;
  protocol: string;
  protocolName: string;
  endpoint: string;
  requestType: string;
  requestResource: string;
  responseStatus: number | null;
  responseCode: number | null;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  /** JSON text of an object. */
  attribute: string | null;
  serviceUid: string | null;
  serviceName: string | null;
  autoService: string;
  appService: string;
  autoInstance: string;
  host: string;
  nic: string;
  linkedBy: string | null;
  /** Everything else worth showing, by the name DeepFlow gives it. */
  more: readonly (readonly [name: string, value: string])[];
};

export type WireTrace = {
  spans: readonly WireSpan[];
  /** µs added to a host's clock, by agent. */
  clockCorrection: ReadonlyMap<string, number>;
};

/** The kind of a span by `signal_source` of l7_flow_log; anything new counts as seen on the network. */
export function kindOf(signalSource: number): SpanKind {
  return signalSource === 4 ? 'A' : signalSource === 3 ? 'S' : 'N';
}

/**
 * Spans of one answer as nodes of a trace. Ids are made unique; `prefix` keeps those of two answers apart.
 * Where the tracing service gave no service (it compares span groups by their root alone, so that the second of two
 * equal groups has none), the one of the same name is used.
 */
export function toNodes({ spans }: WireTrace, prefix = ''): SpanNode[] {
  const uidOfName = new Map(
    spans.flatMap(({ serviceUid, serviceName }) =>
      serviceUid !== null && serviceName !== null ? [[serviceName, serviceUid] as const] : [],
    ),
  );
  const seen = new Map<string, number>();
  return spans.map((span) => {
    const times = (seen.get(span.id) ?? 0) + 1;
    seen.set(span.id, times);
    return toNode(span, `${prefix}${span.id}${times > 1 ? `#${times}` : ''}`, prefix, uidOfName);
  });
}

function toNode(span: WireSpan, id: string, prefix: string, uidOfName: ReadonlyMap<string, string>): SpanNode {
  const kind = kindOf(span.signalSource);
  const own = span.serviceName ?? (span.autoService || span.appService || span.autoInstance);
  const service = kind === 'N' || own === '' ? null : own;
  const attributes = attributesOf(span.attribute);
  return {
    id,
    parentId: span.parentId === '-1' ? null : `${prefix}${span.parentId}`,
    kind,
    name: nameOf(span, kind),
    service,
    serviceId: service === null ? null : (span.serviceUid ?? uidOfName.get(service) ?? service),
    point: span.point,
    instance: span.autoInstance || span.host || span.nic,
    host: span.host,
    protocol: ['', 'N/A', 'Others', 'Unknown'].includes(span.protocolName) ? span.protocol : span.protocolName,
    startUs: span.startUs,
    endUs: Math.max(span.endUs, span.startUs),
    durationUs: span.durationUs,
    outcome: outcomeOf(span.responseStatus),
    status: span.responseCode,
    traceId: span.traceId === '' ? null : span.traceId,
    spanId: span.spanId === '' ? null : span.spanId,
    routeId: routeIdOf(attributes),
    rowIds: [...span.rowIds],
    flowId: null,
    faults: [],
    shiftUs: 0,
    attributes: [...span.more.map(([name, value]) => ({ name, value })), ...attributes],
    linkedBy: span.linkedBy,
  };
}

function nameOf(span: WireSpan, kind: SpanKind): string {
  if (kind === 'N') return span.pointName || span.point;
  const request = [span.requestType, span.requestResource].filter((part) => part !== '').join(' ');
  return kind === 'A' ? span.endpoint || request || span.protocol : request || span.endpoint || span.protocol;
}

/** What the answer itself says about its limits. */
export function noticesOf({ spans, clockCorrection }: WireTrace): TraceNotice[] {
  const spanIds = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(
    ({ signalSource, parentId, parentSpanId }) =>
      signalSource === 4 && parentId === '-1' && parentSpanId !== '' && !spanIds.has(parentSpanId),
  );
  const corrected = [...clockCorrection.values()].filter((us) => us !== 0).length;
  return [
    ...(orphans.length > 0 ? [{ kind: 'missing_parents', count: orphans.length } as const] : []),
    ...(corrected > 0 ? [{ kind: 'clock_corrected', hosts: corrected } as const] : []),
  ];
}
