import 'server-only';
import type { Seconds } from './call-statements';
import {
  asMicros,
  asText,
  bare,
  column,
  countRows,
  endsWithin,
  hasId,
  isText,
  type Selected,
  type Statement,
  selectCalls,
} from './sql';

/** What a span is made of when the rows themselves are all there is. */
const spanColumns: Selected[] = [
  asText('_id', 'id'),
  column('signal_source', 'source'),
  column('observation_point', 'point'),
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
  column('req_tcp_seq', 'seq'),
  column('capture_nic_name', 'nic'),
  column('app_service', 'app'),
  bare('auto_service_0'),
  bare('auto_service_1'),
  bare('auto_instance_0'),
  bare('auto_instance_1'),
  bare('attribute'),
];

/** All rows of one trace id. */
export function rowsOfTrace(traceId: string, range: Seconds, limit: number): Statement {
  return selectCalls({
    name: 'trace.rows',
    select: spanColumns,
    where: [endsWithin(range.fromS, range.toS), isText('trace_id', traceId)],
    orderBy: 'start_us',
    limit,
  });
}

/** The same of the row itself. */
export function spanOfRow(id: string): Statement {
  return selectCalls({ name: 'trace.row', select: spanColumns, where: [hasId(id)], limit: 1 });
}

/** How many rows there are of one trace id: more than were shown means that the trace was cut. */
export function countOfTrace(traceId: string, range: Seconds): Statement {
  return selectCalls({
    name: 'trace.count',
    select: [countRows('n')],
    where: [endsWithin(range.fromS, range.toS), isText('trace_id', traceId)],
    limit: 1,
  });
}
