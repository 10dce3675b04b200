import type { ChartModel } from '@/components/charts/chart-model';
import { chartAxis } from '@/components/metrics/whole-buckets';
import { type LatencySplit, type SplitPart, splitParts } from '@/lib/deepflow/latency-split';
import type { ApisixMetrics } from '@/lib/prometheus/apisix-metrics';

const look: Record<SplitPart, { colour: string; dash?: number[] }> = {
  clientNetwork: { colour: '--series-6' },
  gateway: { colour: '--series-1', dash: [6, 3] },
  upstreamNetwork: { colour: '--series-5', dash: [2, 3] },
  upstream: { colour: '--series-3', dash: [8, 3, 2, 3] },
  beyond: { colour: '--series-10', dash: [1, 4] },
};

/**
 * Which parts are drawn, in the order of the way, and which nothing observed. `beyond` is either only where it occurs:
 * where everything was told apart nothing is left for it, and where nothing was it says what is known.
 */
export function splitOf({ parts }: LatencySplit): { drawn: SplitPart[]; missing: SplitPart[] } {
  const hasBeyond = parts.beyond.mean.some((value) => value !== null && value > 0);
  const isOnlyBeyond = hasBeyond && !parts.upstream.mean.some((value) => value !== null && value > 0);
  const drawn = splitParts.filter((part) => {
    if (part === 'beyond') return hasBeyond;
    if (isOnlyBeyond && (part === 'upstream' || part === 'upstreamNetwork')) return false;
    return parts[part].known > 0;
  });
  return { drawn, missing: splitParts.filter((part) => part !== 'beyond' && !drawn.includes(part)) };
}

/** The means of the parts on each other, and the p95 of each by itself; what nothing observed is in neither. */
export function prepareSplitCharts(
  split: LatencySplit,
  range: { fromMs: number; toMs: number },
  words: Record<SplitPart, string>,
): { mean: ChartModel; p95: ChartModel } {
  const { drawn } = splitOf(split);
  const chart = (of: 'mean' | 'p95'): ChartModel => ({
    ...chartAxis(split, range),
    unit: 'durationUs',
    series: drawn.map((part) => ({ key: part, label: words[part], values: split.parts[part][of], ...look[part] })),
  });
  return { mean: { ...chart('mean'), isStacked: true }, p95: chart('p95') };
}

/**
 * The same as APISIX tells it, of a mean request: what it spent itself, and the rest, in which it waited for the upstream,
 * network included. APISIX's own mean of the upstream is of the requests alone that went there: with those that it answered
 * by itself both would add up to more than a request took. Null where it has counted nothing.
 */
export function prepareApisixSplit(
  { times, latency }: ApisixMetrics,
  range: { fromMs: number; toMs: number },
  words: Record<'upstream' | 'apisix', string>,
): ChartModel | null {
  const { data } = latency;
  if (data === null) return null;
  const [request, own, upstream] = [data.request, data.apisix, data.upstream].map(({ series }) => series.mean);
  const rest = times.map((_, at) => {
    const [whole, part] = [request?.[at] ?? null, own?.[at] ?? null];
    return whole === null || part === null ? null : Math.max(0, whole - part);
  });
  if (rest.every((us) => us === null)) return null;
  const wentOn = upstream?.some((us) => us !== null) === true;
  return {
    ...chartAxis({ times }, range),
    unit: 'durationUs',
    isStacked: true,
    series: [
      { key: 'apisix', label: words.apisix, values: own ?? [], ...look.gateway },
      ...(wentOn ? [{ key: 'upstream', label: words.upstream, values: rest, ...look.beyond }] : []),
    ],
  };
}
