import type { ChartModel } from './chart-model';

export type SeriesStats = { last: number | null; average: number | null; highest: number | null; gaps: number };

/** Last, mean and highest of the known values; all null when none is known. Gaps are not counted as zeros. */
export function seriesStats(values: readonly (number | null)[]): SeriesStats {
  let sum = 0;
  let known = 0;
  let last: number | null = null;
  let highest: number | null = null;
  for (const value of values) {
    if (value === null) continue;
    known++;
    sum += value;
    last = value;
    highest = highest === null ? value : Math.max(highest, value);
  }
  return { last, average: known === 0 ? null : sum / known, highest, gaps: values.length - known };
}

/** Top of the value axis: over all series, at least 1 in the smallest unit that makes sense, so that a flat zero lies at the bottom. */
export function valueCeiling(model: ChartModel): number {
  let top = 0;
  for (const one of model.series) for (const value of one.values) if (value !== null && value > top) top = value;
  return top > 0 ? top * 1.08 : 1;
}

/** Places whose neighbours are both unknown: a line cannot show them, they need a dot. */
export function lonelyPoints(values: readonly (number | null | undefined)[]): number[] {
  const lonely: number[] = [];
  values.forEach((value, at) => {
    if (value == null) return;
    if (values[at - 1] == null && values[at + 1] == null) lonely.push(at);
  });
  return lonely;
}
