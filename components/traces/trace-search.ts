import type { Span } from '@/lib/deepflow/dto';

const haystacks = new WeakMap<Span, string>();

function haystack(span: Span): string {
  const known = haystacks.get(span);
  if (known !== undefined) return known;
  const text = [
    span.name,
    span.service ?? '',
    span.point,
    span.instance,
    span.protocol,
    span.status ?? '',
    span.traceId ?? '',
    span.spanId ?? '',
    span.routeId ?? '',
    ...span.rowIds,
    ...span.attributes.flatMap((attribute) => [attribute.name, attribute.value]),
  ]
    .join('\n')
    .toLowerCase();
  haystacks.set(span, text);
  return text;
}

/** Indexes of the spans that hold the text anywhere in name, place, ids or attributes; case ignored, ascending. */
export function searchSpans(spans: readonly Span[], text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const hits: number[] = [];
  spans.forEach((span, at) => {
    if (haystack(span).includes(wanted)) hits.push(at);
  });
  return hits;
}

/** The next hit after (or before) a place, around the end; -1 without hits. `from` -1 is before the first. */
export function stepHit(hits: readonly number[], from: number, direction: 1 | -1): number {
  if (hits.length === 0) return -1;
  if (direction === 1) return hits.find((hit) => hit > from) ?? hits[0] ?? -1;
  return hits.findLast((hit) => hit < from) ?? hits.at(-1) ?? -1;
}
