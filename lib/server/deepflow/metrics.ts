import 'server-only';
import type { CallFilter, RouteMetrics } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { prepareMetrics, slowestCalls } from '@/lib/telemetry/series';
import { bucketStepS } from '@/lib/telemetry/time-range';
import { countedCalls } from './counted-calls';
import { type RouteRange, routeScope } from './route-scope';

const points = 120;

export type MetricsQuery = RouteRange & { filter: CallFilter };

/**
 * Rate, outcomes, durations and bytes of a route, counted from its attributed calls that pass the filter; ambiguous ones are not counted,
 * only said. A call is counted where it ended. Where not every call was read the older part of the range stays empty,
 * and `cut` says from when on it is whole.
 * Throws what listCalls throws.
 */
export async function routeMetrics(
  gateway: GatewayConfig,
  { filter, ...range }: MetricsQuery,
  signal?: AbortSignal,
): Promise<RouteMetrics> {
  const scope = await routeScope(gateway, range, signal);
  const calls = await countedCalls(scope, { filter, withParties: false });
  const { counted, ambiguous, doneToUs, keptFromS, completeToS, isObserved, source, notices } = calls;
  const sinceS = doneToUs === null ? null : Math.ceil(doneToUs / 1e6);
  const exact = counted.filter(({ attribution }) => attribution.kind === 'exact').length;
  const metered = counted.map(({ seen }) => seen);
  const stepS = bucketStepS(range, points);
  const series = prepareMetrics(metered, { range, stepS, coveredFromS: sinceS ?? keptFromS, completeToS, isObserved });
  return {
    ...series,
    slowest: slowestCalls(metered, series),
    source,
    attributed: { exact, computed: counted.length - exact, ambiguous: ambiguous.length },
    cut: sinceS === null ? null : { counted: counted.length, sinceS },
    keptFromS,
    notices,
  };
}
