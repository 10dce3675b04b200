import type { Span } from '@/lib/deepflow/dto';

/** Epoch µs of each span of a list, finite and in order, and the ends of the time axis that holds them all. */
export type SpanTimes = { start: Float64Array; end: Float64Array; startUs: number; endUs: number };

/** Times as they can be drawn: what is no number stands at the start of the trace, what ends too early has no length. */
export function spanTimes(spans: readonly Span[]): SpanTimes {
  const start = new Float64Array(spans.length);
  const end = new Float64Array(spans.length);
  let startUs = Number.POSITIVE_INFINITY;
  for (const span of spans) if (Number.isFinite(span.startUs) && span.startUs < startUs) startUs = span.startUs;
  if (!Number.isFinite(startUs)) startUs = 0;
  let endUs = startUs;
  spans.forEach((span, at) => {
    const from = Number.isFinite(span.startUs) ? span.startUs : startUs;
    const to = Number.isFinite(span.endUs) && span.endUs > from ? span.endUs : from;
    start[at] = from;
    end[at] = to;
    if (to > endUs) endUs = to;
  });
  return { start, end, startUs, endUs };
}
