import type { ResolvedRange } from '@/lib/telemetry/time-range';
import type { CallNotice, CallSource, CallTotals, Outcome, RouteMetrics } from './dto';

/** What the calls of one route came to in a range. */
export type RouteNumbers = {
  /** Of a span that names it: today's table need not have it any more. */
  routeId: string;
  /** Those that are surely the route's. */
  calls: number;
  /** As in CallTotals. */
  perSecond: number | null;
  errors: number;
  /** 0 … 1; null without calls. */
  errorShare: number | null;
  p50Us: number | null;
  p95Us: number | null;
  /** Calls per second, in steps of `sparkStepS`; null where nothing was read. */
  spark: (number | null)[];
  /**
   * How surely: `exact` and `computed` add up to `calls`. `ambiguous` ones could be another route's and are not
   * counted; `candidates` is how many routes share the most doubtful of them, this one included, and 0 without any.
   */
  attributed: { exact: number; computed: number; ambiguous: number; candidates: number };
};

/** What numbers rest on, and how far they reach. */
export type NumbersBasis = {
  /** What was read: several viewers share one reading, so that it may end some seconds before what was asked for. */
  range: ResolvedRange;
  sparkStepS: number;
  /** Whether anything watches the gateway; if not, no call is not zero calls. */
  isObserved: boolean;
  source: CallSource;
  /** From when on the range is whole; null: all of it was read. */
  cut: { counted: number; sinceS: number } | null;
  /** Both as in RouteMetrics. */
  keptFromS: number | null;
  completeToS: number | null;
  notices: CallNotice[];
};

/** What all calls that reached the gateway came to, and whose they were. */
export type GatewayNumbers = NumbersBasis & {
  /** Epoch seconds: starts of the buckets. */
  times: number[];
  stepS: number;
  /** Of every call, whoever's it was. */
  rate: (number | null)[];
  outcomes: Record<Outcome, (number | null)[]>;
  duration: RouteMetrics['duration'];
  totals: CallTotals;
  /** Routes with calls, sure or ambiguous, busiest first. Of very many those that lead by calls, errors or p95. */
  routes: RouteNumbers[];
  /** Over all routes, also those that are not among `routes`: how surely their calls are theirs. */
  attributed: { exact: number; computed: number };
  /** Calls that several routes could have taken, and those of which DeepFlow has no path: counted for no route. */
  ambiguous: number;
  /** Calls that no route of today's table takes; the most frequent addresses of them. */
  withoutRoute: {
    calls: number;
    notFound: number;
    paths: { method: string; host: string; path: string; calls: number }[];
  };
};

/** The numbers of some routes; one of those asked for that had no call is not among `routes`. */
export type NumbersOfRoutes = NumbersBasis & { asked: readonly string[]; routes: RouteNumbers[] };
