import type { EstimatedQuantile } from './apisix-metrics';

/** A bucket of a histogram: how many values were at most `upTo` (the label `le`). */
export type Bucket = { upTo: number; count: number };

/**
 * Sums of rates are no whole numbers: of two that should be equal one is less by some last digits. Without this a rank that
 * a bucket just fills would lie in the next one. Prometheus has a tolerance of its own (promql/quantile.go,
 * `smallDeltaTolerance`).
 */
const noise = 1e-9;

/**
 * A quantile of buckets as PromQL's `histogram_quantile` estimates it (promql/quantile.go), and the bucket it lies in,
 * all in the unit of `upTo`. A count below that of a lower bucket is taken for as much: rates of buckets that were read
 * at different moments are not always in order. Null for no values, or without the bucket `+Inf`.
 */
export function histogramQuantile(
  share: number,
  buckets: readonly Bucket[],
): { value: number; from: number; to: number | null } | null {
  const sorted = [...buckets].sort((a, b) => a.upTo - b.upTo);
  let most = 0;
  const counts = sorted.map(({ count }) => {
    most = Math.max(most, Number.isFinite(count) ? count : 0);
    return most;
  });
  if (sorted.length < 2 || sorted.at(-1)?.upTo !== Number.POSITIVE_INFINITY || most === 0) return null;
  const rank = share * most;
  const at = counts.findIndex((count) => count >= rank - noise * most);
  const below = at > 0 ? (counts[at - 1] ?? 0) : 0;
  const from = at > 0 ? (sorted[at - 1]?.upTo ?? 0) : Math.min(0, sorted[0]?.upTo ?? 0);
  if (at === sorted.length - 1) return { value: from, from, to: null };
  const to = sorted[at]?.upTo ?? from;
  const inBucket = (counts[at] ?? 0) - below;
  if (at === 0 && to <= 0) return { value: to, from: to, to };
  return { value: inBucket > 0 ? from + (to - from) * Math.min(1, (rank - below) / inBucket) : to, from, to };
}

/** The same of APISIX's latencies, whose buckets are in ms, in µs. */
export function latencyQuantile(share: number, bucketsMs: readonly Bucket[]): EstimatedQuantile | null {
  const found = histogramQuantile(share, bucketsMs);
  if (found === null) return null;
  return { us: found.value * 1000, fromUs: found.from * 1000, toUs: found.to === null ? null : found.to * 1000 };
}
