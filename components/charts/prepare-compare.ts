import { alignEarlier } from '@/lib/telemetry/compare';
import type { ChartModel } from './chart-model';
import { stacked } from './prepare-series';

/**
 * A chart with what the same chart showed `shiftS` seconds before, series by series (by key). A series that was not
 * there before has gaps; a stack that had others then has the sum that it had. Without an earlier chart, as while it
 * loads, it is as it was.
 */
export function withBefore(
  model: ChartModel,
  earlier: ChartModel | undefined,
  shiftS: number,
  beforeLabel: string,
): ChartModel {
  if (!earlier) return model;
  const values = new Map(earlier.series.map((series) => [series.key, series.values]));
  const today = { times: model.times, stepS: stepOf(model) };
  const then = { times: earlier.times, stepS: stepOf(earlier) };
  const series = model.series.map((one) => ({
    ...one,
    before: alignEarlier(values.get(one.key) ?? [], then, today, shiftS),
  }));
  const isOther = model.series.length !== values.size || model.series.some(({ key }) => !values.has(key));
  if (!model.isStacked || !isOther) return { ...model, series, beforeLabel };
  const sums = stacked([...values.values()], earlier.times.length).at(-1) ?? [];
  return { ...model, series, totalBefore: alignEarlier(sums, then, today, shiftS), beforeLabel };
}

/** The shortest time between two points; with one point, the whole range. */
function stepOf({ times, fromS, toS }: ChartModel): number {
  let step = toS - fromS;
  for (let at = 1; at < times.length; at++) step = Math.min(step, (times[at] ?? 0) - (times[at - 1] ?? 0));
  return step;
}
