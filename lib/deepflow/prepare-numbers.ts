import {
  isError,
  type MeterOptions,
  percentile,
  perSecondOf,
  prepareMetrics,
  rateSeries,
  sortedDurations,
} from '@/lib/telemetry/series';
import { bucketStepS, type ResolvedRange } from '@/lib/telemetry/time-range';
import type { CallNotice, CallSource } from './dto';
import type { GatewayNumbers, NumbersBasis, RouteNumbers } from './gateway-numbers';
import type { RouteTally, Tally } from './tally-calls';

/** What was counted, and what the counting rests on. */
export type Reading = {
  range: ResolvedRange;
  tally: Tally;
  /** Epoch µs: only what started later was read; null: everything was. */
  doneToUs: number | null;
  /** Epoch s: both as in RouteMetrics. */
  keptFromS: number | null;
  completeToS: number | null;
  isObserved: boolean;
  source: CallSource;
  notices: CallNotice[];
};

/** Buckets of the gateway's charts, and of a line in a table. */
const points = 120;
const sparkPoints = 30;
/** Routes of one answer that lead by calls, by errors and by duration, so many each. */
const mostLeaders = 100;
const mostPaths = 20;

/** How far a reading reaches. */
export function basisOf(reading: Reading): NumbersBasis {
  const { range, tally, doneToUs, keptFromS, completeToS, isObserved, source, notices } = reading;
  return {
    range,
    sparkStepS: bucketStepS(range, sparkPoints),
    isObserved,
    source,
    cut: doneToUs === null ? null : { counted: tally.all.length, sinceS: Math.ceil(doneToUs / 1e6) },
    keptFromS,
    completeToS,
    notices,
  };
}

/** Numbers of one route; null: it had no call, not even an ambiguous one. */
export function numbersOfRoute(reading: Reading, routeId: string): RouteNumbers | null {
  const route = reading.tally.routes.get(routeId);
  if (route === undefined) return null;
  return { ...totalsOf(reading, routeId, route), spark: rateSeries(route.calls, meterOf(reading, sparkPoints)) };
}

/** The same for all routes without their course, for those who want to know which of them lead. */
export function totalsOfRoutes(reading: Reading): Omit<RouteNumbers, 'spark'>[] {
  return [...reading.tally.routes].map(([routeId, route]) => totalsOf(reading, routeId, route));
}

/** How a reading is counted in at most so many buckets. */
function meterOf({ range, doneToUs, keptFromS, completeToS, isObserved }: Reading, most: number): MeterOptions {
  const coveredFromS = doneToUs === null ? keptFromS : Math.ceil(doneToUs / 1e6);
  return { range, stepS: bucketStepS(range, most), coveredFromS, completeToS, isObserved };
}

function totalsOf(reading: Reading, routeId: string, route: RouteTally): Omit<RouteNumbers, 'spark'> {
  const { calls, exact, ambiguous, candidates } = route;
  const errors = calls.filter(({ outcome }) => isError(outcome)).length;
  const durations = sortedDurations(calls);
  return {
    routeId,
    calls: calls.length,
    perSecond: perSecondOf(calls, meterOf(reading, sparkPoints)),
    errors,
    errorShare: calls.length === 0 ? null : errors / calls.length,
    p50Us: percentile(durations, 0.5),
    p95Us: percentile(durations, 0.95),
    attributed: { exact, computed: calls.length - exact, ambiguous, candidates },
  };
}

/** The whole picture. */
export function prepareGatewayNumbers(reading: Reading): GatewayNumbers {
  const { tally } = reading;
  const metered = prepareMetrics(tally.all, meterOf(reading, points));
  const { times, stepS, rate, outcomes, duration, totals } = metered;
  const { calls, notFound, paths } = tally.withoutRoute;
  const mostFrequent = [...paths.values()].sort((a, b) => b.calls - a.calls).slice(0, mostPaths);
  return {
    ...basisOf(reading),
    times,
    stepS,
    rate,
    outcomes,
    duration,
    totals,
    routes: leadersOf(totalsOfRoutes(reading)).flatMap(({ routeId }) => numbersOfRoute(reading, routeId) ?? []),
    attributed: attributedOf(tally),
    ambiguous: tally.ambiguous,
    withoutRoute: { calls, notFound, paths: mostFrequent },
  };
}

/** How surely the calls of all routes are theirs. */
function attributedOf({ routes }: Tally): GatewayNumbers['attributed'] {
  const attributed = { exact: 0, computed: 0 };
  for (const { calls, exact } of routes.values()) {
    attributed.exact += exact;
    attributed.computed += calls.length - exact;
  }
  return attributed;
}

type Totals = Omit<RouteNumbers, 'spark'>;

/** Busiest first. */
function leadersOf(routes: readonly Totals[]): Totals[] {
  const by = (value: (route: Totals) => number) => routes.toSorted((a, b) => value(b) - value(a)).slice(0, mostLeaders);
  const busiest = ({ calls, attributed }: Totals) => calls + attributed.ambiguous / 1e6;
  const leaders = new Set([...by(busiest), ...by(({ errors }) => errors), ...by(({ p95Us }) => p95Us ?? 0)]);
  return [...leaders].sort((a, b) => busiest(b) - busiest(a));
}
