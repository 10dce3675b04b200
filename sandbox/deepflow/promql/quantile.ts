/** A quantile between the values, as `quantile` and `quantile_over_time` take it. */
export function quantile(level: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(level)) {
    return NaN;
  }
  if (level < 0 || level > 1) {
    return level < 0 ? -Infinity : Infinity;
  }
  const ordered = [...values].sort((a, b) => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b));
  const rank = level * (ordered.length - 1);
  const low = Math.max(0, Math.floor(rank));
  const high = Math.min(ordered.length - 1, low + 1);
  const weight = rank - Math.floor(rank);
  return (ordered[low] ?? NaN) * (1 - weight) + (ordered[high] ?? NaN) * weight;
}

export type Bucket = { upper: number; count: number };

/** A quantile from the buckets of a classic histogram, straight lines within a bucket (promql/quantile.go). */
export function bucketQuantile(level: number, given: readonly Bucket[]): number {
  if (Number.isNaN(level)) {
    return NaN;
  }
  if (level < 0 || level > 1) {
    return level < 0 ? -Infinity : Infinity;
  }
  const buckets = monotonic(merged(given));
  const last = buckets.length - 1;
  const total = buckets[last]?.count ?? 0;
  if (buckets[last]?.upper !== Infinity || last < 1 || total === 0) {
    return NaN;
  }
  const rank = level * total;
  const found = buckets.findIndex(({ count }) => count >= rank);
  const index = found < 0 ? last : found;
  const bucket = buckets[index];
  if (bucket === undefined || index === last) {
    return buckets[last - 1]?.upper ?? NaN;
  }
  const before = buckets[index - 1];
  if (before === undefined) {
    return bucket.upper <= 0 ? bucket.upper : bucket.upper * (rank / bucket.count);
  }
  return before.upper + (bucket.upper - before.upper) * ((rank - before.count) / (bucket.count - before.count));
}

/** In order, those with the same bound as one. */
function merged(buckets: readonly Bucket[]): Bucket[] {
  const result: Bucket[] = [];
  for (const bucket of [...buckets].sort((a, b) => (a.upper < b.upper ? -1 : a.upper > b.upper ? 1 : 0))) {
    const last = result.at(-1);
    if (last !== undefined && last.upper === bucket.upper) {
      last.count += bucket.count;
    } else {
      result.push({ ...bucket });
    }
  }
  return result;
}

/** Counts of a scrape may not be of one moment: none is below the one before. */
function monotonic(buckets: readonly Bucket[]): Bucket[] {
  let most = -Infinity;
  return buckets.map(({ upper, count }) => {
    most = count > most ? count : most;
    return { upper, count: Math.max(count, most) };
  });
}
