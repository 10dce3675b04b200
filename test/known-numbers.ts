import type { DurationFigure, Outcome, RouteMetrics } from '@/lib/deepflow/dto';
import type { SplitPart } from '@/lib/deepflow/latency-split';
import type { Exchange } from '@/sandbox/agent/exchange';
import { type Observation, observations } from '@/sandbox/agent/observation-points';
import { inventory } from '@/sandbox/deepflow/inventory';
import type { KnownCall } from './known-traffic';

/** Duration of a call as the gateway noted it, µs; NaN of one that it did not answer. */
export function tookUs({ inbound }: KnownCall): number {
  return (inbound.endUs ?? Number.NaN) - inbound.startUs;
}

/** Of those that were answered, µs. */
export function durationsOf(calls: readonly KnownCall[]): number[] {
  return calls.map(tookUs).filter((us) => !Number.isNaN(us));
}

/** How long one request of the gateway to a service took, answered or not, µs. */
export function tryUs({ clientStartUs, clientEndUs }: Exchange): number {
  return (clientEndUs ?? Number.NaN) - (clientStartUs ?? Number.NaN);
}

/** How long the gateway waited for services, µs. */
export function waitedUs({ outbound }: KnownCall): number {
  return sum(outbound.map(tryUs));
}

/** When a call ended, epoch s: one without an answer is filed under its start. */
export function endS({ inbound: { startUs, endUs } }: KnownCall): number {
  return (endUs ?? startUs) / 1e6;
}

/** The place nearest to its client at which an agent noted a call. */
export function outermostOf({ inbound, sender }: KnownCall): Observation {
  const client = sender === null ? null : inventory.workload(sender);
  return observations(inbound, client, inventory.workload('apisix'))[0] as Observation;
}

/**
 * The parts of a call's time by what agents noted at the places that it passed: the outermost of them, the gateway and the
 * innermost place of each request to a service. Null: it was not answered; or, of what lies behind the gateway's
 * interface, a service did not answer.
 */
export function partsOf(call: KnownCall): Record<SplitPart, number | null> {
  const unknown = { clientNetwork: null, gateway: null, upstreamNetwork: null, upstream: null, beyond: null };
  const took = tookUs(call);
  if (Number.isNaN(took)) return unknown;
  const apisix = inventory.workload('apisix');
  const lasted = ({ startUs, endUs }: Observation) => (endUs ?? Number.NaN) - startUs;
  const clientNetwork = lasted(outermostOf(call)) - took;
  if (call.outbound.some(({ endUs }) => endUs === null)) return { ...unknown, clientNetwork };
  const upstream = sum(
    call.outbound.map((sent) => {
      const innermost = observations(sent, apisix, inventory.workload(sent.server.workload ?? '')).at(-1);
      return innermost === undefined ? Number.NaN : lasted(innermost);
    }),
  );
  const waited = waitedUs(call);
  return { clientNetwork, gateway: took - waited, upstreamNetwork: waited - upstream, upstream, beyond: 0 };
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
    calls: calls.filter((call) => endS(call) >= start && endS(call) < start + stepS),
    seconds: Math.min(start + stepS, toMs / 1000) - Math.max(start, fromMs / 1000),
  }));
}

type Metered = Pick<RouteMetrics, 'rate' | 'outcomes' | 'duration' | 'bytes' | 'totals' | 'attributed'>;

/** What the page must say of these calls, all of them exactly attributed, in a range of which DeepFlow has everything. */
export function metricsOf(calls: readonly KnownCall[], grid: Grid, range: { fromMs: number; toMs: number }): Metered {
  const buckets = inBuckets(calls, grid, range);
  const perSecond = (amount: (of: readonly KnownCall[]) => number) =>
    buckets.map((bucket) => amount(bucket.calls) / bucket.seconds);
  const durations = (value: (of: number[]) => number | null) =>
    buckets.map((bucket) => value(durationsOf(bucket.calls)));
  const outcome = (name: Outcome) => perSecond((some) => some.filter((call) => outcomeOf(call) === name).length);
  const ranks = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 };
  const all = durationsOf(calls);
  return {
    rate: perSecond((some) => some.length),
    outcomes: {
      ok: outcome('ok'),
      client_error: outcome('client_error'),
      server_error: outcome('server_error'),
      timeout: outcome('timeout'),
      unknown: outcome('unknown'),
    },
    duration: {
      ...(Object.fromEntries(
        Object.entries(ranks).map(([name, share]) => [name, durations((some) => rank(some, share))]),
      ) as Record<Exclude<DurationFigure, 'average'>, (number | null)[]>),
      average: durations(mean),
    },
    bytes: {
      request: perSecond((some) => sum(some.map(({ sentBytes }) => sentBytes))),
      // No answer has no length, which is not a length of nothing; where no call has one nothing is known of any.
      response: buckets.map(({ calls: some, seconds }) => {
        const isKnown = (of: readonly KnownCall[]) => of.length === 0 || of.some(({ status }) => status !== null);
        if (!isKnown(calls) || !isKnown(some)) return null;
        return sum(some.map(({ receivedBytes }) => receivedBytes)) / seconds;
      }),
    },
    totals: {
      calls: calls.length,
      perSecond: calls.length / ((range.toMs - range.fromMs) / 1000),
      errors: calls.filter(isFailed).length,
      p50Us: rank(all, 0.5),
      p95Us: rank(all, 0.95),
      p99Us: rank(all, 0.99),
    },
    attributed: { exact: calls.length, computed: 0, ambiguous: 0 },
  };
}

/** The services that a call was tried at, each once. */
export function nodesOf({ outbound }: KnownCall): string[] {
  return [...new Set(outbound.map(({ server }) => server.workload ?? ''))];
}

/** How DeepFlow files a call: one without an answer is a timeout, and none of its errors. */
export function outcomeOf({ status }: Pick<KnownCall, 'status'>): Outcome {
  if (status === null) return 'timeout';
  return status >= 500 ? 'server_error' : status >= 400 ? 'client_error' : 'ok';
}

/** Without an answer, or with one that says so. */
export function isFailed({ status }: KnownCall): boolean {
  return status === null || status >= 400;
}

/** Calls by the values that each has, most calls first and equal ones by name, with what a breakdown says of them. */
export function byValue(calls: readonly KnownCall[], read: (call: KnownCall) => readonly string[]) {
  const values = [...new Set(calls.flatMap(read))];
  return values
    .map((value) => {
      const of = calls.filter((call) => read(call).includes(value));
      const durations = durationsOf(of);
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
