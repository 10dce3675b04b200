import 'server-only';
import type { BulkOptions } from '@/lib/changes/dto';
import type { Rise, RouteRise } from '@/lib/changes/reason';
import type { Outcome } from '@/lib/deepflow/dto';
import { isError, percentile, sortedDurations } from '@/lib/telemetry/series';

export type Bounds = NonNullable<BulkOptions['halt']>;
export type JudgedCall = { outcome: Outcome; durationUs: number | null };
/** The calls of one route before it was changed, and since. */
export type RouteCalls = { id: string; name: string; before: JudgedCall[]; since: JudgedCall[] };

export type Judgement = {
  /** What all the routes together came to; null: no bound was crossed. */
  overall: Rise | null;
  /** Those that crossed a bound by themselves, the worst first. */
  worse: RouteRise[];
  /** Routes with enough calls to be judged by themselves. */
  judged: number;
  before: number;
  since: number;
};

/** With fewer calls, before or since, a percentage means nothing. */
export const fewestCalls = 20;
/**
 * How many standard errors a rise must be above nothing at all. Of a thousand routes that are as they were, one crosses
 * four by chance in thirty looks or so; the sum is one look alone.
 */
const sigmas = { overall: 2, route: 4 };

/**
 * What two sets of calls of each route say about the bounds: over all routes, and route by route, since a sum hides one
 * route among many.
 */
export function judge(routes: readonly RouteCalls[], bounds: Bounds): Judgement {
  const before = routes.flatMap((route) => route.before);
  const since = routes.flatMap((route) => route.since);
  const enough = routes.filter((route) => isEnough(route.before, route.since));
  const worse = enough.flatMap(({ id, name, ...calls }) => {
    const rise = riseOf(calls.before, calls.since, bounds, sigmas.route);
    return rise === null ? [] : [{ id, name, ...rise }];
  });
  return {
    overall: isEnough(before, since) ? riseOf(before, since, bounds, sigmas.overall) : null,
    worse: worse.sort((a, b) => weightOf(b, bounds) - weightOf(a, bounds)),
    judged: enough.length,
    before: before.length,
    since: since.length,
  };
}

function isEnough(before: readonly JudgedCall[], since: readonly JudgedCall[]): boolean {
  return Math.min(before.length, since.length) >= fewestCalls;
}

/** Null: neither bound was crossed, or by no more than chance explains. */
function riseOf(
  before: readonly JudgedCall[],
  since: readonly JudgedCall[],
  { errorRatePoints, latencyPercent }: Bounds,
  atLeast: number,
): Rise | null {
  const failed = { before: countErrors(before), since: countErrors(since) };
  const shareSince = failed.since / since.length;
  const points = (shareSince - failed.before / before.length) * 100;
  const isMoreErrors =
    points > errorRatePoints &&
    sigmasOf({ of: before.length, hits: failed.before }, { of: since.length, hits: failed.since }) >= atLeast;

  const durations = { before: sortedDurations(before), since: sortedDurations(since) };
  const [p95Before, p95Us] = [percentile(durations.before, 0.95), percentile(durations.since, 0.95)];
  const percent = p95Before !== null && p95Us !== null && p95Before > 0 ? (p95Us / p95Before - 1) * 100 : 0;
  const slowUs = (p95Before ?? 0) * (1 + latencyPercent / 100);
  const isSlower =
    percent > latencyPercent && sigmasOf(slower(durations.before, slowUs), slower(durations.since, slowUs)) >= atLeast;
  if (!isMoreErrors && !isSlower) return null;
  return {
    errors: isMoreErrors ? { points, percent: shareSince * 100 } : null,
    latency: isSlower && p95Us !== null ? { percent, p95Us } : null,
  };
}

function countErrors(calls: readonly JudgedCall[]): number {
  return calls.reduce((sum, { outcome }) => sum + (isError(outcome) ? 1 : 0), 0);
}

type Share = { of: number; hits: number };

/** How many took longer than the bound allows the slowest 5 % to take. */
function slower(durations: readonly number[], thanUs: number): Share {
  return { of: durations.length, hits: durations.filter((durationUs) => durationUs > thanUs).length };
}

/** By how many standard errors a share rose, were both drawn from the same calls. */
function sigmasOf(before: Share, since: Share): number {
  const pooled = (before.hits + since.hits) / (before.of + since.of);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / since.of));
  // Every call is a hit, or none: nothing rose.
  return error === 0 ? 0 : (since.hits / since.of - before.hits / before.of) / error;
}

/** How many times its bound a rise is. */
function weightOf({ errors, latency }: Rise, { errorRatePoints, latencyPercent }: Bounds): number {
  const times = (rise: number, bound: number) => rise / Math.max(bound, 0.01);
  return Math.max(times(errors?.points ?? 0, errorRatePoints), times(latency?.percent ?? 0, latencyPercent));
}
