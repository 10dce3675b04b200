import 'server-only';
import { attributesOf, routeIdOf } from '@/lib/deepflow/attributes';
import { outcomeOf } from '@/lib/deepflow/outcome';
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
  const service = kind === 'N' ? null : (maybeText(row, `auto_service_${side}`) ?? maybeText(row, 'app'));
  const startUs = number(row, 'start_us');
  return {
    id: id(row, 'id'),
    parentId: null,
    kind,
    name: kind === 'N' ? point : kind === 'A' ? endpoint || request : request || endpoint,
    service,
    serviceId: service,
    point,
    instance: maybeText(row, `auto_instance_${side}`) ?? text(row, 'nic'),
    host: '',
    protocol: text(row, 'protocol_name'),
    startUs,
    endUs: Math.max(number(row, 'end_us'), startUs),
    durationUs: number(row, 'duration_us'),
    outcome: outcomeOf(maybeNumber(row, 'outcome')),
    status: maybeNumber(row, 'code'),
    traceId: traceIdsOf(row)[0] ?? null,
    spanId: maybeText(row, 'span'),
    routeId: routeIdOf(attributes),
    rowIds: [id(row, 'id')],
    flowId: null,
    faults: [],
    shiftUs: 0,
    attributes,
    linkedBy: null,
    parentSpanId: text(row, 'parent_span'),
    syscall: id(row, 'syscall'),
    tcpSeq: number(row, 'seq'),
  };
}
