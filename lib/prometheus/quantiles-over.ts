import type { PromSeries } from './dto';
import { type Bucket, histogramQuantile } from './histogram';

/** The quantiles at each moment of the `_bucket` series of one histogram; series whose `le` is no number are left out. */
export function quantilesOver(quantiles: readonly number[], series: readonly PromSeries[]): (number | null)[][] {
  const bounds = series.flatMap(({ labels, values }) => {
    const upTo = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number.parseFloat(labels.le ?? '');
    return Number.isNaN(upTo) ? [] : [{ upTo, values }];
  });
  const moments = Array.from({ length: bounds[0]?.values.length ?? 0 }, (_, at) => {
    // `1` and `1.0` are two labels of one bound.
    const counts = new Map<number, number>();
    for (const { upTo, values } of bounds) {
      const count = values[at];
      if (count != null) counts.set(upTo, (counts.get(upTo) ?? 0) + count);
    }
    return [...counts].map(([upTo, count]): Bucket => ({ upTo, count }));
  });
  return quantiles.map((quantile) => moments.map((here) => histogramQuantile(quantile, here)?.value ?? null));
}
