'use client';

import { keepPreviousData, type UseQueryResult, useQueries } from '@tanstack/react-query';
import type { ChangeItemPage, ChangeItemQuery } from '@/lib/changes/dto';
import { changeQueries, itemPageSize } from '@/lib/changes/queries';
import { combineWindows, windowOffsets } from '@/lib/query/list-windows';

function combine(results: UseQueryResult<ChangeItemPage>[]) {
  return {
    ...combineWindows(results),
    matched: results.find(({ data }) => data)?.data?.matched ?? null,
    isStale: results.some(({ isPlaceholderData }) => isPlaceholderData),
  };
}

/** The items between two indexes of a change of any size, window by window. */
export function useItemWindows(
  gatewayId: string,
  changeId: string,
  query: ChangeItemQuery,
  first: number,
  last: number,
) {
  return useQueries({
    queries: windowOffsets(first, last, itemPageSize).map((offset) => ({
      ...changeQueries.items(gatewayId, changeId, { ...query, offset, limit: itemPageSize }),
      placeholderData: keepPreviousData,
    })),
    combine,
  });
}
