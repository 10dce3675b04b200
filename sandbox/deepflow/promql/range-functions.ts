import { KahanSum, meanOverTime, sumOverTime, varianceOverTime } from '@/sandbox/deepflow/promql/kahan';
import { quantile } from '@/sandbox/deepflow/promql/quantile';
import type { Window } from '@/sandbox/deepflow/promql/values';

/** What a function makes of the samples of one series within a range; null where it has nothing to say. */
export type RangeFunction = (window: Window, parameter: number) => number | null;

/**
 * `rate`, `increase` and `delta`: the difference of the last and the first sample, extended to the ends of the range
 * where the samples come near them, and for counters never below zero (promql/functions.go extrapolatedRate).
 */
function extrapolated(isCounter: boolean, isRate: boolean): RangeFunction {
  return ({ times, values, startMs, endMs }) => {
    const last = values.length - 1;
    if (last < 1) {
      return null;
    }
    const [firstValue, firstTime, lastTime] = [at(values, 0), at(times, 0), at(times, last)];
    let result = at(values, last) - firstValue;
    for (let index = 1; isCounter && index <= last; index += 1) {
      const before = at(values, index - 1);
      result += at(values, index) < before ? before : 0;
    }
    const sampled = (lastTime - firstTime) / 1000;
    const average = sampled / last;
    const threshold = average * 1.1;
    let toStart = (firstTime - startMs) / 1000;
    const toEnd = (endMs - lastTime) / 1000;
    if (isCounter && result > 0 && firstValue >= 0) {
      toStart = Math.min(toStart, sampled * (firstValue / result));
    }
    const covered = sampled + (toStart < threshold ? toStart : average / 2) + (toEnd < threshold ? toEnd : average / 2);
    const extended = result * (covered / sampled);
    return isRate ? extended / ((endMs - startMs) / 1000) : extended;
  };
}

/** `irate` and `idelta`: the last two samples alone. */
function ofLastTwo(isRate: boolean): RangeFunction {
  return ({ times, values }) => {
    const last = values.length - 1;
    const seconds = (at(times, last) - at(times, last - 1)) / 1000;
    if (last < 1 || seconds === 0) {
      return null;
    }
    const [before, now] = [at(values, last - 1), at(values, last)];
    const difference = isRate && now < before ? now : now - before;
    return isRate ? difference / seconds : difference;
  };
}

function at(list: Float64Array, index: number): number {
  return list[index] ?? NaN;
}

function counted(differs: (before: number, now: number) => boolean): RangeFunction {
  return ({ values }) => {
    let count = 0;
    for (let index = 1; index < values.length; index += 1) {
      count += differs(at(values, index - 1), at(values, index)) ? 1 : 0;
    }
    return count;
  };
}

function extreme(isBetter: (value: number, best: number) => boolean): RangeFunction {
  return ({ values }) => values.reduce((best, value) => (isBetter(value, best) || Number.isNaN(best) ? value : best));
}

/** The mean as the engine takes it: step by step, so that large values do not overflow. */
export function mean(values: Iterable<number>): number {
  let result = 0;
  let count = 0;
  for (const value of values) {
    count += 1;
    if (Math.abs(result) === Infinity && (value === result || Number.isFinite(value))) {
      continue;
    }
    result += value / count - result / count;
  }
  return result;
}

/** The population variance. */
export function variance(values: Iterable<number>): number {
  let [count, average, squares] = [0, 0, 0];
  for (const value of values) {
    count += 1;
    const delta = value - average;
    average += delta / count;
    squares += delta * (value - average);
  }
  return squares / count;
}

/** Least squares over the samples: the value at `interceptMs` and the change a second; null with fewer than two. */
function regression({ times, values }: Window, interceptMs: number): { slope: number; intercept: number } | null {
  if (values.length < 2) {
    return null;
  }
  if (values.every((value) => value === values[0])) {
    return { slope: 0, intercept: Number.isFinite(at(values, 0)) ? at(values, 0) : NaN };
  }
  const sums = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()] as const;
  for (const [index, value] of values.entries()) {
    const x = (at(times, index) - interceptMs) / 1000;
    sums[0].add(x);
    sums[1].add(value);
    sums[2].add(x * value);
    sums[3].add(x * x);
  }
  const [sumX, sumY, sumXY, sumX2] = sums.map((sum) => sum.total) as [number, number, number, number];
  const count = values.length;
  const slope = (sumXY - (sumX * sumY) / count) / (sumX2 - (sumX * sumX) / count);
  return { slope, intercept: sumY / count - (slope * sumX) / count };
}

/** Functions of a range vector by name. All but `last_over_time` drop the metric's name. */
export const rangeFunctions: Readonly<Record<string, RangeFunction>> = {
  rate: extrapolated(true, true),
  increase: extrapolated(true, false),
  delta: extrapolated(false, false),
  irate: ofLastTwo(true),
  idelta: ofLastTwo(false),
  changes: counted((before, now) => now !== before && !(Number.isNaN(now) && Number.isNaN(before))),
  resets: counted((before, now) => now < before),
  deriv: (window) => regression(window, at(window.times, 0))?.slope ?? null,
  avg_over_time: ({ values }) => meanOverTime(values),
  sum_over_time: ({ values }) => sumOverTime(values),
  min_over_time: extreme((value, best) => value < best),
  max_over_time: extreme((value, best) => value > best),
  count_over_time: ({ values }) => values.length,
  last_over_time: ({ values }) => at(values, values.length - 1),
  present_over_time: () => 1,
  stdvar_over_time: ({ values }) => varianceOverTime(values),
  stddev_over_time: ({ values }) => Math.sqrt(varianceOverTime(values)),
  quantile_over_time: ({ values }, level) => quantile(level, [...values]),
};

/** The value that the samples' straight line has some seconds after the moment of evaluation. */
export function predictLinear(window: Window, seconds: number, momentMs: number): number | null {
  const line = regression(window, momentMs);
  return line === null ? null : line.slope * seconds + line.intercept;
}
