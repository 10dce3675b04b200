import type { PanelSeries } from './apisix-dashboard';
import type { PromSeries } from './dto';

export type TopSeries = {
  /** Most first, by the sum of their values; or least first, by their mean. */
  series: PanelSeries[];
  others: { count: number; values: (number | null)[] } | null;
};

/**
 * The `count` series that have most over the whole range, and all others as one. A series without any sample is none.
 * Where no other has a sample, `others` has a gap. Where little is what matters, those with least come first; by their
 * mean, so that one with gaps is not taken for one with little.
 */
export function topSeries(
  series: readonly PromSeries[],
  count: number,
  { leastFirst = false }: { leastFirst?: boolean } = {},
): TopSeries {
  const known = series
    .filter(({ values }) => values.some((value) => value !== null))
    .map((one) => ({ one, by: leastFirst ? -meanOf(one.values) : sumOf(one.values) }))
    .sort((a, b) => b.by - a.by)
    .map(({ one }) => one);
  const rest = known.slice(count);
  return {
    series: known.slice(0, count),
    others: rest.length === 0 ? null : { count: rest.length, values: addedUp(rest) },
  };
}

function sumOf(values: PromSeries['values']): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function meanOf(values: PromSeries['values']): number {
  return sumOf(values) / values.filter((value) => value !== null).length;
}

function addedUp(series: readonly PromSeries[]): (number | null)[] {
  return (series[0]?.values ?? []).map((_, at) => {
    const here = series.flatMap(({ values }) => values[at] ?? []);
    return here.length === 0 ? null : here.reduce((sum, value) => sum + value, 0);
  });
}

/** Whether at some moment there are as many series as the source was asked for, so that more may have been cut off. */
export function reachesLimit(series: readonly PromSeries[], limit: number): boolean {
  if (series.length < limit) return false;
  return (series[0]?.values ?? []).some((_, at) => series.filter(({ values }) => values[at] != null).length >= limit);
}
