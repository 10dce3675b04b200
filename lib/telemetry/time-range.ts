/** One end of a range: a moment relative to the present, or a fixed one (epoch ms). */
export type TimePoint = { kind: 'now'; agoMs: number } | { kind: 'at'; ms: number };

/** What a person chose: both ends as they stand in the address. */
export type TimeRange = { from: TimePoint; to: TimePoint };

/** A range as numbers, epoch ms; `fromMs` < `toMs`. */
export type ResolvedRange = { fromMs: number; toMs: number };

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

/** The relative ranges that are offered; each is its own URL form for `from`, with `to=now`. */
export const timePresets = ['now-5m', 'now-15m', 'now-1h', 'now-3h', 'now-6h', 'now-12h', 'now-1d', 'now-3d'] as const;

export const defaultTimeRange: TimeRange = { from: { kind: 'now', agoMs: unitMs.h }, to: { kind: 'now', agoMs: 0 } };

/** DeepFlow keeps request logs for days, not years: a longer range is a typing error. */
const longestRangeMs = 31 * unitMs.d;
const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2100, 0, 1);

/**
 * Reads one end from its URL form: `now`, `now-15m` (s, m, h, d) or epoch milliseconds.
 * Returns null for anything else.
 */
export function parseTimePoint(text: string): TimePoint | null {
  if (text === 'now') return { kind: 'now', agoMs: 0 };
  const relative = /^now-(\d{1,7})([smhd])$/.exec(text);
  if (relative) {
    const agoMs = Number(relative[1]) * unitMs[relative[2] as Unit];
    return agoMs <= longestRangeMs ? { kind: 'now', agoMs } : null;
  }
  if (!/^\d{12,14}$/.test(text)) return null;
  const ms = Number(text);
  return ms >= earliestMs && ms < latestMs ? { kind: 'at', ms } : null;
}

/** The URL form of one end, which `parseTimePoint` reads back. */
export function formatTimePoint(point: TimePoint): string {
  if (point.kind === 'at') return String(Math.round(point.ms));
  if (point.agoMs === 0) return 'now';
  const unit = (['d', 'h', 'm'] as const).find((candidate) => point.agoMs % unitMs[candidate] === 0) ?? 's';
  return `now-${Math.round(point.agoMs / unitMs[unit])}${unit}`;
}

/**
 * Reads a range from the address. A missing or senseless value, or an end before the start, gives the last hour:
 * a link must never lead to an error page.
 */
export function parseTimeRange(from: string | null | undefined, to: string | null | undefined): TimeRange {
  const start = parseTimePoint(from ?? '');
  const end = parseTimePoint(to ?? 'now');
  if (!start || !end) return defaultTimeRange;
  if (start.kind === 'now' && end.kind === 'now' && start.agoMs <= end.agoMs) return defaultTimeRange;
  if (start.kind === 'at' && end.kind === 'at' && (start.ms >= end.ms || end.ms - start.ms > longestRangeMs))
    return defaultTimeRange;
  return { from: start, to: end };
}

/**
 * Whether a range is longer at the moment `nowMs` than any that is answered: one that begins at a fixed time and ends now
 * grows, and a link to it that was kept for months is as senseless as one that never was any good.
 */
export function isTooLong(range: TimeRange, nowMs: number): boolean {
  const { fromMs, toMs } = resolveRange(range, nowMs);
  return toMs - fromMs > longestRangeMs;
}

/** By how much the clock of a browser may be slow: what begins sooner than that may have happened already. */
const clockSlackMs = 5 * unitMs.m;

/** Whether a range begins after the moment `nowMs`, so that nothing can be in it yet. */
export function isAhead({ fromMs }: ResolvedRange, nowMs: number): boolean {
  return fromMs > nowMs + clockSlackMs;
}

export function formatTimeRange(range: TimeRange): { from: string; to: string } {
  return { from: formatTimePoint(range.from), to: formatTimePoint(range.to) };
}

/** A range of fixed ends, as a drag on a chart makes it; whole seconds, at least one long. */
export function absoluteRange(fromMs: number, toMs: number): TimeRange {
  const start = Math.floor(Math.min(fromMs, toMs) / 1000) * 1000;
  const end = Math.max(Math.ceil(Math.max(fromMs, toMs) / 1000) * 1000, start + 1000);
  return { from: { kind: 'at', ms: start }, to: { kind: 'at', ms: end } };
}

/** True while the range moves with the clock, so that refreshing it shows something new. */
export function isLive(range: TimeRange): boolean {
  return range.to.kind === 'now';
}

/**
 * The range as numbers at the moment `nowMs`. The end is never before the start: a fixed start that still lies in the
 * future gives the second after it.
 */
export function resolveRange(range: TimeRange, nowMs: number): ResolvedRange {
  const at = (point: TimePoint) => (point.kind === 'at' ? point.ms : nowMs - point.agoMs);
  const fromMs = at(range.from);
  return { fromMs, toMs: Math.max(at(range.to), fromMs + 1000) };
}

const stepsS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400] as const;

/** The smallest pleasant step, in seconds, that cuts the range into at most `points` buckets. */
export function bucketStepS({ fromMs, toMs }: ResolvedRange, points: number): number {
  const wanted = (toMs - fromMs) / 1000 / Math.max(1, points);
  return stepsS.find((step) => step >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400;
}

/** Starts of the buckets that cover the range, epoch seconds, multiples of `stepS`. */
export function bucketStarts({ fromMs, toMs }: ResolvedRange, stepS: number): number[] {
  const starts: number[] = [];
  for (let start = Math.floor(fromMs / 1000 / stepS) * stepS; start * 1000 < toMs; start += stepS) starts.push(start);
  return starts;
}
