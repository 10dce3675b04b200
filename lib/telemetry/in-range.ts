import type { RouteMetrics } from '@/lib/deepflow/dto';

/** What a rate came to in a range: of its first and last bucket only the part that lies in it, and is complete, was counted. */
export function inRange(
  values: readonly (number | null)[],
  { times, stepS, cut, completeToS }: Pick<RouteMetrics, 'times' | 'stepS' | 'cut' | 'completeToS'>,
  { fromS, toS }: { fromS: number; toS: number },
): number | null {
  if (values.every((value) => value === null)) return null;
  return times.reduce((sum, time, at) => {
    const seconds = Math.min(time + stepS, toS, completeToS ?? toS) - Math.max(time, fromS, cut?.sinceS ?? fromS);
    return sum + (values[at] ?? 0) * Math.max(0, seconds);
  }, 0);
}
