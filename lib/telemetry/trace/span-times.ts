import type { Span } from '@/lib/deepflow/dto';

/** Epoch µs of each span of a list, finite and in order, and the ends of the time axis that holds them all. */
export type SpanTimes = { start: Float64Array; end: Float64Array; startUs: number; endUs: number };

/**
 * Times as they can be drawn: what is no number stands at the start of the trace, what ends too early has no length.
 * Spans past `latestUs` are drawn where they say only as long as they leave half the axis to the others: one clock that
 * is years ahead must not make all else invisible.
 */
export function spanTimes(spans: readonly Span[], latestUs: number): SpanTimes {
  const start = new Float64Array(spans.length);
  const end = new Float64Array(spans.length);
  let startUs = Number.POSITIVE_INFINITY;
  for (const span of spans) if (Number.isFinite(span.startUs) && span.startUs < startUs) startUs = span.startUs;
  if (!Number.isFinite(startUs)) startUs = 0;
  let pastEndUs = startUs;
  let endUs = startUs;
  spans.forEach((span, at) => {
    const from = Number.isFinite(span.startUs) ? span.startUs : startUs;
    const to = Number.isFinite(span.endUs) && span.endUs > from ? span.endUs : from;
    start[at] = from;
    end[at] = to;
    if (to > endUs) endUs = to;
    if (to <= latestUs && to > pastEndUs) pastEndUs = to;
  });
  const mostUs = pastEndUs + (pastEndUs - startUs);
  if (pastEndUs === startUs || endUs <= latestUs || endUs <= mostUs) return { start, end, startUs, endUs };
  for (let at = 0; at < start.length; at++) {
    start[at] = Math.min(start[at] ?? 0, mostUs);
    end[at] = Math.min(end[at] ?? 0, mostUs);
  }
  return { start, end, startUs, endUs: mostUs };
}

/** Whether a span says that it ends later than that. */
export function endsAfter({ startUs, endUs }: Span, latestUs: number): boolean {
  return (Number.isFinite(startUs) && startUs > latestUs) || (Number.isFinite(endUs) && endUs > latestUs);
}
