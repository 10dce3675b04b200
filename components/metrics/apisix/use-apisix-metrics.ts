'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouteMetrics } from '@/components/metrics/use-route-metrics';
import { apisixMetricsQuery, comparisonQuery } from '@/lib/prometheus/apisix-queries';

/** APISIX knows no filter, so that it is compared with all calls. */
const allCalls = {};

/** What APISIX counted of a route over the page's time range, and how it compares with DeepFlow's calls. */
export function useApisixMetrics(gatewayId: string, routeId: string) {
  const { query: calls, ...time } = useRouteMetrics(gatewayId, routeId, allCalls);
  const scope = { gatewayId, routeId, range: time.range };
  const query = useQuery(apisixMetricsQuery(scope));
  const comparison = useQuery(comparisonQuery(scope, calls, query));
  return { query, comparison, calls, ...time };
}
