import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { gapsOf, type SpanGap } from '@/lib/telemetry/trace/gaps';

let last: { opened: OpenedTrace; index: number; gaps: SpanGap[] } | null = null;

/** The gaps of a span; those of the last one asked for are kept, because a pointer asks at every move. */
export function keptGaps(opened: OpenedTrace, index: number): SpanGap[] {
  if (last?.opened !== opened || last.index !== index) last = { opened, index, gaps: gapsOf(opened, index) };
  return last.gaps;
}

/** The gap of a span that a moment lies in; null: a child of it runs then, or the span itself does not, or nobody knows. */
export function gapAt(opened: OpenedTrace, index: number, moment: number | null): SpanGap | null {
  const { columns } = opened;
  if (moment === null || index < 0 || columns.last[index] === index) return null;
  if (moment < (columns.start[index] ?? 0) || moment > (columns.end[index] ?? 0)) return null;
  return keptGaps(opened, index).find(({ fromUs, toUs }) => moment >= fromUs && moment <= toUs) ?? null;
}
