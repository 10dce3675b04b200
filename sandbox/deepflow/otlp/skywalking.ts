import type { OtlpAttribute, OtlpSpan } from '@/sandbox/deepflow/otlp/decode';
import { valueText } from '@/sandbox/deepflow/otlp/values';

export type SpanIds = { trace_id: string; span_id: string; parent_span_id: string };

/**
 * A span's ids. Spans that a collector translated from SkyWalking carry SkyWalking's own in attributes, and those
 * count: a span is its segment and its number in it, and the parent of a segment's first span is in a link.
 */
export function idsOf(span: OtlpSpan): SpanIds {
  const own = last(span.attributes);
  const trace_id = last(span.resource)('sw8.trace_id') ?? own('sw8.trace_id') ?? span.traceId;
  const span_id = own('sw8.span_id') ?? span.spanId;
  const parent_span_id = own('sw8.parent_span_id') ?? span.parentSpanId;
  const segment = own('sw8.segment_id') ?? '';
  if (segment === '') return { trace_id, span_id, parent_span_id };
  return {
    trace_id,
    span_id: `${segment}-${span_id}`,
    parent_span_id: parent_span_id === '' ? linkedParent(span) : `${segment}-${parent_span_id}`,
  };
}

function linkedParent({ links }: OtlpSpan): string {
  for (const link of links) {
    const of = last(link);
    const [segment, parent] = [of('sw8.parent_segment_id'), of('sw8.parent_span_id')];
    const isReference = /^Cross(Process|Thread)$/.test(of('refType') ?? '');
    if (isReference && segment && parent) return `${segment}-${parent}`;
  }
  return '';
}

function last(attributes: readonly OtlpAttribute[]): (key: string) => string | undefined {
  return (key) => {
    const found = attributes.findLast((attribute) => attribute.key === key);
    return found === undefined ? undefined : valueText(found.value);
  };
}
