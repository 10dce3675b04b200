import type { CallExemplar, Outcome, RouteMetrics } from '@/lib/deepflow/dto';
import { bucketStarts, type ResolvedRange } from './time-range';

/** What the charts need of one call. */
export type MeteredCall = {
  /** Epoch µs; by its end a call belongs to a range, and to a bucket of it. */
  endUs: number;
  durationUs: number | null;
  outcome: Outcome;
  requestBytes: number | null;
  responseBytes: number | null;
};

export type Metered = Pick<
  RouteMetrics,
  'times' | 'stepS' | 'rate' | 'outcomes' | 'duration' | 'bytes' | 'totals' | 'completeToS'
>;

export type MeterOptions = {
  range: ResolvedRange;
  stepS: number;
  /** Epoch s; what lies before was not read. Null: the whole range was. */
  coveredFromS: number | null;
  /** Epoch s; what ended later need not be there yet. Null: all of the range is. */
  completeToS: number | null;
  /** False: nothing observes the gateway in this range, so that no call is not zero calls. */
  isObserved: boolean;
};

export type Buckets = {
  /** Epoch s of each bucket's start. */
  times: number[];
  /** How many seconds of each bucket lie in the range, were read and are complete; null: none, or the read ones are not all. */
  seconds: (number | null)[];
  /**
   * The bucket of a call that ended then (epoch µs); what lies outside of the range is in the first or last one. Null: it
   * ended when not every call is there yet, and is in none.
   */
  indexOf: (endUs: number) => number | null;
};

/** The buckets of a range; the first one, and the last one that is complete, may lie in it by a part. */
export function bucketsOf(options: MeterOptions): Buckets {
  const times = bucketStarts(options.range, options.stepS);
  const first = times[0] ?? 0;
  return {
    times,
    seconds: times.map((start) => secondsRead(start, options)),
    indexOf: (endUs) => {
      if (!isComplete(endUs, options)) return null;
      const at = Math.floor((endUs / 1e6 - first) / options.stepS);
      return Math.min(Math.max(at, 0), times.length - 1);
    },
  };
}

const allOutcomes: Outcome[] = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'];

/**
 * Series of calls over a range. A bucket that was read and had no call has rate 0 and no durations; one that was not
 * read or is not complete yet, or in which nothing observed the gateway, has null everywhere. The first and last bucket
 * are rated by the part of them that lies in the range and is complete, so that they do not dip. Totals are of all calls
 * that are there, but for their rate.
 */
export function prepareMetrics(calls: readonly MeteredCall[], options: MeterOptions): Metered {
  const { stepS } = options;
  const { times, seconds, indexOf } = bucketsOf(options);
  const buckets: MeteredCall[][] = times.map(() => []);
  for (const call of calls) buckets[indexOf(call.endUs) ?? -1]?.push(call);
  const perSecond = (count: (calls: readonly MeteredCall[]) => number) =>
    buckets.map((bucket, at) => rateOf(count(bucket), seconds[at] ?? null));
  const durations = buckets.map((bucket, at) => (seconds[at] === null ? [] : sortedDurations(bucket)));
  const all = sortedDurations(calls);
  return {
    times,
    stepS,
    rate: perSecond((bucket) => bucket.length),
    outcomes: Object.fromEntries(
      allOutcomes.map((outcome) => [
        outcome,
        perSecond((bucket) => bucket.filter((call) => call.outcome === outcome).length),
      ]),
    ) as Record<Outcome, (number | null)[]>,
    duration: {
      p50: durations.map((sorted) => percentile(sorted, 0.5)),
      p90: durations.map((sorted) => percentile(sorted, 0.9)),
      p95: durations.map((sorted) => percentile(sorted, 0.95)),
      p99: durations.map((sorted) => percentile(sorted, 0.99)),
      max: durations.map((sorted) => sorted.at(-1) ?? null),
      average: durations.map(average),
    },
    bytes: { request: bytesPerSecond('requestBytes'), response: bytesPerSecond('responseBytes') },
    totals: {
      calls: calls.length,
      perSecond: perSecondOf(calls, options),
      errors: calls.filter(({ outcome }) => isError(outcome)).length,
      p50Us: percentile(all, 0.5),
      p95Us: percentile(all, 0.95),
      p99Us: percentile(all, 0.99),
    },
    completeToS: options.completeToS,
  };

  /** Sizes are not always captured: a bucket whose calls have none is a gap, and so is all where no call has one. */
  function bytesPerSecond(key: 'requestBytes' | 'responseBytes'): (number | null)[] {
    if (calls.length > 0 && calls.every((call) => call[key] === null)) return buckets.map(() => null);
    return buckets.map((bucket, at) => {
      const known = bucket.flatMap((call) => call[key] ?? []);
      if (known.length === 0 && bucket.length > 0) return null;
      return rateOf(
        known.reduce((sum, bytes) => sum + bytes, 0),
        seconds[at] ?? null,
      );
    });
  }
}

/**
 * The slowest call of each bucket, oldest bucket first: at most one a bucket, none where no call has a duration or where
 * the series has a gap. `timeS` is the bucket's start, where its line has its point.
 */
export function slowestCalls(
  calls: readonly (MeteredCall & { id: string })[],
  { times, stepS, duration, completeToS }: Pick<Metered, 'times' | 'stepS' | 'duration' | 'completeToS'>,
): CallExemplar[] {
  const first = times[0] ?? 0;
  const slowest = new Map<number, CallExemplar>();
  for (const { id, endUs, durationUs, outcome } of calls) {
    if (!isComplete(endUs, { completeToS })) continue;
    const at = Math.min(Math.max(Math.floor((endUs / 1e6 - first) / stepS), 0), times.length - 1);
    const timeS = times[at];
    if (timeS === undefined || durationUs === null || duration.max[at] == null) continue;
    if ((slowest.get(at)?.durationUs ?? -1) < durationUs) slowest.set(at, { id, timeS, durationUs, outcome });
  }
  return [...slowest.values()].sort((a, b) => a.timeS - b.timeS);
}

/** Calls per second alone, by the same rules, for where there is room for one small line. */
export function rateSeries(calls: readonly Pick<MeteredCall, 'endUs'>[], options: MeterOptions): (number | null)[] {
  const { times, seconds, indexOf } = bucketsOf(options);
  const counts = times.map(() => 0);
  for (const { endUs } of calls) {
    const at = indexOf(endUs);
    if (at !== null) counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count, at) => rateOf(count, seconds[at] ?? null));
}

/** Calls per second over the part of the range that was read and is complete; null: there is none, or nothing watched. */
export function perSecondOf(
  calls: readonly Pick<MeteredCall, 'endUs'>[],
  options: Omit<MeterOptions, 'stepS'>,
): number | null {
  const { range, coveredFromS, completeToS, isObserved } = options;
  const fromS = Math.max(range.fromMs / 1000, coveredFromS ?? 0);
  const toS = Math.min(range.toMs / 1000, completeToS ?? Number.POSITIVE_INFINITY);
  if (!isObserved || toS <= fromS) return null;
  return calls.filter(({ endUs }) => isComplete(endUs, options)).length / (toS - fromS);
}

function isComplete(endUs: number, { completeToS }: Pick<MeterOptions, 'completeToS'>): boolean {
  return completeToS === null || endUs < completeToS * 1e6;
}

/** Answers with a fault of either side, and calls without one. */
export function isError(outcome: Outcome): boolean {
  return outcome === 'client_error' || outcome === 'server_error' || outcome === 'timeout';
}

/** µs of those that were answered, ascending. */
export function sortedDurations(calls: readonly Pick<MeteredCall, 'durationUs'>[]): number[] {
  return calls.flatMap(({ durationUs }) => durationUs ?? []).sort((a, b) => a - b);
}

/** Their mean; null of none. */
export function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The smallest value that at least this share of the values does not exceed (nearest rank). */
export function percentile(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function secondsRead(startS: number, options: MeterOptions): number | null {
  const { range, stepS, coveredFromS, completeToS, isObserved } = options;
  if (!isObserved) return null;
  const from = Math.max(startS, range.fromMs / 1000);
  const to = Math.min(startS + stepS, range.toMs / 1000, completeToS ?? Number.POSITIVE_INFINITY);
  if (coveredFromS !== null && from < coveredFromS) return null;
  return to > from ? to - from : null;
}

function rateOf(amount: number, seconds: number | null): number | null {
  return seconds === null ? null : amount / seconds;
}
