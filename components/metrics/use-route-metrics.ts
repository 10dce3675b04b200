'use client';

import { useQuery } from '@tanstack/react-query';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { telemetryQueries } from '@/lib/deepflow/queries';

/** The series of a route over the page's time range. */
export function useRouteMetrics(gatewayId: string, routeId: string) {
  const time = useTimeRange();
  const query = useQuery(telemetryQueries.metrics({ gatewayId, routeId, range: time.range }));
  return { query, ...time };
}
