import type { Span } from '@/lib/deepflow/dto';

export type Attribute = Span['attributes'][number];

/** Part that a span plays in a call, as OpenTelemetry has it. */
export const spanRoles = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanRole = (typeof spanRoles)[number];

/** What OTLP and Jaeger both say of a span. Ids are as written in the file, empty where there is none. */
export type ForeignSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  service: string | null;
  role: SpanRole;
  /** NaN: the record's time is none. */
  startUs: number;
  /** As `startUs` where there is no end. */
  endUs: number;
  /** False: the record gives no end, because the span was not finished. */
  hasEnd: boolean;
  status: 'unset' | 'ok' | 'error';
  attributes: Attribute[];
  /** Notices of the whole trace, as `noticesAttribute` writes them; blank where its file has none. */
  notices: string;
};

/** By the two generations of OpenTelemetry's HTTP conventions, and by gRPC. */
const statusNames = ['http.response.status_code', 'http.status_code', 'rpc.grpc.status_code'];
/** The one that says it best first. */
const instanceNames = ['k8s.pod.name', 'service.instance.id', 'host.name', 'hostname'];
const hostNames = ['k8s.node.name', 'host.name', 'hostname'];
const protocolNames = ['rpc.system', 'db.system', 'db.system.name', 'messaging.system'];
const routeName = 'apisix.route_id';
const toldNames = new Set([...statusNames, ...instanceNames, ...hostNames, ...protocolNames, routeName]);

/** The span that another system's record says, for everything that it has no field for. */
export function plainSpanOf(foreign: ForeignSpan, id: string): Span {
  const { startUs, endUs, hasEnd, attributes } = foreign;
  const { status, instance, host, protocol, routeId } = toldBy(attributes);
  return {
    id,
    parentId: foreign.parentSpanId === '' ? null : foreign.parentSpanId,
    kind: 'A',
    name: foreign.name,
    service: foreign.service,
    serviceId: foreign.service,
    point: pointOf(foreign.role),
    instance,
    host,
    protocol,
    startUs,
    endUs,
    durationUs: endUs - startUs,
    selfUs: 0,
    shiftUs: 0,
    outcome: outcomeOf(foreign.status, status),
    status,
    traceId: foreign.traceId === '' ? null : foreign.traceId,
    spanId: foreign.spanId === '' ? null : foreign.spanId,
    routeId,
    rowIds: [],
    flowId: null,
    faults: hasEnd ? [] : ['no_end'],
    attributes,
    linkedBy: null,
  };
}

/** As DeepFlow's ingester does it (server/ingester/flow_log/log_data/otel_import.go). */
function pointOf(role: SpanRole): string {
  if (role === 'client' || role === 'producer') return 'c-app';
  return role === 'server' || role === 'consumer' ? 's-app' : 'app';
}

export function roleOf(point: string): SpanRole {
  if (point === 'app') return 'internal';
  return point.startsWith('s') ? 'server' : point.startsWith('c') ? 'client' : 'unspecified';
}

/** A span's own word that it failed stands; without it the code decides, and without a code nothing is known. */
function outcomeOf(status: ForeignSpan['status'], code: number | null): Span['outcome'] {
  const isClientError = code !== null && code >= 400 && code < 500;
  if (status === 'error') return isClientError ? 'client_error' : 'server_error';
  if (isClientError) return 'client_error';
  if (code !== null && code >= 500) return 'server_error';
  return status === 'ok' || code !== null ? 'ok' : 'unknown';
}

/** What attributes say of what a span has a field for, in one pass: a large trace has a million of them. */
function toldBy(attributes: readonly Attribute[]) {
  let status: number | null = null;
  let protocol: string | null = null;
  let routeId: string | null = null;
  let instance = '';
  let instanceRank = instanceNames.length;
  let host = '';
  let hostRank = hostNames.length;
  for (const { name, value } of attributes) {
    if (protocol === null && name.startsWith('http.')) protocol = 'HTTP';
    if (!toldNames.has(name)) continue;
    if (status === null && statusNames.includes(name) && /^\d{1,6}$/.test(value)) status = Number(value);
    if (protocol === null && protocolNames.includes(name))
      protocol = name === 'rpc.system' && value === 'grpc' ? 'gRPC' : value;
    if (routeId === null && name === routeName) routeId = value;
    const ofInstance = instanceNames.indexOf(name);
    if (ofInstance >= 0 && ofInstance < instanceRank) [instance, instanceRank] = [value, ofInstance];
    const ofHost = hostNames.indexOf(name);
    if (ofHost >= 0 && ofHost < hostRank) [host, hostRank] = [value, ofHost];
  }
  return { status, protocol: protocol ?? '', routeId: routeId || null, instance, host };
}
