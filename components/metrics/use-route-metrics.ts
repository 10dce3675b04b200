'use client';

import { useQuery } from '@tanstack/react-query';
import { useTimeRange } from '@/components/time-range/use-time-range';
import type { CallFilter } from '@/lib/deepflow/dto';
import { telemetryQueries } from '@/lib/deepflow/queries';

/** The series of a route over the page's time range, of the calls that pass the filter. */
export function useRouteMetrics(gatewayId: string, routeId: string, filter: CallFilter) {
  const time = useTimeRange();
  const query = useQuery(telemetryQueries.metrics({ gatewayId, routeId, range: time.range }, filter));
  return { query, ...time };
}
