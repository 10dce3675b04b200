import { addedUp } from './added-up';
import type { PanelSeries } from './apisix-dashboard';
import type { PromSeries } from './dto';

export type TopSeries = {
  /** Most first, by the sum of their values; or least first, by their mean. */
  series: PanelSeries[];
  others: ({ count: number } & ReturnType<typeof addedUp>) | null;
};

/**
 * The `count` series that have most over the whole range, and all others as one. A series without any sample is none;
 * one whose samples are no numbers comes last. Where no other has a sample, or one has one that is no number, `others`
 * has a gap. Where little is what matters, those with least come first; by their mean, so that one with gaps is not
 * taken for one with little.
 */
export function topSeries(
  series: readonly PromSeries[],
  count: number,
  { leastFirst = false }: { leastFirst?: boolean } = {},
): TopSeries {
  const known = series
    .filter(({ values, notNumbers }) => notNumbers !== undefined || values.some((value) => value !== null))
    .map((one) => ({ one, by: rankOf(one.values, leastFirst) }))
    .sort((a, b) => b.by - a.by)
    .map(({ one }) => one);
  const rest = known.slice(count);
  return {
    series: known.slice(0, count),
    others: rest.length === 0 ? null : { count: rest.length, ...addedUp(rest, rest[0]?.values.length ?? 0) },
  };
}

function sumOf(values: PromSeries['values']): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function rankOf(values: PromSeries['values'], leastFirst: boolean): number {
  const known = values.filter((value) => value !== null).length;
  if (known === 0) return -Number.MAX_VALUE;
  return leastFirst ? -sumOf(values) / known : sumOf(values);
}

/** Whether at some moment there are as many series as the source was asked for, so that more may have been cut off. */
export function reachesLimit(series: readonly PromSeries[], limit: number): boolean {
  if (series.length < limit) return false;
  return (series[0]?.values ?? []).some((_, at) => series.filter(({ values }) => values[at] != null).length >= limit);
}
