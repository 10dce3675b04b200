/** The grid of a series, with the epoch s up to which it is complete, and the range that it was asked for. */
type Grid = { times: readonly number[]; stepS: number; completeToS: number | null };
type Range = { fromMs: number; toMs: number };

/**
 * The values without those of buckets that lie in the range by less than half: what is counted per second is a gap there,
 * since one call in one second of it would look like a peak.
 */
export function withoutSlivers(values: readonly (number | null)[], grid: Grid, range: Range): (number | null)[] {
  const toS = Math.min(range.toMs / 1000, grid.completeToS ?? Number.POSITIVE_INFINITY);
  return values.map((value, at) => {
    const start = grid.times[at] ?? 0;
    const covered = Math.min(start + grid.stepS, toS) - Math.max(start, range.fromMs / 1000);
    return covered < grid.stepS / 2 ? null : value;
  });
}

/** What all charts of one answer have in common. */
export function chartAxis({ times }: Pick<Grid, 'times'>, range: Range) {
  return { times, fromS: range.fromMs / 1000, toS: range.toMs / 1000 };
}
