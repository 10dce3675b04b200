import 'server-only';
import { addedUp, type Course } from '@/lib/prometheus/added-up';
import {
  type BandwidthNumbers,
  type LatencyNumbers,
  type LatencyType,
  type Quantile,
  quantiles,
  type StatusNumbers,
} from '@/lib/prometheus/apisix-metrics';
import type { PromRange, PromSample, PromSeries } from '@/lib/prometheus/dto';
import { type Bucket, latencyQuantile } from '@/lib/prometheus/histogram';
import { bucketsOver } from '@/lib/prometheus/quantiles-over';

/*
 * From answers to the expressions of route-expressions.ts to numbers of a route. Series beyond the known labels are left
 * alone; of what is missing at a moment, or is no number, nothing is made.
 */

/** Requests by status code, and under which values of `route` they were found. */
export function statusOf(rates: PromRange, totals: readonly PromSample[]): StatusNumbers & { routes: string[] } {
  const codes = new Map<string, Course[]>();
  for (const { labels, ...course } of rates.series)
    if (labels.code !== undefined) codes.set(labels.code, [...(codes.get(labels.code) ?? []), course]);
  const grown = totals.filter(({ labels }) => labels.code !== undefined && labels.route === undefined);
  for (const { labels } of grown) if (!codes.has(labels.code ?? '')) codes.set(labels.code ?? '', []);
  const countOf = (code: string) => grown.find(({ labels }) => labels.code === code)?.value ?? null;
  const first = totals.filter(({ labels }) => labels.code !== undefined && labels.route !== undefined);
  const resets = totals.filter(({ labels }) => labels.code === undefined && labels.route !== undefined);
  const isKnown = grown.length > 0 && [...grown, ...first].every(({ value }) => value !== null);
  return {
    codes: [...codes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, parts]) => ({ code, ...addedUp(parts, rates.times.length), count: countOf(code) })),
    count: isKnown ? addUp(grown) : null,
    first: [...new Set(first.map(({ labels }) => labels.code ?? ''))].sort().map((code) => ({
      code,
      count: addUp(first.filter(({ labels }) => labels.code === code)),
    })),
    resets: addUp(resets),
    routes: [...new Set(rates.series.flatMap(({ labels }) => labels.route ?? []))],
  };
}

/** Quantiles and means by type, µs; APISIX counts in ms. */
export function latencyOf(rates: PromRange, totals: readonly PromSample[]): LatencyNumbers {
  const of = (type: LatencyType): LatencyNumbers[LatencyType] => {
    const ofType = rates.series.filter(({ labels }) => labels.type === type);
    const sums = ofType.find((one) => !isBucket(one))?.values ?? [];
    const bucketsAt = bucketsOver(ofType.filter(isBucket), rates.times.length);
    const grown = totals.filter(({ labels }) => labels.type === type);
    const whole =
      bucketsOver(
        grown
          .filter(isBucket)
          .map(({ labels, value }) => ({ labels, values: [value], notNumbers: value === null ? [0] : [] })),
        1,
      )[0] ?? [];
    return {
      series: {
        ...eachQuantile((share) => bucketsAt.map((at) => latencyQuantile(share, at)?.us ?? null)),
        mean: bucketsAt.map((at, index) => meanUs(sums[index] ?? null, at)),
      },
      whole: eachQuantile((share) => latencyQuantile(share, whole)),
      wholeMeanUs: meanUs(grown.find((one) => !isBucket(one))?.value ?? null, whole),
    };
  };
  return { request: of('request'), upstream: of('upstream'), apisix: of('apisix') };
}

/** Bytes by direction. */
export function bandwidthOf(rates: PromRange, totals: readonly PromSample[]): BandwidthNumbers {
  const of = (type: 'ingress' | 'egress') => ({
    values: rates.series.find(({ labels }) => labels.type === type)?.values ?? rates.times.map(() => null),
    bytes: totals.find(({ labels }) => labels.type === type)?.value ?? null,
  });
  return { ingress: of('ingress'), egress: of('egress') };
}

function eachQuantile<T>(make: (share: number) => T): Record<Quantile, T> {
  const { p50, p90, p95, p99 } = quantiles;
  return { p50: make(p50), p90: make(p90), p95: make(p95), p99: make(p99) };
}

function isBucket({ labels }: Pick<PromSeries, 'labels'>): boolean {
  return labels.le !== undefined;
}

function meanUs(sumMs: number | null, buckets: readonly Bucket[]): number | null {
  const count = buckets.find(({ upTo }) => upTo === Number.POSITIVE_INFINITY)?.count ?? 0;
  return sumMs === null || count <= 0 ? null : (sumMs / count) * 1000;
}

function addUp(samples: readonly PromSample[]): number {
  return samples.reduce((sum, { value }) => sum + (value ?? 0), 0);
}
