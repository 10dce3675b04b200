import 'server-only';
import { sentByGateway } from './call-conditions';
import type { Seconds } from './call-statements';
import { ownEnd, ownSpan } from './own-end';
import type { OwnTags } from './own-tags';
import {
  any,
  asMicros,
  asText,
  bare,
  column,
  countRows,
  endsWithin,
  enumName,
  hasId,
  isOneOfTexts,
  oneOf,
  type Selected,
  type Statement,
  selectCalls,
} from './sql';

/** What a span is made of when the rows themselves are all there is. */
const spanColumns: Selected[] = [
  asText('_id', 'id'),
  column('signal_source', 'source'),
  column('observation_point', 'point'),
  enumName('observation_point', 'point_name'),
  asMicros('start_time', 'start_us'),
  asMicros('end_time', 'end_us'),
  column('response_duration', 'duration_us'),
  column('biz_protocol', 'protocol_name'),
  column('endpoint', 'endpoint_name'),
  column('request_type', 'method'),
  column('request_domain', 'host'),
  column('request_resource', 'path'),
  column('response_code', 'code'),
  column('response_status', 'outcome'),
  column('trace_id', 'traces'),
  column('span_id', 'span'),
  column('parent_span_id', 'parent_span'),
  asText('syscall_trace_id_request', 'syscall'),
  asText('syscall_trace_id_response', 'syscall_answer'),
  column('req_tcp_seq', 'seq'),
  column('resp_tcp_seq', 'seq_answer'),
  column('x_request_id_0', 'x_asked'),
  column('x_request_id_1', 'x_answered'),
  asText('flow_id', 'flow'),
  column('capture_nic_name', 'nic'),
  column('app_service', 'app'),
  bare('auto_service_0'),
  bare('auto_service_1'),
  bare('auto_instance_0'),
  bare('auto_instance_1'),
  bare('pod_node_0'),
  bare('pod_node_1'),
  bare('attribute'),
];

/** The same of the row itself. */
export function spanOfRow(id: string): Statement {
  return selectCalls({ name: 'trace.row', select: spanColumns, where: [hasId(id)], limit: 1 });
}

/** All rows of some trace ids; a text is compared as `isOneOfTexts` does. */
export function rowsOfTraces(traceIds: readonly string[], range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'trace.rows',
    select: spanColumns,
    where: [endsWithin(range.fromS, range.toS), isOneOfTexts('trace_id', traceIds)],
    orderBy: 'start_us',
    order: 'ASC',
    limit,
  });
}

/** What rows of one request have in common beside a trace id; a text is compared as `isOneOfTexts` does. */
export type RowLinks = {
  tcpSeqs: readonly number[];
  tcpSeqAnswers: readonly number[];
  /** Decimal. */
  syscalls: readonly string[];
  xRequestIds: readonly string[];
};

/** Rows that share one of these. Throws for links without any. */
export function rowsOfLinks(links: RowLinks, range: Seconds, limit: number): Statement {
  const { tcpSeqs, tcpSeqAnswers, syscalls, xRequestIds } = links;
  return selectCalls({
    name: 'trace.linked_rows',
    select: spanColumns,
    where: [
      endsWithin(range.fromS, range.toS),
      any([
        ...(tcpSeqs.length > 0 ? [oneOf('req_tcp_seq', tcpSeqs)] : []),
        ...(tcpSeqAnswers.length > 0 ? [oneOf('resp_tcp_seq', tcpSeqAnswers)] : []),
        ...(syscalls.length > 0
          ? [oneOf('syscall_trace_id_request', syscalls), oneOf('syscall_trace_id_response', syscalls)]
          : []),
        ...(xRequestIds.length > 0
          ? [isOneOfTexts('x_request_id_0', xRequestIds), isOneOfTexts('x_request_id_1', xRequestIds)]
          : []),
      ]),
    ],
    orderBy: 'start_us',
    order: 'ASC',
    limit,
  });
}

/** What the gateway's process sent while it served the request of one system call. */
export function outboundOfRow(tags: OwnTags, syscall: string, range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'trace.outbound',
    select: spanColumns,
    where: [endsWithin(range.fromS, range.toS), sentByGateway(tags), oneOf('syscall_trace_id_request', [syscall])],
    orderBy: 'start_us',
    order: 'ASC',
    limit,
  });
}

/** A row if it is this gateway's: one of its process by where that runs, one of its spans as spans are told. */
export function rowIfOwn(tags: OwnTags, id: string, kind: 'process' | 'span'): Statement {
  const own = kind === 'span' ? ownSpan(tags) : ownEnd(tags, '_1');
  return selectCalls({ name: 'trace.own', select: [asText('_id', 'id')], where: [hasId(id), ...own], limit: 1 });
}

/** How many rows there are of some trace ids, and of what else a statement cannot tell from them, by trace id. */
export function countOfTraces(traceIds: readonly string[], range: Seconds): Statement {
  return selectCalls({
    name: 'trace.count',
    select: [column('trace_id', 'traces'), countRows('n')],
    where: [endsWithin(range.fromS, range.toS), isOneOfTexts('trace_id', traceIds)],
    groupBy: ['traces'],
    orderBy: 'n',
    limit: 10_000,
  });
}
