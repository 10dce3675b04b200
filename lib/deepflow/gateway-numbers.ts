import type { CallNotice, CallSource, Outcome } from './dto';

/** What the calls of one route came to in a range. */
export type RouteNumbers = {
  routeId: string;
  /** Those that are surely the route's. */
  calls: number;
  perSecond: number;
  errors: number;
  /** 0 … 1; null without calls. */
  errorShare: number | null;
  p50Us: number | null;
  p95Us: number | null;
  /** Calls per second of each bucket of the range. */
  spark: (number | null)[];
  /** How surely: `exact` and `computed` add up to `calls`; `ambiguous` ones could be another route's, and are not counted. */
  attributed: { exact: number; computed: number; ambiguous: number };
};

/** What all calls that reached the gateway came to, and whose they were. */
export type GatewayNumbers = {
  /** Epoch seconds: starts of the buckets. */
  times: number[];
  stepS: number;
  /** Of every call, whoever's it was. */
  rate: (number | null)[];
  outcomes: Record<Outcome, (number | null)[]>;
  duration: Record<'p50' | 'p90' | 'p95' | 'p99', (number | null)[]>;
  totals: { calls: number; errors: number; p50Us: number | null; p95Us: number | null; p99Us: number | null };
  /** Routes with calls, sure or ambiguous. */
  routes: RouteNumbers[];
  /** Calls that no route of today's table takes; the most frequent addresses of them. */
  withoutRoute: {
    calls: number;
    notFound: number;
    paths: { method: string; host: string; path: string; calls: number }[];
  };
  source: CallSource;
  /** From when on the range is whole; null: all of it was read. */
  cut: { counted: number; sinceS: number } | null;
  notices: CallNotice[];
};
