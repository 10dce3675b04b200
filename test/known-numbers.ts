import type { KnownCall } from './known-traffic';

/** Duration of a call as the gateway noted it, µs. */
export function tookUs({ inbound }: KnownCall): number {
  return (inbound.endUs ?? Number.NaN) - inbound.startUs;
}

/** How long the gateway waited for the service, µs. */
export function waitedUs({ outbound }: KnownCall): number {
  return (outbound?.clientEndUs ?? Number.NaN) - (outbound?.clientStartUs ?? Number.NaN);
}

/** The smallest value that at least this share of the values does not exceed; null of none. */
export function rank(values: readonly number[], share: number): number | null {
  const reached = (limit: number) => values.filter((value) => value <= limit).length / values.length >= share;
  return values.toSorted((a, b) => a - b).find(reached) ?? null;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

export type Grid = { times: readonly number[]; stepS: number };

/** The calls that ended in each bucket, with how many seconds of it lie in the range. */
export function inBuckets(
  calls: readonly KnownCall[],
  { times, stepS }: Grid,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): { calls: KnownCall[]; seconds: number }[] {
  return times.map((start) => ({
    calls: calls.filter(({ inbound: { endUs } }) => {
      const endS = (endUs ?? Number.NaN) / 1e6;
      return endS >= start && endS < start + stepS;
    }),
    seconds: Math.min(start + stepS, toMs / 1000) - Math.max(start, fromMs / 1000),
  }));
}

export function isFailed({ status }: KnownCall): boolean {
  return status >= 400;
}

/** Calls by a value of theirs, most calls first and equal ones by name, each with what a breakdown says of it. */
export function byValue(calls: readonly KnownCall[], read: (call: KnownCall) => string) {
  const values = [...new Set(calls.map(read))];
  return values
    .map((value) => {
      const of = calls.filter((call) => read(call) === value);
      const durations = of.map(tookUs);
      return {
        value,
        calls: of.length,
        errors: of.filter(isFailed).length,
        p50Us: rank(durations, 0.5),
        p95Us: rank(durations, 0.95),
      };
    })
    .sort((a, b) => b.calls - a.calls || (a.value < b.value ? -1 : 1));
}
