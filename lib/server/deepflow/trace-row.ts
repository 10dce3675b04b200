import 'server-only';
import { attributesOf, routeIdOf } from '@/lib/deepflow/attributes';
import type { Span } from '@/lib/deepflow/dto';
import { settledOutcome } from '@/lib/deepflow/trace-faults';
import type { TraceRow } from '@/lib/deepflow/trace-from-rows';
import { kindOf } from '@/lib/deepflow/trace-wire';
import { traceIdsOf } from './observations';
import { id, maybeNumber, maybeText, number, type Row, text } from './querier';

/** One row of `trace.rows` as a span. The side that the row speaks of is the client's at client points. */
export function toTraceRow(row: Row): TraceRow {
  const kind = kindOf(number(row, 'source'));
  const point = text(row, 'point');
  const side = point.startsWith('c') ? '0' : '1';
  const attributes = attributesOf(maybeText(row, 'attribute'));
  const request = [text(row, 'method'), text(row, 'path')].filter((part) => part !== '').join(' ');
  const endpoint = text(row, 'endpoint_name');
  const code = maybeNumber(row, 'code');
  const { outcome, isLate } = settledOutcome(maybeNumber(row, 'outcome'), code);
  const flow = id(row, 'flow');
  const service = kind === 'N' ? null : (maybeText(row, `auto_service_${side}`) ?? maybeText(row, 'app'));
  const startUs = number(row, 'start_us');
  const endUs = number(row, 'end_us');
  const traceIds = traceIdsOf(row);
  return {
    id: id(row, 'id'),
    parentId: null,
    kind,
    name: kind === 'N' ? text(row, 'point_name') || point : kind === 'A' ? endpoint || request : request || endpoint,
    service,
    serviceId: service,
    point,
    instance: maybeText(row, `auto_instance_${side}`) ?? text(row, 'nic'),
    host: maybeText(row, `pod_node_${side}`) ?? '',
    protocol: text(row, 'protocol_name'),
    startUs,
    endUs: Math.max(endUs, startUs),
    durationUs: number(row, 'duration_us'),
    outcome,
    status: code,
    traceId: traceIds.length === 0 ? null : traceIds.join(', '),
    spanId: maybeText(row, 'span'),
    routeId: routeIdOf(attributes),
    rowIds: [id(row, 'id')],
    flowId: kind === 'A' || flow === '0' ? null : flow,
    faults: [
      ...(isLate ? (['timeout_with_answer'] as const) : []),
      ...(endUs < startUs ? (['negative_duration'] as const) : []),
    ],
    shiftUs: 0,
    attributes: [...linksOf(row), ...attributes],
    linkedBy: null,
    parentSpanId: text(row, 'parent_span'),
    syscall: id(row, 'syscall'),
    syscallAnswer: id(row, 'syscall_answer'),
    tcpSeq: number(row, 'seq'),
    tcpSeqAnswer: number(row, 'seq_answer'),
    xRequestIds: [...new Set([text(row, 'x_asked'), text(row, 'x_answered')])].filter((value) => value !== ''),
    method: text(row, 'method'),
    client: maybeText(row, 'auto_instance_0') ?? '',
    server: maybeText(row, 'auto_instance_1') ?? '',
  };
}

/** What is shown of a row under the names that the tracing service gives its fields. */
const shown = [
  ['endpoint', 'endpoint_name'],
  ['request_type', 'method'],
  ['request_resource', 'path'],
  ['x_request_id_0', 'x_asked'],
  ['x_request_id_1', 'x_answered'],
  ['parent_span_id', 'parent_span'],
  ['flow_id', 'flow'],
  ['req_tcp_seq', 'seq'],
  ['resp_tcp_seq', 'seq_answer'],
  ['syscall_trace_id_request', 'syscall'],
  ['syscall_trace_id_response', 'syscall_answer'],
  ['app_service', 'app'],
  ['tap_port_name', 'nic'],
] as const;

function linksOf(row: Row): Span['attributes'] {
  return shown.flatMap(([name, column]) => {
    const value = text(row, column);
    return value === '' || value === '0' ? [] : [{ name, value, isColumn: true }];
  });
}
