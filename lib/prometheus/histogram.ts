import type { PromSeries } from './dto';

/** One bucket at one moment: how many observations a second were at most `le`. */
export type Bucket = { le: number; rate: number };

/**
 * A quantile of cumulative buckets, in the unit of `le`, by linear interpolation within the bucket that it falls in, as
 * Prometheus's `histogram_quantile` does it (promql/quantile.go, bucketQuantile). Beyond the last finite bound it is that
 * bound. Null without observations, and without a bucket for +Inf.
 */
export function quantileOf(quantile: number, buckets: readonly Bucket[]): number | null {
  const sorted = merged(buckets);
  const last = sorted.at(-1);
  if (!last || last.le !== Number.POSITIVE_INFINITY || sorted.length < 2) return null;
  // A scrape between two buckets of one histogram may leave a higher one with less.
  let most = 0;
  const rising = sorted.map(({ le, rate }) => {
    most = Math.max(most, rate);
    return { le, rate: most };
  });
  if (!(most > 0)) return null;
  const rank = quantile * most;
  const at = rising.findIndex(({ rate }) => rate >= rank);
  if (at === rising.length - 1) return rising[at - 1]?.le ?? null;
  const { le: upper, rate } = rising[at] ?? { le: 0, rate: 0 };
  if (at === 0 && upper <= 0) return upper;
  const below = rising[at - 1] ?? { le: 0, rate: 0 };
  return below.le + (upper - below.le) * ((rank - below.rate) / (rate - below.rate));
}

/** In order, those of one bound as one: `1` and `1.0` are two labels. */
function merged(buckets: readonly Bucket[]): Bucket[] {
  const rates = new Map<number, number>();
  for (const { le, rate } of buckets) rates.set(le, (rates.get(le) ?? 0) + rate);
  return [...rates].map(([le, rate]) => ({ le, rate })).sort((a, b) => a.le - b.le);
}

/** The quantiles at each moment of the `_bucket` series of one histogram; series whose `le` is no number are left out. */
export function quantilesOver(quantiles: readonly number[], series: readonly PromSeries[]): (number | null)[][] {
  const bounds = series.flatMap(({ labels, values }) => {
    const le = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number.parseFloat(labels.le ?? '');
    return Number.isNaN(le) ? [] : [{ le, values }];
  });
  const moments = bounds[0]?.values.length ?? 0;
  const buckets = Array.from({ length: moments }, (_, at) =>
    bounds.flatMap(({ le, values }) => {
      const rate = values[at];
      return rate == null ? [] : [{ le, rate }];
    }),
  );
  return quantiles.map((quantile) => buckets.map((here) => quantileOf(quantile, here)));
}
