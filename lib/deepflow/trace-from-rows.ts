import { groupBy } from './group-by';
import { positionOf } from './points';
import type { SpanNode } from './trace-model';

/** A row as a span, with what links it to others. */
export type TraceRow = SpanNode & {
  parentSpanId: string;
  /** syscall_trace_id_request; `'0'`: none. */
  syscall: string;
  /** req_tcp_seq; 0: none. */
  tcpSeq: number;
};

/**
 * Hangs rows below each other by what they say themselves, for when the tracing service found nothing: points of one
 * TCP request in the order of its way, a process's outgoing request below its incoming one with the same system call,
 * spans below their parent span, a span below the process that received its request.
 */
export function nodesOfRows(rows: readonly TraceRow[]): SpanNode[] {
  const spans = new Map(
    rows.filter(({ kind, spanId }) => kind === 'A' && spanId !== null).map((row) => [row.spanId, row]),
  );
  const legs = groupBy(
    rows.filter(({ kind, tcpSeq }) => kind !== 'A' && tcpSeq !== 0),
    ({ tcpSeq }) => tcpSeq,
  );
  for (const leg of legs.values()) leg.sort((a, b) => positionOf(a.point) - positionOf(b.point));
  const served = new Map(
    rows.filter(({ point, syscall }) => point === 's-p' && syscall !== '0').map((row) => [row.syscall, row]),
  );
  const received = new Map(
    rows
      .filter(({ kind, point, spanId }) => kind !== 'A' && point === 's-p' && spanId !== null)
      .map((row) => [row.spanId, row]),
  );
  return rows.map((row) => {
    const parent = row.kind === 'A' ? parentOfSpan(row) : parentOfRow(row);
    const { parentSpanId: _span, syscall: _syscall, tcpSeq: _seq, ...node } = row;
    return { ...node, parentId: parent && parent.row !== row ? parent.row.id : null, linkedBy: parent?.by ?? null };
  });

  function parentOfSpan({ parentSpanId }: TraceRow): Link | null {
    if (parentSpanId === '') return null;
    const process = received.get(parentSpanId);
    if (process) return { row: process, by: 'span_id' };
    const span = spans.get(parentSpanId);
    return span ? { row: span, by: 'parent_span_id' } : null;
  }

  function parentOfRow(row: TraceRow): Link | null {
    const leg = legs.get(row.tcpSeq) ?? [];
    const before = leg[leg.indexOf(row) - 1];
    if (before) return { row: before, by: 'req_tcp_seq' };
    const span = row.spanId === null ? undefined : spans.get(row.spanId);
    if (span) return { row: span, by: 'span_id' };
    const process = row.point === 'c-p' ? served.get(row.syscall) : undefined;
    return process ? { row: process, by: 'syscall_trace_id' } : null;
  }
}

type Link = { row: TraceRow; by: string };
