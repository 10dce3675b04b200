import { attributesOf, routeIdOf } from './attributes';
import type { SpanFault, SpanKind, TraceNotice } from './dto';
import type { SpanNode } from './span-node';
import { doubtfulAgents, settledOutcome } from './trace-faults';
import type { WireSpan, WireTrace } from './wire-span';

/** The kind of a span by `signal_source` of l7_flow_log; anything new counts as seen on the network. */
export function kindOf(signalSource: number): SpanKind {
  return signalSource === 4 ? 'A' : signalSource === 3 ? 'S' : 'N';
}

/**
 * Spans of one answer as nodes of a trace. Ids are made unique; `prefix` keeps those of two answers apart.
 * Where the tracing service gave no service (it compares span groups by their root alone, so that the second of two
 * equal groups has none), the one of the same instance or name is used.
 */
export function toNodes({ spans }: WireTrace, prefix = ''): SpanNode[] {
  const known: Known = {
    services: servicesOf(spans),
    hosts: hostsOf(spans),
    doubtful: doubtfulAgents(spans),
  };
  const seen = new Map<string, number>();
  return spans.map((span) => {
    const times = (seen.get(span.id) ?? 0) + 1;
    seen.set(span.id, times);
    const node = toNode(span, `${prefix}${span.id}${times > 1 ? `#${times}` : ''}`, prefix, known);
    return times > 1 ? { ...node, faults: [...node.faults, 'equal_id'] } : node;
  });
}

type Service = { id: string; name: string };
type Known = {
  services: (span: WireSpan) => Service | null;
  hosts: ReadonlyMap<string, string>;
  doubtful: ReadonlySet<string>;
};

function toNode(span: WireSpan, id: string, prefix: string, { services, hosts, doubtful }: Known): SpanNode {
  const kind = kindOf(span.signalSource);
  const service = kind === 'N' ? null : services(span);
  const attributes = attributesOf(span.attribute);
  const { outcome, isLate } = settledOutcome(span.responseStatus, span.responseCode);
  const faults: SpanFault[] = [
    ...(kind !== 'N' && span.serviceUid === null ? (['no_service'] as const) : []),
    ...(isLate ? (['timeout_with_answer'] as const) : []),
    ...(span.shiftUs !== 0 && doubtful.has(span.agentId) ? (['doubtful_shift'] as const) : []),
    ...(span.endUs < span.startUs ? (['negative_duration'] as const) : []),
  ];
  return {
    id,
    parentId: span.parentId === '-1' ? null : `${prefix}${span.parentId}`,
    kind,
    name: nameOf(span, kind),
    service: service?.name ?? null,
    serviceId: service?.id ?? null,
    point: span.point,
    instance: span.autoInstance || span.nicOwner || span.nic,
    host: hosts.get(span.agentId) ?? '',
    protocol: ['', 'N/A', 'Others', 'Unknown'].includes(span.protocolName) ? span.protocol : span.protocolName,
    startUs: span.startUs,
    endUs: Math.max(span.endUs, span.startUs),
    durationUs: span.durationUs,
    shiftUs: span.shiftUs,
    outcome,
    status: span.responseCode,
    traceId: span.traceId === '' ? null : span.traceId,
    spanId: span.spanId === '' ? null : span.spanId,
    parentSpanId: span.parentSpanId,
    routeId: routeIdOf(attributes),
    rowIds: [...span.rowIds],
    flowId: kind === 'A' || span.flowId === '0' || span.flowId === '' ? null : span.flowId,
    faults,
    attributes: [...span.more.map(([name, value]) => ({ name, value, isColumn: true as const })), ...attributes],
    linkedBy: span.linkedBy,
  };
}

/** The service of a span: its own, else that of another span of its instance, of its name, or its name alone. */
function servicesOf(spans: readonly WireSpan[]): Known['services'] {
  const ofInstance = new Map<string, Service>();
  const ofName = new Map<string, Service>();
  for (const { serviceUid: id, serviceName: name, autoInstance } of spans) {
    if (id === null || name === null) continue;
    ofName.set(name, ofName.get(name) ?? { id, name });
    if (autoInstance !== '') ofInstance.set(autoInstance, ofInstance.get(autoInstance) ?? { id, name });
  }
  return ({ serviceUid, serviceName, autoService, appService, autoInstance }) => {
    if (serviceUid !== null) return { id: serviceUid, name: serviceName ?? serviceUid };
    const name = autoService || appService || autoInstance;
    if (name === '') return null;
    return ofName.get(name) ?? ofInstance.get(autoInstance) ?? { id: name, name };
  };
}

/** The host of each agent: a packet captured at a node's own interface names it, one at a pod's names the pod. */
function hostsOf(spans: readonly WireSpan[]): Map<string, string> {
  const atNode = spans.filter(({ point, nicOwner }) => nodePoints.has(point) && nicOwner !== '');
  return new Map(atNode.map(({ agentId, nicOwner }) => [agentId, nicOwner]));
}

const nodePoints: ReadonlySet<string> = new Set(['c-nd', 's-nd']);

function nameOf(span: WireSpan, kind: SpanKind): string {
  if (kind === 'N') return span.pointName || span.point;
  const request = [span.requestType, span.requestResource].filter((part) => part !== '').join(' ');
  return kind === 'A' ? span.endpoint || request || span.protocol : request || span.endpoint || span.protocol;
}

/** What the answer itself says about its limits. */
export function noticesOf({ clockCorrection }: WireTrace): TraceNotice[] {
  const corrected = [...clockCorrection.values()].filter((us) => us !== 0).length;
  return corrected > 0 ? [{ kind: 'clock_corrected', hosts: corrected }] : [];
}
