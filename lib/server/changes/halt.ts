import 'server-only';
import type { BulkOptions } from '@/lib/changes/dto';
import type { Reason } from '@/lib/changes/reason';
import type { Outcome } from '@/lib/deepflow/dto';
import { ProblemError } from '@/lib/http/problem';
import { countedCalls } from '@/lib/server/deepflow/counted-calls';
import { routeScope } from '@/lib/server/deepflow/route-scope';
import { toProblem } from '@/lib/server/to-problem';
import { isError, percentile } from '@/lib/telemetry/series';
import { atOnce } from './at-once';
import type { ChangeContext } from './context';
import type { StoredChange, StoredItem } from './records';

type Bounds = NonNullable<BulkOptions['halt']>;
/** `reason` is for the record; null: nothing to say. */
export type Effect = { verdict: 'goes_on' | 'halted' | 'paused'; reason: Reason | null };

/** More routes say no more about a bound, and each is a query. */
const mostRoutes = 20;
/** With fewer calls a percentage means nothing. */
const fewestCalls = 20;
const longestMs = 15 * 60_000;
const queriesAtOnce = 2;

/**
 * Whether the calls of the changed routes have become worse: the time up to now against as long a time before the first
 * of them was written, from what DeepFlow saw of them. Without enough calls there is nothing to halt for, which is said;
 * a DeepFlow that cannot be asked is no leave to go on.
 */
export async function measureEffect(
  { gateway, records }: ChangeContext,
  change: StoredChange,
  bounds: Bounds,
  signal?: AbortSignal,
): Promise<Effect> {
  const written = await records.itemsOf(change.id, ['written']);
  const now = Date.now();
  const compared = comparedTimes(written, now);
  if (compared === null) return { verdict: 'goes_on', reason: { code: 'nothing_to_compare' } };
  const { routeIds, before, after } = compared;
  try {
    return judge(await callsOf(before), await callsOf(after), bounds);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { verdict: 'paused', reason: { code: 'unmeasured', problem: toProblem(error) } };
  }

  async function callsOf({ fromMs, toMs }: Span): Promise<Call[]> {
    const found = await atOnce(queriesAtOnce, routeIds, async (routeId) => {
      try {
        const scope = await routeScope(gateway, { routeId, fromMs, toMs }, signal);
        const { counted } = await countedCalls(scope, { filter: {}, withParties: false });
        return counted.map(({ seen }) => seen);
      } catch (error) {
        // The route was deleted since.
        if (error instanceof ProblemError && error.problem.code === 'not_found') return [];
        throw error;
      }
    });
    return found.flat();
  }
}

type Span = { fromMs: number; toMs: number };

/**
 * The routes that were written last, and the two times of equal length whose calls are compared: one ends before any of
 * these was written, however long ago that is, the other ends now. Null: none was written.
 */
export function comparedTimes(
  written: readonly Pick<StoredItem, 'objectId' | 'writtenAt'>[],
  now: number,
): { routeIds: string[]; before: Span; after: Span } | null {
  const chosen = written
    .flatMap(({ objectId, writtenAt }) => (writtenAt === null ? [] : { objectId, writtenAt }))
    .sort((a, b) => b.writtenAt - a.writtenAt)
    .slice(0, mostRoutes);
  const firstAt = chosen.at(-1)?.writtenAt;
  if (firstAt === undefined) return null;
  const lengthMs = Math.min(longestMs, Math.max(1000, now - firstAt));
  return {
    routeIds: chosen.map(({ objectId }) => objectId),
    before: { fromMs: firstAt - lengthMs, toMs: firstAt },
    after: { fromMs: Math.max(firstAt, now - lengthMs), toMs: now },
  };
}

type Call = { outcome: Outcome; durationUs: number | null };

/** What two sets of calls say about the bounds. */
export function judge(before: readonly Call[], after: readonly Call[], bounds: Bounds): Effect {
  if (before.length < fewestCalls || after.length < fewestCalls)
    return { verdict: 'goes_on', reason: { code: 'too_few_calls', before: before.length, since: after.length } };
  const points = (errorShare(after) - errorShare(before)) * 100;
  if (points > bounds.errorRatePoints)
    return { verdict: 'halted', reason: { code: 'errors_rose', points, percent: errorShare(after) * 100 } };
  const [p95Before, p95After] = [p95(before), p95(after)];
  if (p95Before !== null && p95After !== null && p95Before > 0) {
    const percent = (p95After / p95Before - 1) * 100;
    if (percent > bounds.latencyPercent)
      return { verdict: 'halted', reason: { code: 'became_slower', percent, p95Us: p95After } };
  }
  return { verdict: 'goes_on', reason: null };
}

function errorShare(calls: readonly Call[]): number {
  return calls.filter(({ outcome }) => isError(outcome)).length / calls.length;
}

function p95(calls: readonly Call[]): number | null {
  const sorted = calls.flatMap(({ durationUs }) => durationUs ?? []).sort((a, b) => a - b);
  return percentile(sorted, 0.95);
}
