import 'server-only';
import type { CandidateFilter } from '@/lib/deepflow/attribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import {
  commonFilter,
  gatewaySpan,
  mayBelong,
  mayHaveTarget,
  namesTarget,
  rowFilter,
  seenAtNic,
  sentByGateway,
  servedByGateway,
  spanMayBelong,
} from './call-conditions';
import type { OwnTags } from './own-tags';
import {
  asMicros,
  asText,
  bare,
  type Condition,
  column,
  compare,
  compareStart,
  countRows,
  endsWithin,
  hasId,
  isOneOfTexts,
  isText,
  oneOf,
  type Selected,
  type Statement,
  selectCalls,
} from './sql';

/** Seconds, both included; rows are filed under the second of their end. */
export type Seconds = { fromS: number; toS: number };

/** Where calls are read: the gateway's process, or its network interfaces where nothing watches the process. */
export type Base = { tags: OwnTags } & (
  | { kind: 'ebpf'; processes: readonly string[] }
  | { kind: 'packet'; addresses: readonly string[] }
);

/** Requests as they are seen where calls are read. */
export function observedAt(base: Base): Condition {
  return base.kind === 'ebpf' ? servedByGateway(base.processes, base.tags) : seenAtNic(base.addresses, base.tags);
}

const identity: Selected[] = [
  asText('_id', 'id'),
  column('signal_source', 'source'),
  asMicros('start_time', 'start_us'),
  asMicros('end_time', 'end_us'),
  column('response_duration', 'duration_us'),
  column('type', 'kind'),
  column('request_type', 'method'),
  column('request_domain', 'host'),
  column('request_resource', 'path'),
  column('endpoint', 'endpoint_name'),
  column('l7_protocol', 'protocol_no'),
  column('response_code', 'code'),
  column('response_status', 'outcome'),
  column('request_length', 'request_bytes'),
  column('response_length', 'response_bytes'),
  column('trace_id', 'traces'),
  column('span_id', 'span'),
  column('parent_span_id', 'parent_span'),
  asText('syscall_trace_id_request', 'syscall'),
  column('req_tcp_seq', 'seq'),
  column('server_port', 'port'),
];
/** Names cost a dictionary look-up a row: only asked for where they are shown. */
const parties: Selected[] = [
  bare('auto_instance_0'),
  bare('auto_instance_1'),
  column('http_proxy_client', 'proxy_client'),
];
/** Where a client stands, for those that stand in a place DeepFlow knows. */
const origins: Selected[] = [bare('pod_0'), bare('region_0')];
const route: Selected[] = [
  column('attribute.apisix.route_id', 'route_id'),
  column('attribute.net.host.name', 'span_host'),
];

export type RowQuery = {
  base: Base;
  range: Seconds;
  /** Epoch µs: rows that started then or before; null: all. */
  untilUs: number | null;
  candidates: CandidateFilter;
  filter: CallFilter;
  withParties: boolean;
  withOrigins?: boolean;
  limit: number;
};

/** Rows that may be calls of a route, newest start first. */
export function rowsOfCalls(query: RowQuery): Statement {
  const { base, range, untilUs, candidates, filter, withParties, withOrigins, limit } = query;
  return selectCalls({
    name: base.kind === 'ebpf' ? 'calls.rows' : 'calls.rows_at_nic',
    select: [...identity, ...(withParties ? parties : []), ...(withOrigins ? origins : [])],
    where: [
      endsWithin(range.fromS, range.toS),
      observedAt(base),
      ...mayBelong(candidates),
      ...commonFilter(filter),
      ...rowFilter(filter),
      ...(untilUs === null ? [] : [compareStart('<=', untilUs)]),
    ],
    orderBy: 'start_us',
    limit,
  });
}

export type SpanQuery = Omit<RowQuery, 'base' | 'withOrigins'> & {
  tags: OwnTags;
  /** Null: of every route. */
  routeIds: readonly string[] | null;
  fromUs: number | null;
  /** Names of attributes to read, in this order, as `attr_0`, `attr_1`…. */
  attributes?: readonly string[];
  /** Default: newest start first. */
  oldestFirst?: boolean;
};

/** The gateway's spans of the same time. */
export function spansOfCalls(query: SpanQuery): Statement {
  const {
    tags,
    range,
    fromUs,
    untilUs,
    candidates,
    routeIds,
    filter,
    withParties,
    attributes = [],
    limit,
    oldestFirst,
  } = query;
  return selectCalls({
    name: 'calls.spans',
    select: [
      ...identity,
      ...route,
      ...(withParties ? parties : []),
      ...attributes.map((name, at) => column(`attribute.${name}`, `attr_${at}`)),
    ],
    where: [
      endsWithin(range.fromS, range.toS),
      gatewaySpan(tags),
      ...spanMayBelong(candidates, routeIds),
      ...commonFilter(filter),
      ...(fromUs === null ? [] : [compareStart('>=', fromUs)]),
      ...(untilUs === null ? [] : [compareStart('<=', untilUs)]),
    ],
    orderBy: 'start_us',
    order: oldestFirst ? 'ASC' : 'DESC',
    limit,
  });
}

/**
 * Outgoing requests of the gateway process that belong to these system calls, and on demand when, where and how they went,
 * and when they ended and which packets they were.
 */
export function outboundOfCalls(
  tags: OwnTags,
  syscalls: readonly string[],
  range: Seconds,
  limit: number,
  { withUpstreams = false, withTimes = false } = {},
): Statement {
  const ids = [asText('syscall_trace_id_request', 'syscall'), column('trace_id', 'traces'), column('span_id', 'span')];
  const sent = [
    asMicros('start_time', 'start_us'),
    column('response_duration', 'duration_us'),
    column('type', 'kind'),
    column('response_status', 'outcome'),
    bare('auto_instance_1'),
    bare('auto_service_1'),
    bare('pod_1'),
  ];
  const times = [asMicros('end_time', 'end_us'), column('req_tcp_seq', 'seq')];
  return selectCalls({
    name: 'calls.outbound',
    select: [...ids, ...(withUpstreams ? sent : []), ...(withTimes ? times : [])],
    where: [endsWithin(range.fromS, range.toS), sentByGateway(tags), oneOf('syscall_trace_id_request', syscalls)],
    limit,
  });
}

/** Epoch µs between which a row or span starts, both included. */
export type Starts = { fromUs: number; untilUs: number };

/** What has one of these targets and started then. */
export type TargetQuery = { targets: readonly string[]; range: Seconds; starts: Starts; limit: number };

/** Rows with one of these targets, whatever their outcome: does a span have a row that a filter left out? */
export function rowsOfTargets(base: Base, { targets, range, starts, limit }: TargetQuery): Statement {
  return selectCalls({
    name: base.kind === 'ebpf' ? 'calls.rows_of_spans' : 'calls.rows_of_spans_at_nic',
    select: identity,
    where: [endsWithin(range.fromS, range.toS), observedAt(base), mayHaveTarget(targets), ...startsWithin(starts)],
    orderBy: 'start_us',
    limit,
  });
}

/** The same the other way: gateway spans with one of these targets. */
export function spansOfTargets(tags: OwnTags, { targets, range, starts, limit }: TargetQuery): Statement {
  return selectCalls({
    name: 'calls.spans_of_rows',
    select: [...identity, ...route],
    where: [endsWithin(range.fromS, range.toS), gatewaySpan(tags), namesTarget(targets), ...startsWithin(starts)],
    orderBy: 'start_us',
    limit,
  });
}

function startsWithin({ fromUs, untilUs }: Starts): Condition[] {
  return [compareStart('>=', fromUs), compareStart('<=', untilUs)];
}

/** The row of one call. */
export function rowOfId(id: string): Statement {
  return selectCalls({ name: 'calls.row', select: [...identity, ...route, ...parties], where: [hasId(id)], limit: 1 });
}

/** When anything of a trace was seen: its calls lie around that. */
export function momentsOfTrace(traceId: string, range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'calls.moments_of_trace',
    select: [asMicros('start_time', 'start_us'), asMicros('end_time', 'end_us')],
    where: [endsWithin(range.fromS, range.toS), isText('trace_id', traceId)],
    orderBy: 'start_us',
    limit,
  });
}

/** Which of these TCP requests were seen on a network interface. */
export function packetsOfCalls(tcpSeqs: readonly number[], range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'calls.packets',
    select: [column('req_tcp_seq', 'seq'), countRows('n')],
    where: [endsWithin(range.fromS, range.toS), compare('signal_source', '=', 0), oneOf('req_tcp_seq', tcpSeqs)],
    groupBy: ['seq'],
    limit,
  });
}

/** Every place that agents saw these TCP requests at, interfaces and processes, with how long each took there. */
export function hopsOfRequests(tcpSeqs: readonly number[], range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'calls.hops',
    select: [
      column('req_tcp_seq', 'seq'),
      column('observation_point', 'point'),
      asMicros('start_time', 'start_us'),
      column('response_duration', 'duration_us'),
      column('type', 'kind'),
    ],
    where: [
      endsWithin(range.fromS, range.toS),
      oneOf('signal_source', [0, 3]),
      oneOf('req_tcp_seq', tcpSeqs),
      compare('type', '!=', 1),
    ],
    limit,
  });
}

/** Which signals there are of these traces. */
export function signalsOfTraces(traceIds: readonly string[], range: Seconds, limit: number): Statement {
  const where: Condition[] = [endsWithin(range.fromS, range.toS), isOneOfTexts('trace_id', traceIds)];
  return selectCalls({
    name: 'calls.signals',
    select: [column('trace_id', 'traces'), column('signal_source', 'source'), countRows('n')],
    where,
    groupBy: ['traces', 'source'],
    limit,
  });
}
