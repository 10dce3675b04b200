import { addedUp, type Course } from './added-up';
import type { PromSeries } from './dto';
import { type Bucket, histogramQuantile } from './histogram';

/**
 * The buckets at each of `length` moments of the `_bucket` series of one histogram; series whose `le` is no number are
 * left out. None where the sample of any is no number: an estimate from the others would look like one from all.
 */
export function bucketsOver(series: readonly (Course & Pick<PromSeries, 'labels'>)[], length: number): Bucket[][] {
  // Servers write one bound in several ways: `1` and `1.0`.
  const byBound = new Map<number, Course[]>();
  for (const { labels, ...course } of series) {
    const upTo = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number.parseFloat(labels.le ?? '');
    if (!Number.isNaN(upTo)) byBound.set(upTo, [...(byBound.get(upTo) ?? []), course]);
  }
  const bounds = [...byBound].map(([upTo, parts]) => ({ upTo, ...addedUp(parts, length) }));
  const spoilt = new Set(bounds.flatMap(({ notNumbers = [] }) => notNumbers));
  return Array.from({ length }, (_, at) =>
    spoilt.has(at)
      ? []
      : bounds.flatMap(({ upTo, values }): Bucket[] => {
          const count = values[at] ?? null;
          return count === null ? [] : [{ upTo, count }];
        }),
  );
}

/** The quantiles at each moment of the `_bucket` series of one histogram. */
export function quantilesOver(quantiles: readonly number[], series: readonly PromSeries[]): (number | null)[][] {
  const moments = bucketsOver(series, series[0]?.values.length ?? 0);
  return quantiles.map((quantile) => moments.map((here) => histogramQuantile(quantile, here)?.value ?? null));
}
