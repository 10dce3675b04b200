'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { useTimeRange } from '@/components/time-range/use-time-range';
import type { Selection } from '@/lib/deepflow/distribution';
import type { CallNotice } from '@/lib/deepflow/dto';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { callFilterParams, narrowedTo, noCallFilter, toCallFilter } from './search-params';

/** The filters of the address, and what they ask for. */
export function useCallFilter() {
  const [values, setFilters] = useQueryStates(callFilterParams);
  const filter = useMemo(() => toCallFilter(values), [values]);
  return { values, filter, setFilters, clearFilters: () => setFilters(noCallFilter) };
}

/** The calls of a route in the page's time range and filters, newest first, page by page; of a selection its calls alone. */
export function useCalls(gatewayId: string, routeId: string, selection: Selection | null) {
  const { range: chosenRange, chosen, setRange } = useTimeRange();
  const { values, filter: chosenFilter, setFilters, clearFilters } = useCallFilter();
  const { range, filter } = useMemo(() => {
    if (selection === null) return { range: chosenRange, filter: chosenFilter };
    const { t0: fromMs, t1: toMs } = selection;
    return { range: { ...chosenRange, fromMs, toMs }, filter: narrowedTo(chosenFilter, selection) };
  }, [selection, chosenRange, chosenFilter]);
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
    setFilters,
    clearFilters,
    otherRoutes: pages?.reduce((sum, page) => sum + page.otherRoutes, 0) ?? 0,
    keptFromS: pages?.at(-1)?.keptFromS ?? null,
    placeKey: JSON.stringify([gatewayId, routeId, range, filter]),
    /** Of the whole page, whatever is selected. */
    range: chosenRange,
    chosen,
    setRange,
  };
}

export type Calls = ReturnType<typeof useCalls>;
