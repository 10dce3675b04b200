import 'server-only';
import type { Observation, Outbound } from '@/lib/deepflow/join-calls';
import type { Hop, SentRequest } from '@/lib/deepflow/latency-split';
import { outcomeOf } from '@/lib/deepflow/outcome';
import { grpc } from './call-conditions';
import { id, maybeNumber, maybeText, number, type Row, text } from './querier';

/** l7_flow_log.type of a request without an answer. */
const requestAlone = 0;

/** `signal_source` of l7_flow_log. */
const sources = new Map<number, Observation['source']>([
  [0, 'packet'],
  [3, 'ebpf'],
  [4, 'otel'],
]);

/** One row of `calls.rows`, `calls.spans` and their kin. Throws `upstream_contract` for a column that differs. */
export function toObservation(row: Row): Observation {
  const startUs = number(row, 'start_us');
  const isGrpc = number(row, 'protocol_no') === grpc;
  const endpoint = text(row, 'endpoint_name');
  const isAnswered = number(row, 'kind') !== requestAlone;
  return {
    id: id(row, 'id'),
    source: sources.get(number(row, 'source')) ?? 'packet',
    startUs,
    endUs: Math.max(number(row, 'end_us'), startUs),
    durationUs: isAnswered ? number(row, 'duration_us') : null,
    method: text(row, 'method'),
    host: text(row, 'host') || (maybeText(row, 'span_host') ?? ''),
    path: isGrpc && endpoint.startsWith('/') ? endpoint : text(row, 'path'),
    // gRPC has codes of its own.
    status: isGrpc ? null : maybeNumber(row, 'code'),
    outcome: outcomeOf(maybeNumber(row, 'outcome')),
    requestBytes: maybeNumber(row, 'request_bytes'),
    responseBytes: maybeNumber(row, 'response_bytes'),
    client: maybeText(row, 'proxy_client') ?? knownParty(maybeText(row, 'auto_instance_0')),
    server: knownParty(maybeText(row, 'auto_instance_1')),
    traceIds: traceIdsOf(row),
    spanId: text(row, 'span'),
    parentSpanId: text(row, 'parent_span'),
    syscall: id(row, 'syscall'),
    tcpSeq: number(row, 'seq'),
    port: number(row, 'port'),
    routeId: maybeText(row, 'route_id'),
  };
}

/** One row of `calls.spans` with the attributes that were asked for along with it. */
export function toSpan(row: Row, attributes: readonly string[]): Observation {
  if (attributes.length === 0) return toObservation(row);
  return { ...toObservation(row), extra: known(attributes.map((name, at) => [name, maybeText(row, `attr_${at}`)])) };
}

/** One row of `calls.rows` with the place of its client. */
export function toPlacedRow(row: Row): Observation {
  return { ...toObservation(row), extra: known(['pod_0', 'region_0'].map((name) => [name, maybeText(row, name)])) };
}

function known(values: readonly (readonly [string, string | null])[]): Record<string, string> {
  return Object.fromEntries(values.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

export function toOutbound(row: Row): Outbound {
  return { syscall: id(row, 'syscall'), traceIds: traceIdsOf(row), spanId: text(row, 'span') };
}

/** The same where it was asked when and where it went, and how. */
export function toSent(row: Row): Outbound {
  const instance = knownParty(maybeText(row, 'auto_instance_1'));
  const service = knownParty(maybeText(row, 'auto_service_1'));
  const pod = maybeText(row, 'pod_1') ?? '';
  const durationUs = number(row, 'kind') === requestAlone ? null : number(row, 'duration_us');
  const outcome = outcomeOf(maybeNumber(row, 'outcome'));
  return {
    ...toOutbound(row),
    sent: { startUs: number(row, 'start_us'), instance, service, pod, durationUs, outcome },
  };
}

/** The same where it was asked how long it took, too. */
export function toSentRequest(row: Row): SentRequest {
  const sent = toSent(row);
  const startUs = number(row, 'start_us');
  return {
    ...sent,
    tcpSeq: number(row, 'seq'),
    startUs,
    endUs: Math.max(number(row, 'end_us'), startUs),
    durationUs: number(row, 'kind') === requestAlone ? null : number(row, 'duration_us'),
  };
}

/** One row of `calls.hops`. */
export function toHop(row: Row): Hop {
  return {
    tcpSeq: number(row, 'seq'),
    point: text(row, 'point'),
    startUs: number(row, 'start_us'),
    durationUs: number(row, 'kind') === requestAlone ? null : number(row, 'duration_us'),
  };
}

/** A row may carry two trace ids, which the querier joins by a comma. */
export function traceIdsOf(row: Row): string[] {
  return text(row, 'traces')
    .split(', ')
    .filter((traceId) => traceId !== '');
}

/** A span knows only its own side; the other one is all zeros. */
function knownParty(name: string | null): string {
  return name === null || name === '0.0.0.0' || name === '::' ? '' : name;
}
