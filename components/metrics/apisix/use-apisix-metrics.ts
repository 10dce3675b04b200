'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouteMetrics } from '@/components/metrics/use-route-metrics';
import { apisixMetricsQuery, comparisonQuery } from '@/lib/prometheus/queries';

/** What APISIX counted of a route over the page's time range, and how it compares with DeepFlow's calls. */
export function useApisixMetrics(gatewayId: string, routeId: string) {
  const { query: calls, ...time } = useRouteMetrics(gatewayId, routeId);
  const scope = { gatewayId, routeId, range: time.range };
  const query = useQuery(apisixMetricsQuery(scope));
  // Both of the same range, or the comparison of before.
  const deepflow = calls.isPlaceholderData ? undefined : calls.data;
  const apisix = query.isPlaceholderData ? undefined : query.data;
  const comparison = useQuery(comparisonQuery(scope, deepflow, apisix));
  return { query, comparison, calls, ...time };
}
