'use client';

import { keepPreviousData, type UseQueryResult, useQueries } from '@tanstack/react-query';
import type { ChangeItem, ChangeItemPage, ChangeItemQuery } from '@/lib/changes/dto';
import { changeQueries, itemPageSize } from '@/lib/changes/queries';
import type { ProblemError } from '@/lib/http/problem';

type ItemWindows = {
  pages: ChangeItemPage[];
  matched: number | null;
  error: ProblemError | null;
  isFetching: boolean;
  isStale: boolean;
  refetch: () => void;
};

function combine(results: UseQueryResult<ChangeItemPage>[]): ItemWindows {
  return {
    pages: results.flatMap(({ data }) => (data ? [data] : [])),
    matched: results.find(({ data }) => data)?.data?.matched ?? null,
    error: results.find(({ error }) => error)?.error ?? null,
    isFetching: results.some(({ isFetching }) => isFetching),
    isStale: results.some(({ isPlaceholderData }) => isPlaceholderData),
    refetch: () => {
      for (const result of results) void result.refetch();
    },
  };
}

/** The items between two indexes of a change of any size, window by window. */
export function useItemWindows(
  gatewayId: string,
  changeId: string,
  query: ChangeItemQuery,
  first: number,
  last: number,
): ItemWindows {
  const from = Math.floor(first / itemPageSize);
  const to = Math.floor(last / itemPageSize);
  return useQueries({
    queries: Array.from({ length: to - from + 1 }, (_, step) => ({
      ...changeQueries.items(gatewayId, changeId, {
        ...query,
        offset: (from + step) * itemPageSize,
        limit: itemPageSize,
      }),
      placeholderData: keepPreviousData,
    })),
    combine,
  });
}

/** The item at an index of the whole list; undefined while its window is not there. */
export function itemAt(pages: readonly ChangeItemPage[], index: number): ChangeItem | undefined {
  const page = pages.find(({ offset, rows }) => index >= offset && index < offset + rows.length);
  return page?.rows[index - page.offset];
}
