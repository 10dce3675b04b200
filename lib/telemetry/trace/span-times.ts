import type { Span } from '@/lib/deepflow/dto';
import { faultBit } from './faults';

/** Epoch µs of each span of a list, finite and in order, and the ends of the time axis that holds them all. */
export type SpanTimes = {
  start: Float64Array;
  end: Float64Array;
  startUs: number;
  endUs: number;
  /** Spans that say they start before this are in the past by mistake; -Infinity: no span shows that there is a mistake. */
  earliestUs: number;
  /** Spans with times to come are drawn at the end of the axis, not where they say. */
  isCut: boolean;
};

/** Clocks of those who read and of those who record may differ by this much before a span is said to be in the future. */
const clockToleranceUs = 60_000_000;

/** What lies past this is in the future for who reads at `nowUs`. */
export function latestAt(nowUs: number): number {
  return nowUs + clockToleranceUs;
}

/** The start of 2001. Before it lie times that were never set (0) and clocks that lost theirs (1970, 2000). */
const eraUs = Date.UTC(2001) * 1000;

/**
 * Times as they can be drawn: what is no number stands at the start of the trace, what ends too early has no length.
 * One clock that is years off must not make all else invisible. So times past `latestUs` are drawn where they say only
 * as long as they leave half the axis to the others; else the axis is that of the others, and they stand at its end.
 * Where any span has a time of this age, those from before 2001 are drawn at the start of the axis.
 */
export function spanTimes(spans: readonly Span[], latestUs: number): SpanTimes {
  const start = new Float64Array(spans.length);
  const end = new Float64Array(spans.length);
  const isOfThisAge = (us: number) => us >= eraUs && us <= latestUs;
  const earliestUs = spans.some((span) => isOfThisAge(span.startUs) || isOfThisAge(span.endUs))
    ? eraUs
    : Number.NEGATIVE_INFINITY;
  const isUsable = (us: number) => Number.isFinite(us) && us >= earliestUs;
  let startUs = Number.POSITIVE_INFINITY;
  for (const span of spans) if (isUsable(span.startUs) && span.startUs < startUs) startUs = span.startUs;
  // Where no span tells its start, the first end is the earliest that is known.
  if (!Number.isFinite(startUs)) for (const { endUs: us } of spans) if (isUsable(us) && us < startUs) startUs = us;
  if (!Number.isFinite(startUs)) startUs = 0;
  let pastEndUs = startUs;
  let endUs = startUs;
  spans.forEach((span, at) => {
    const from = isUsable(span.startUs) ? span.startUs : startUs;
    const to = Number.isFinite(span.endUs) && span.endUs > from ? span.endUs : from;
    start[at] = from;
    end[at] = to;
    if (to > endUs) endUs = to;
    for (const us of [from, to]) if (us <= latestUs && us > pastEndUs) pastEndUs = us;
  });
  const mostUs = pastEndUs + (pastEndUs - startUs);
  const isCut = pastEndUs > startUs && endUs > latestUs && endUs > mostUs;
  if (!isCut) return { start, end, startUs, endUs, earliestUs, isCut };
  for (let at = 0; at < start.length; at++) {
    start[at] = Math.min(start[at] ?? 0, pastEndUs);
    end[at] = Math.min(end[at] ?? 0, pastEndUs);
  }
  return { start, end, startUs, endUs: pastEndUs, earliestUs, isCut };
}

/** What of a span's times does not fit, as bits of `TraceColumns.fault`. */
export function timeFaults({ startUs, endUs }: Span, earliestUs: number, latestUs: number): number {
  let bits = 0;
  if (!(Number.isFinite(startUs) && Number.isFinite(endUs))) bits |= badTime;
  if (startUs < earliestUs) bits |= past;
  if (endUs < startUs) bits |= negativeDuration;
  if (isAfter(startUs, latestUs) || isAfter(endUs, latestUs)) bits |= future;
  return bits;
}

function isAfter(us: number, latestUs: number): boolean {
  return Number.isFinite(us) && us > latestUs;
}

const [badTime, past, negativeDuration, future] = [
  faultBit('bad_time'),
  faultBit('past'),
  faultBit('negative_duration'),
  faultBit('future'),
];
/** Times that cannot be right. */
export const doubtfulTimes = badTime | past | future;
