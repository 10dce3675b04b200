import type { Labels } from '@/sandbox/deepflow/promql/labels';

/** `timeMs` only where it is the stored sample's own. */
export type Sample = { labels: Labels; value: number; timeMs?: number };

/** Samples of one series, oldest first; times in milliseconds. */
export type Series = { labels: Labels; times: Float64Array; values: Float64Array };

/** Samples within a range, with the range's ends. */
export type Window = { times: Float64Array; values: Float64Array; startMs: number; endMs: number };

export type Value =
  | { type: 'scalar'; value: number }
  | { type: 'string'; value: string }
  | { type: 'vector'; samples: readonly Sample[] };

/** The first index whose time is at or after a moment. */
export function firstAtOrAfter(times: Float64Array, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Samples from `startMs` to `endMs`, both included, as the engine of DeepFlow's version takes them. */
export function windowOf(series: Series, startMs: number, endMs: number): Window {
  const from = firstAtOrAfter(series.times, startMs);
  const to = firstAtOrAfter(series.times, endMs + 1);
  return { times: series.times.subarray(from, to), values: series.values.subarray(from, to), startMs, endMs };
}
