import 'server-only';
import { breakDown, consumerAttribute, type Dimension, type RouteBreakdowns } from '@/lib/deepflow/breakdown';
import type { CallFilter } from '@/lib/deepflow/dto';
import { endpointOf } from '@/lib/deepflow/endpoint';
import type { GatewayConfig } from '@/lib/server/config';
import { isError } from '@/lib/telemetry/series';
import { bucketStarts, bucketStepS } from '@/lib/telemetry/time-range';
import { countedCalls } from './counted-calls';
import { type RouteRange, routeScope } from './route-scope';
import type { RouteCall } from './scan';

/** A range that does not begin with a bucket has one more: 60. */
const points = 59;

/** A call's values; none, or an empty one, where it is not known. */
const readers: Record<Dimension, (call: RouteCall) => readonly string[]> = {
  endpoint: ({ seen }) => [seen.path === '' ? '' : endpointOf(seen.path)],
  status: ({ seen }) => [seen.status === null ? '' : String(seen.status)],
  method: ({ seen }) => [seen.method],
  client: ({ seen }) => [seen.client],
  upstream: ({ upstreams = [] }) => upstreams.map(({ service, instance }) => service || instance),
  upstreamPod: ({ upstreams = [] }) => upstreams.map(({ pod }) => pod),
  clientPod: ({ row }) => [row?.extra?.pod_0 ?? ''],
  consumer: ({ span }) => [span?.extra?.[consumerAttribute] ?? ''],
};

export type BreakdownQuery = RouteRange & { filter: CallFilter; by: readonly Dimension[] };

/**
 * The calls of a route by path, status and so on, from one reading of them; counted by the rules of routeMetrics, so that
 * a value's numbers are those of the route filtered by it.
 * Throws what listCalls throws.
 */
export async function routeBreakdowns(
  gateway: GatewayConfig,
  { filter, by, ...range }: BreakdownQuery,
  signal?: AbortSignal,
): Promise<RouteBreakdowns> {
  const scope = await routeScope(gateway, range, signal);
  const read = await countedCalls(scope, {
    filter,
    withParties: by.includes('client'),
    withUpstreams: by.includes('upstream') || by.includes('upstreamPod'),
    withOrigins: by.includes('clientPod'),
    attributes: by.includes('consumer') ? [consumerAttribute] : [],
  });
  const { counted, ambiguous, doneToUs, keptFromS, completeToS, isObserved, source, notices } = read;
  const sinceS = doneToUs === null ? null : Math.ceil(doneToUs / 1e6);
  const stepS = bucketStepS(range, points);
  const meter = { range, stepS, coveredFromS: sinceS ?? keptFromS, completeToS, isObserved };
  const calls = counted.map((call) => ({ ...call.seen, call }));
  const exact = counted.filter(({ attribution }) => attribution.kind === 'exact').length;
  return {
    times: bucketStarts(range, stepS),
    stepS,
    totals: { calls: counted.length, errors: calls.filter(({ outcome }) => isError(outcome)).length },
    breakdowns: Object.fromEntries(
      by.map((dimension) => [dimension, breakDown(calls, ({ call }) => readers[dimension](call), meter)]),
    ),
    hasSpans: counted.some(({ span }) => span !== null),
    source,
    attributed: { exact, computed: counted.length - exact, ambiguous: ambiguous.length },
    cut: sinceS === null ? null : { counted: counted.length, sinceS },
    keptFromS,
    completeToS,
    notices,
  };
}
