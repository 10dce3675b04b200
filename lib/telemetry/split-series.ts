import { type CallSplit, type SplitPart, type SplitSeries, splitParts } from '@/lib/deepflow/latency-split';
import { average, percentile } from './series';
import { bucketStarts, type ResolvedRange } from './time-range';

type Buckets = { range: ResolvedRange; stepS: number };

/**
 * At most `most` of the calls, spread over the buckets of the range: of each bucket as many as of any other, and within one
 * evenly in time. The same calls give the same sample.
 */
export function sampleCalls<Call extends { endUs: number }>(
  calls: readonly Call[],
  { range, stepS }: Buckets,
  most: number,
): Call[] {
  if (calls.length <= most) return [...calls];
  const buckets = inBuckets(calls, { range, stepS }).filter((bucket) => bucket.length > 0);
  // What quiet buckets leave is shared among the busy ones.
  const bySize = buckets.toSorted((a, b) => a.length - b.length);
  const sample: Call[] = [];
  bySize.forEach((bucket, at) => {
    const share = Math.floor((most - sample.length) / (bySize.length - at));
    const sorted = bucket.toSorted((a, b) => a.endUs - b.endUs);
    const taken = Math.min(share, sorted.length);
    for (let place = 0; place < taken; place++) {
      const call = sorted[Math.floor((place * sorted.length) / taken)];
      if (call) sample.push(call);
    }
  });
  return sample;
}

/**
 * Mean and p95 of each part in each bucket, from a sample of calls. A part that no call of a bucket tells is null there;
 * over the range a bucket weighs as many calls as tell the part, each for the `shares[at]` calls that it stands for.
 */
export function splitSeries(
  splits: readonly { endUs: number; split: CallSplit }[],
  buckets: Buckets,
  shares: readonly number[],
): Record<SplitPart, SplitSeries> {
  const sorted = inBuckets(splits, buckets);
  const seriesOf = (part: SplitPart): SplitSeries => {
    const values = sorted.map((bucket) => bucket.flatMap(({ split }) => split[part] ?? []).sort((a, b) => a - b));
    const mean = values.map(average);
    let [sum, weight] = [0, 0];
    values.forEach((known, at) => {
      const calls = known.length * (shares[at] ?? 0);
      sum += (mean[at] ?? 0) * calls;
      weight += calls;
    });
    return {
      mean,
      p95: values.map((known) => percentile(known, 0.95)),
      known: values.reduce((total, known) => total + known.length, 0),
      overallUs: weight === 0 ? null : sum / weight,
    };
  };
  return Object.fromEntries(splitParts.map((part) => [part, seriesOf(part)])) as Record<SplitPart, SplitSeries>;
}

/** The calls of each bucket of the range, by their ends. */
export function inBuckets<Call extends { endUs: number }>(calls: readonly Call[], { range, stepS }: Buckets): Call[][] {
  const times = bucketStarts(range, stepS);
  const buckets: Call[][] = times.map(() => []);
  const first = times[0] ?? 0;
  for (const call of calls)
    buckets[Math.min(Math.max(Math.floor((call.endUs / 1e6 - first) / stepS), 0), buckets.length - 1)]?.push(call);
  return buckets;
}
