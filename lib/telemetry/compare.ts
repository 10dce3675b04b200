import type { ResolvedRange } from './time-range';

/** What a range can be compared with: the time of the same length just before it, or the same hours of another day. */
export const comparisons = ['period', 'day', 'week'] as const;
export type Comparison = (typeof comparisons)[number];

const dayS = 86_400;

/**
 * How much earlier the compared time lies, in whole seconds. A period is rounded up to whole steps of the data, so that
 * its buckets lie below today's; a day and a week are whole steps already.
 */
export function comparisonShiftS(range: ResolvedRange, comparison: Comparison, stepS = 1): number {
  if (comparison === 'day') return dayS;
  if (comparison === 'week') return 7 * dayS;
  return Math.ceil((range.toMs - range.fromMs) / 1000 / stepS) * stepS;
}

/** The range to ask for: the same length, `shiftS` earlier; what else a range carries stays. */
export function earlierRange<Range extends ResolvedRange>(range: Range, shiftS: number): Range {
  return { ...range, fromMs: range.fromMs - shiftS * 1000, toMs: range.toMs - shiftS * 1000 };
}

/** Buckets by their starts in epoch seconds, ascending, and how long each is. */
export type Buckets = { times: readonly number[]; stepS: number };

/**
 * Values of an earlier time, one for each of today's buckets. Finer buckets are averaged, a coarser one stands for all
 * that it covers, so this is for rates and levels, not for sums. Null where nothing is known: a gap is not a zero.
 * In epoch seconds a day has always the same length, whatever the clocks on the wall do.
 */
export function alignEarlier(
  values: readonly (number | null)[],
  earlier: Buckets,
  today: Buckets,
  shiftS: number,
): (number | null)[] {
  const middle = (at: number) => (earlier.times[at] ?? Number.POSITIVE_INFINITY) + earlier.stepS / 2;
  let first = 0;
  return today.times.map((time) => {
    const from = time - shiftS;
    const to = from + today.stepS;
    while (middle(first) < from) first += 1;
    let at = first;
    let sum = 0;
    let known = 0;
    for (; middle(at) < to; at += 1) {
      const value = values[at] ?? null;
      if (value === null) continue;
      sum += value;
      known += 1;
    }
    if (at > first) return known === 0 ? null : sum / known;
    return valueAround((from + to) / 2, first);
  });

  /** Of the bucket that holds a moment in which no bucket has its middle: the one before or at `next`. */
  function valueAround(moment: number, next: number): number | null {
    for (const at of [next, next - 1]) {
      const start = earlier.times[at];
      if (start !== undefined && start <= moment && moment < start + earlier.stepS) return values[at] ?? null;
    }
    return null;
  }
}

/**
 * Epoch s from when on any of these series is known, where that is later than their time begins; null: from the beginning
 * on, or nothing is. The first bucket may be lacking for its own reasons: a rate needs what was before it.
 */
export function beginsLateS(
  series: readonly (readonly (number | null)[])[],
  { times }: Pick<Buckets, 'times'>,
): number | null {
  const first = times.findIndex((_, at) => series.some((values) => (values[at] ?? null) !== null));
  return first > 1 ? (times[first] ?? null) : null;
}
