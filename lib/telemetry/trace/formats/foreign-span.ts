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
  startUs: number;
  endUs: number;
  status: 'unset' | 'ok' | 'error';
  attributes: Attribute[];
};

/** Attribute names by which the two generations of OpenTelemetry's HTTP conventions, and gRPC, tell a status code. */
const statusNames = new Set(['http.response.status_code', 'http.status_code', 'rpc.grpc.status_code']);
const instanceNames = ['k8s.pod.name', 'service.instance.id', 'host.name', 'hostname'];
const hostNames = ['k8s.node.name', 'host.name', 'hostname'];

/** The span that another system's record says, for everything that it has no field for. */
export function plainSpanOf(foreign: ForeignSpan, id: string): Span {
  const { startUs, endUs, attributes } = foreign;
  const status = statusOf(attributes);
  return {
    id,
    parentId: foreign.parentSpanId === '' ? null : foreign.parentSpanId,
    kind: 'A',
    name: foreign.name,
    service: foreign.service,
    serviceId: foreign.service,
    point: pointOf(foreign.role),
    instance: firstOf(attributes, instanceNames),
    host: firstOf(attributes, hostNames),
    protocol: protocolOf(attributes),
    startUs,
    endUs,
    durationUs: endUs - startUs,
    selfUs: 0,
    shiftUs: 0,
    outcome: outcomeOf(foreign.status, status),
    status,
    traceId: foreign.traceId === '' ? null : foreign.traceId,
    spanId: foreign.spanId === '' ? null : foreign.spanId,
    routeId: attributes.find(({ name }) => name === 'apisix.route_id')?.value || null,
    rowIds: [],
    flowId: null,
    faults: [],
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

function statusOf(attributes: readonly Attribute[]): number | null {
  for (const { name, value } of attributes) if (statusNames.has(name) && /^\d{1,6}$/.test(value)) return Number(value);
  return null;
}

/** A span's own word that it failed stands; without it the code decides, and without a code nothing is known. */
function outcomeOf(status: ForeignSpan['status'], code: number | null): Span['outcome'] {
  const isClientError = code !== null && code >= 400 && code < 500;
  if (status === 'error') return isClientError ? 'client_error' : 'server_error';
  if (isClientError) return 'client_error';
  if (code !== null && code >= 500) return 'server_error';
  return status === 'ok' || code !== null ? 'ok' : 'unknown';
}

function protocolOf(attributes: readonly Attribute[]): string {
  for (const { name, value } of attributes) {
    if (name === 'rpc.system') return value === 'grpc' ? 'gRPC' : value;
    if (name === 'db.system' || name === 'db.system.name' || name === 'messaging.system') return value;
    if (name.startsWith('http.')) return 'HTTP';
  }
  return '';
}

function firstOf(attributes: readonly Attribute[], names: readonly string[]): string {
  let best = names.length;
  let found = '';
  for (const { name, value } of attributes) {
    const rank = names.indexOf(name);
    if (rank >= 0 && rank < best) [best, found] = [rank, value];
  }
  return found;
}
