import type { OffReason } from '@/lib/apisix/plugins-in-force';
import type { Problem } from '@/lib/http/problem';
import type { Course } from './added-up';

export const latencyTypes = ['request', 'upstream', 'apisix'] as const;
/** `request`: the whole request; `upstream`: waiting for the upstream; `apisix`: the rest. */
export type LatencyType = (typeof latencyTypes)[number];

export const quantiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
export type Quantile = keyof typeof quantiles;

/** One value for each of the answer's `times`; null: nothing is known. */
export type Values = readonly (number | null)[];

/**
 * A quantile of a histogram, µs: somewhere between `fromUs` and `toUs`, estimated at `us` as Prometheus does. Above the
 * last bucket that has an end, `us` is that end and `toUs` null.
 */
export type EstimatedQuantile = { us: number; fromUs: number; toUs: number | null };

export type StatusNumbers = {
  /** Requests per second and in the whole range, by status code, ascending. */
  codes: (Course & { code: string; count: number | null })[];
  /** Requests of the whole range; null: fewer than two samples lie in it, or that of a code is no number. */
  count: number | null;
  /**
   * Requests by code that had been counted when a series was seen for the first time, in the range: no growth shows
   * them, so that `count` is without them.
   */
  first: { code: string; count: number }[];
  /** How often a counter began anew. */
  resets: number;
};

export type LatencyNumbers = Record<
  LatencyType,
  {
    /** µs. */
    series: Record<Quantile | 'mean', Values>;
    whole: Record<Quantile, EstimatedQuantile | null>;
    wholeMeanUs: number | null;
  }
>;

/** Bytes per second and in the whole range; `ingress` is what came from clients. */
export type BandwidthNumbers = Record<'ingress' | 'egress', { values: Values; bytes: number | null }>;

/** One panel: its numbers, or why it has none. */
export type Part<T> = { data: T; problem: null } | { data: null; problem: Problem };

export type RouteRef = { id: string; name: string };

/** What the numbers lack, or what else is to be known of them. */
export type ApisixNotice =
  /** The plugin is not in force any more. */
  | { kind: 'off_now'; reason: OffReason }
  /** It could not be read whether the plugin is in force. */
  | { kind: 'unknown_state' }
  /** The plugin's filter lets it count some requests only. */
  | { kind: 'limited' }
  /** Two copies of the plugin are in force. */
  | { kind: 'twice' }
  /** Consumers whose requests are not counted because of a copy of their own; or: the only ones that are. */
  | { kind: 'consumers'; count: number; effect: 'silenced' | 'only' }
  /** The label `route` is empty from now on: what is counted now is on no route's account. */
  | { kind: 'label_disabled' }
  /** The series bear the route's id and its name: `prefer_name` was changed in the range. */
  | { kind: 'id_and_name' }
  /** These routes are counted under the same label. */
  | { kind: 'shared_label'; label: string; routes: RouteRef[] }
  /** The first value lies later than the range begins; the last earlier than it ends. Epoch seconds. */
  | { kind: 'begins'; atS: number }
  | { kind: 'ends'; atS: number }
  /** Stretches within without values, in all so long. */
  | { kind: 'holes'; count: number; seconds: number }
  | { kind: 'resets'; count: number }
  /** So many requests had been counted when their series was seen first: the lines do not show them. */
  | { kind: 'first'; count: number }
  /** The newest sample lies in the future of this console by so much. */
  | { kind: 'clock_ahead'; seconds: number }
  /** The newest sample is older than it should be: late, or of a clock that is slow. */
  | { kind: 'stale'; seconds: number }
  /** DeepFlow reads a million samples at most, newest first, and leaves the older out without a word. */
  | { kind: 'samples_cut'; metric: CutMetric };

/** Metrics of which DeepFlow may have more samples than it reads. */
export type CutMetric = 'http_status' | 'http_latency' | 'bandwidth';

/** Why there are no series. */
export type ApisixEmpty =
  | { reason: 'not_configured' }
  | { reason: 'off'; offReason: OffReason }
  | { reason: 'not_loaded' }
  | { reason: 'label_disabled' }
  /** In force, and the gateway's metrics do not arrive: it is not scraped, or nothing writes them here. */
  | { reason: 'not_scraped'; prefix: string }
  /** In force, and the gateway's metrics arrive: no request of this route was counted. */
  | { reason: 'no_requests' }
  /** In force or not could not be read. */
  | { reason: 'unknown_state' };

/** Where the numbers were asked for. */
export type PromSource = { kind: 'deepflow' | 'prometheus'; host: string };

/** What APISIX itself counted of one route, from its `prometheus` plugin. */
export type ApisixMetrics = {
  source: PromSource | null;
  /** What the names of the metrics begin with. */
  prefix: string;
  /** Epoch seconds, each the end of the `windowS` seconds that its values are made of. */
  times: readonly number[];
  stepS: number;
  windowS: number;
  /** Seconds between two samples, as they lie in the range; null: there are too few to tell. */
  scrapeS: number | null;
  /** The range that the whole numbers are of, epoch seconds. */
  range: { fromS: number; toS: number };
  status: Part<StatusNumbers>;
  latency: Part<LatencyNumbers>;
  bandwidth: Part<BandwidthNumbers>;
  notices: ApisixNotice[];
  /** Set where nothing was counted. */
  empty: ApisixEmpty | null;
};
