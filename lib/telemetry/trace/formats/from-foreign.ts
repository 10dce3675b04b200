import type { Span } from '@/lib/deepflow/dto';
import { type ForeignSpan, plainSpanOf } from './foreign-span';
import { takeOwnAttributes } from './own-attributes';

/** Spans of one trace from another system's records; ours come back as they were. */
export function spansOf(foreign: readonly ForeignSpan[]): Span[] {
  const idOf = new Map<string, string>();
  const spans = foreign.map((record, at) => {
    const span = plainSpanOf(record, record.spanId === '' ? `span-${at + 1}` : record.spanId);
    const named = span.parentId;
    span.parentId = null;
    takeOwnAttributes(span);
    if (span.id !== record.spanId && record.spanId !== '' && !idOf.has(record.spanId)) idOf.set(record.spanId, span.id);
    span.parentId ??= named;
    return span;
  });
  if (idOf.size > 0)
    spans.forEach((span, at) => {
      const named = foreign[at]?.parentSpanId ?? '';
      if (span.parentId === named) span.parentId = idOf.get(named) ?? span.parentId;
    });
  return spans;
}
