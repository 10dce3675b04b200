'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { useTimeRange } from '@/components/time-range/use-time-range';
import type { CallNotice } from '@/lib/deepflow/dto';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { callFilterParams, noCallFilter, toCallFilter } from './search-params';

/** The calls of a route in the page's time range and filters, newest first, page by page. */
export function useCalls(gatewayId: string, routeId: string) {
  const { range, chosen, setRange } = useTimeRange();
  const [values, setValues] = useQueryStates(callFilterParams);
  const filter = useMemo(() => toCallFilter(values), [values]);
  const query = useInfiniteQuery(telemetryQueries.calls({ gatewayId, routeId, range }, filter));
  const pages = query.data?.pages;
  const calls = useMemo(() => pages?.flatMap((page) => page.calls) ?? [], [pages]);
  const notices = useMemo(() => [...new Set(pages?.flatMap((page) => page.notices) ?? [])] as CallNotice[], [pages]);
  return {
    query,
    calls,
    notices,
    filter,
    values,
    setFilters: setValues,
    clearFilters: () => setValues(noCallFilter),
    otherRoutes: pages?.reduce((sum, page) => sum + page.otherRoutes, 0) ?? 0,
    placeKey: JSON.stringify([gatewayId, routeId, range, filter]),
    range,
    chosen,
    setRange,
  };
}

export type Calls = ReturnType<typeof useCalls>;
