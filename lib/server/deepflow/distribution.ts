import 'server-only';
import { type Distribution, isSelected, prepareCells, quantilesOf, type Selection } from '@/lib/deepflow/distribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { isError } from '@/lib/telemetry/series';
import { compareCalls, comparedAttributes } from './compare-calls';
import { countedCalls } from './counted-calls';
import { type RouteRange, routeScope } from './route-scope';

export type DistributionQuery = RouteRange & {
  filter: CallFilter;
  /** Compared with the rest; null: nothing is. */
  selection: Selection | null;
};

/**
 * How long the calls of a route took over a range, and what sets the selected ones apart. Each attributed call is
 * counted once, where it ended, ambiguous ones not at all. Where not every call was read the older part of the range
 * stays empty, and `cut` says from when on it is whole.
 * Throws what listCalls throws.
 */
export async function routeDistribution(
  gateway: GatewayConfig,
  { filter, selection, ...range }: DistributionQuery,
  signal?: AbortSignal,
): Promise<Distribution> {
  const scope = await routeScope(gateway, range, signal);
  const isCompared = selection !== null;
  const { counted, ambiguous, doneToUs, keptFromS, source, notices } = await countedCalls(scope, {
    filter,
    withParties: isCompared,
    withUpstreams: isCompared,
    withOrigins: isCompared,
    attributes: isCompared ? comparedAttributes : [],
  });
  const seen = counted.map((call) => call.seen);
  const durations = seen.flatMap(({ durationUs }) => durationUs ?? []);
  return {
    ...prepareCells(seen, range),
    quantiles: quantilesOf(durations),
    totals: {
      calls: seen.length,
      answered: durations.length,
      errors: seen.filter(({ outcome }) => isError(outcome)).length,
    },
    ambiguous: ambiguous.length,
    cut: doneToUs === null ? null : { sinceMs: Math.floor(doneToUs / 1000) + 1 },
    keptFromS,
    source,
    notices,
    comparison: selection === null ? null : compareCalls(counted, (call) => isSelected(call.seen, selection)),
  };
}
