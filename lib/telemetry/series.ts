import type { Outcome, RouteMetrics } from '@/lib/deepflow/dto';
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

export type Metered = Pick<RouteMetrics, 'times' | 'stepS' | 'rate' | 'outcomes' | 'bytes' | 'totals'> & {
  /** µs. */
  duration: Record<'p50' | 'p90' | 'p95' | 'p99', (number | null)[]>;
};

export type MeterOptions = {
  range: ResolvedRange;
  stepS: number;
  /** Epoch s; what lies before was not read. Null: the whole range was. */
  coveredFromS: number | null;
  /** False: nothing observes the gateway in this range, so that no call is not zero calls. */
  isObserved: boolean;
};

const allOutcomes: Outcome[] = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'];

/**
 * Series of calls over a range. A bucket that was read and had no call has rate 0 and no durations; one that was not
 * read, or in which nothing observed the gateway, has null everywhere. The first and last bucket are rated by the part
 * of them that lies in the range, so that they do not dip.
 */
export function prepareMetrics(calls: readonly MeteredCall[], options: MeterOptions): Metered {
  const { range, stepS } = options;
  const times = bucketStarts(range, stepS);
  const buckets: MeteredCall[][] = times.map(() => []);
  for (const call of calls) buckets[bucketOf(call, times, stepS)]?.push(call);
  const seconds = times.map((start) => secondsRead(start, options));
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
    },
    bytes: { request: bytesPerSecond('requestBytes'), response: bytesPerSecond('responseBytes') },
    totals: {
      calls: calls.length,
      errors: calls.filter(({ outcome }) => isError(outcome)).length,
      p50Us: percentile(all, 0.5),
      p95Us: percentile(all, 0.95),
      p99Us: percentile(all, 0.99),
    },
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

/** Calls per second alone, by the same rules, for where there is room for one small line. */
export function rateSeries(calls: readonly Pick<MeteredCall, 'endUs'>[], options: MeterOptions): (number | null)[] {
  const times = bucketStarts(options.range, options.stepS);
  const counts = times.map(() => 0);
  for (const call of calls) {
    const at = bucketOf(call, times, options.stepS);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count, at) => rateOf(count, secondsRead(times[at] ?? 0, options)));
}

function bucketOf({ endUs }: Pick<MeteredCall, 'endUs'>, times: readonly number[], stepS: number): number {
  const at = Math.floor((endUs / 1e6 - (times[0] ?? 0)) / stepS);
  return Math.min(Math.max(at, 0), times.length - 1);
}

/** Answers with a fault of either side, and calls without one. */
export function isError(outcome: Outcome): boolean {
  return outcome === 'client_error' || outcome === 'server_error' || outcome === 'timeout';
}

/** µs of those that were answered, ascending. */
export function sortedDurations(calls: readonly Pick<MeteredCall, 'durationUs'>[]): number[] {
  return calls.flatMap(({ durationUs }) => durationUs ?? []).sort((a, b) => a - b);
}

/** The smallest value that at least this share of the values does not exceed (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function secondsRead(startS: number, { range, stepS, coveredFromS, isObserved }: MeterOptions): number | null {
  if (!isObserved) return null;
  const from = Math.max(startS, range.fromMs / 1000);
  const to = Math.min(startS + stepS, range.toMs / 1000);
  if (coveredFromS !== null && from < coveredFromS) return null;
  return to > from ? to - from : null;
}

function rateOf(amount: number, seconds: number | null): number | null {
  return seconds === null ? null : amount / seconds;
}
