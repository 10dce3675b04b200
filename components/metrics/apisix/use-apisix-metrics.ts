'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCompare } from '@/components/charts/use-compare';
import { type EarlierReach, useEarlier } from '@/components/charts/use-earlier';
import { useRouteMetrics } from '@/components/metrics/use-route-metrics';
import type { QueryRange } from '@/lib/deepflow/queries';
import type { ApisixMetrics } from '@/lib/prometheus/apisix-metrics';
import { apisixMetricsQuery, comparisonQuery } from '@/lib/prometheus/apisix-queries';

type Scope = { gatewayId: string; routeId: string; range: QueryRange };

/** What APISIX counted of the route at the earlier time that the page is compared with. */
export function useEarlierApisix(
  { range, ...route }: Scope,
  { data, isPlaceholderData }: UseQueryResult<ApisixMetrics>,
) {
  const compare = useCompare(range, data?.stepS);
  const query = useQuery({
    ...apisixMetricsQuery({ ...route, range: compare.earlier?.range ?? range }),
    enabled: compare.earlier !== null && data !== undefined && data.empty === null && !isPlaceholderData,
  });
  return { ...useEarlier(compare, query, reachOf), earlier: compare.earlier };
}

function reachOf({ empty, notices, status, latency, bandwidth }: ApisixMetrics): EarlierReach {
  const begins = notices.find((notice) => notice.kind === 'begins');
  return {
    hasValues: empty === null,
    beginsS: begins?.atS ?? null,
    problem: status.problem ?? latency.problem ?? bandwidth.problem,
  };
}

/** APISIX knows no filter, so that it is compared with all calls. */
const allCalls = {};

/** What APISIX counted of a route over the page's time range, and how it compares with DeepFlow's calls. */
export function useApisixMetrics(gatewayId: string, routeId: string) {
  const { query: calls, ...time } = useRouteMetrics(gatewayId, routeId, allCalls);
  const scope = { gatewayId, routeId, range: time.range };
  const query = useQuery(apisixMetricsQuery(scope));
  const comparison = useQuery(comparisonQuery(scope, calls, query));
  return { query, comparison, calls, earlier: useEarlierApisix(scope, query), ...time };
}
