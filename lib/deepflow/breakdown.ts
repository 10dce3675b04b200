import { bucketsOf, isError, type MeterOptions, percentile, perSecondOf } from '@/lib/telemetry/series';
import type { CallNotice, CallSource, Outcome } from './dto';

/** By what calls are broken down. Each but `consumer` is a filter of the same name, and a consumer is an attribute. */
export const dimensions = [
  'endpoint',
  'client',
  'status',
  'method',
  'upstream',
  'upstreamPod',
  'clientPod',
  'consumer',
] as const;
export type Dimension = (typeof dimensions)[number];

/** The attribute of the gateway's span that names the consumer: a variable of APISIX, among `additional_attributes`. */
export const consumerAttribute = 'consumer_name';

/** What is counted of some calls of a route. */
export type BreakdownNumbers = {
  calls: number;
  /** As in CallTotals. */
  perSecond: number | null;
  errors: number;
  /** µs; null: none of them was answered. */
  p50Us: number | null;
  p95Us: number | null;
  /** Calls per second in each bucket, three digits; null where that is not known. */
  rates: (number | null)[];
};

export type BreakdownValue = BreakdownNumbers & { value: string };

/** The calls of a route by the values of one dimension. */
export type Breakdown = {
  /** Most calls first, 100 at most. */
  values: BreakdownValue[];
  /** Calls with any of the values that are left out, and how many values those are; null: none is. */
  others: (BreakdownNumbers & { values: number }) | null;
  /** Calls without a value, or whose value is not known; null: there are none. */
  unknown: BreakdownNumbers | null;
  /** Calls that count for several values, so that these add up to more than all: they were tried at more than one upstream. */
  several: number;
};

export type RouteBreakdowns = {
  /** Epoch s of each bucket's start, at most 60 of them. */
  times: number[];
  stepS: number;
  totals: { calls: number; errors: number };
  breakdowns: Partial<Record<Dimension, Breakdown>>;
  /** Whether any of the counted calls has a span of the gateway, which alone can name a consumer. */
  hasSpans: boolean;
  source: CallSource;
  attributed: { exact: number; computed: number; ambiguous: number };
  /** All three as in RouteMetrics. */
  cut: { counted: number; sinceS: number } | null;
  keptFromS: number | null;
  completeToS: number | null;
  notices: CallNotice[];
};

/** The requests of a route by consumer, as APISIX's own counters have them: they know no durations and no filter. */
export type RouteConsumers = {
  totals: { calls: number };
  breakdown: Breakdown;
  /** So many consumers are left out: what their counters hold is no number. */
  unreadable: number;
  /** Epoch s: DeepFlow left samples out, and lines begin then; null: it left none out. */
  cutBeforeS: number | null;
};

/** What is counted of one call. */
export type CountedCall = { endUs: number; durationUs: number | null; outcome: Outcome };

export const mostValues = 100;

/**
 * Counts calls by their values, of which a call may have none, one or several. With one value a call at most, the values,
 * `others` and `unknown` add up to all calls.
 */
export function breakDown<Call extends CountedCall>(
  calls: readonly Call[],
  valuesOf: (call: Call) => readonly string[],
  meter: MeterOptions,
  most = mostValues,
): Breakdown {
  const byValue = new Map<string, Call[]>();
  const unknown: Call[] = [];
  let several = 0;
  for (const call of calls) {
    const values = new Set(valuesOf(call));
    values.delete('');
    if (values.size === 0) unknown.push(call);
    if (values.size > 1) several += 1;
    for (const value of values) {
      const same = byValue.get(value);
      if (same) same.push(call);
      else byValue.set(value, [call]);
    }
  }
  const ranked = [...byValue].sort(([a, some], [b, more]) => more.length - some.length || (a < b ? -1 : 1));
  const left = ranked.slice(most);
  const numbers = (of: readonly Call[]) => numbersOf(of, meter);
  return {
    values: ranked.slice(0, most).map(([value, of]) => ({ value, ...numbers(of) })),
    others: left.length === 0 ? null : { values: left.length, ...numbers([...new Set(left.flatMap(([, of]) => of))]) },
    unknown: unknown.length === 0 ? null : numbers(unknown),
    several,
  };
}

/** A bucket of which less than half was read would only show how few calls fit into it: it is a gap. */
function numbersOf(calls: readonly CountedCall[], meter: MeterOptions): BreakdownNumbers {
  const { times, seconds, indexOf } = bucketsOf(meter);
  const counts = times.map(() => 0);
  for (const { endUs } of calls) {
    const at = indexOf(endUs);
    if (at !== null) counts[at] = (counts[at] ?? 0) + 1;
  }
  const durations = Float64Array.from(calls.flatMap(({ durationUs }) => durationUs ?? [])).sort();
  return {
    calls: calls.length,
    perSecond: perSecondOf(calls, meter),
    errors: calls.filter(({ outcome }) => isError(outcome)).length,
    p50Us: percentile(durations, 0.5),
    p95Us: percentile(durations, 0.95),
    rates: counts.map((count, at) => {
      const read = seconds[at] ?? null;
      return read === null || read < meter.stepS / 2 ? null : Number((count / read).toPrecision(3));
    }),
  };
}
