/** The grid of a series and the range that it was asked for. */
type Grid = { times: readonly number[]; stepS: number };
type Range = { fromMs: number; toMs: number };

/**
 * The values without those of buckets that lie in the range by less than half: what is counted per second is a gap there,
 * since one call in one second of it would look like a peak.
 */
export function withoutSlivers(values: readonly (number | null)[], grid: Grid, range: Range): (number | null)[] {
  return values.map((value, at) => {
    const start = grid.times[at] ?? 0;
    const covered = Math.min(start + grid.stepS, range.toMs / 1000) - Math.max(start, range.fromMs / 1000);
    return covered < grid.stepS / 2 ? null : value;
  });
}

/** What all charts of one answer have in common. */
export function chartAxis({ times }: Grid, range: Range) {
  return { times, fromS: range.fromMs / 1000, toS: range.toMs / 1000 };
}
