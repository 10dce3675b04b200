import { queryOptions } from '@tanstack/react-query';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';

const numbers = new WeakMap<OpenedTrace, number>();
let lastNumber = 0;

/** One opening of a trace has no id of its own: two files may carry equal spans. */
function openingKey(opened: OpenedTrace): number {
  const known = numbers.get(opened);
  if (known !== undefined) return known;
  numbers.set(opened, ++lastNumber);
  return lastNumber;
}

/** One span with all its attributes, from the engine that holds the trace. */
export function spanQuery(opened: OpenedTrace, engine: TraceEngine, index: number) {
  return queryOptions({
    queryKey: ['opened-span', openingKey(opened), index],
    queryFn: () => engine.span(index),
    enabled: index >= 0 && index < opened.columns.count,
    staleTime: Number.POSITIVE_INFINITY,
    // Spans carry up to megabytes; they are one message away.
    gcTime: 10_000,
    retry: false,
  });
}
