'use client';

import { type QueryKey, useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { RouteListPage, RouteListQuery } from '@/lib/apisix/dto';
import { apisixQueries, routeWindowSize } from '@/lib/apisix/queries';
import type { ProblemError } from '@/lib/http/problem';
import { combineWindows, windowOffsets } from '@/lib/query/list-windows';

/** Rows that are on screen are read again this often; the server answers from its index. */
const refreshMs = 15_000;

/** The part of the list that is loaded, of one query. */
export type RouteWindows = {
  query: RouteListQuery;
  /** The same with the reading whose numbers the rows are sorted by. */
  asked: RouteListQuery;
  /** The newest answer: its counts, facets and age hold for all. */
  newest: RouteListPage;
  pages: RouteListPage[];
};

export type RouteWindowsResult = {
  /** Null: nothing was ever loaded. While a new query is under way, these are the rows of the one before. */
  shown: RouteWindows | null;
  error: ProblemError | null;
  isFetching: boolean;
  refetch: () => void;
};

/**
 * The rows between two indexes of a list that lives on the server, window by window.
 * A new query shows the old rows until its first window is there, so that nothing jumps while one types. New numbers to
 * sort by are no new query: each window stays until it is there in its new order.
 * @param numbers the reading to sort by, where the query sorts by numbers; null: none is at hand
 */
export function useRouteWindows(
  gatewayId: string,
  query: RouteListQuery,
  first: number,
  last: number,
  numbers: string | null,
): RouteWindowsResult {
  const [kept, setKept] = useState<RouteWindows | null>(null);
  const isSame = kept === null || kept.query === query;
  const asked = useMemo(() => (numbers === null ? query : { ...query, numbers }), [query, numbers]);
  const offsets = isSame ? windowOffsets(first, last, routeWindowSize) : [0];
  const { pages, error, isFetching, refetch } = useQueries({
    queries: offsets.map((offset) => ({
      ...apisixQueries.list(gatewayId, { ...asked, offset, limit: routeWindowSize }),
      refetchInterval: refreshMs,
      ...(numbers !== null && { placeholderData: sameWindow(query, offset) }),
    })),
    combine: combineWindows<RouteListPage>,
  });

  const newest = pages.reduce<RouteListPage | null>(
    (best, page) => (best && best.readAt >= page.readAt ? best : page),
    null,
  );
  const loaded = newest ? { query, asked, newest, pages } : null;
  if (loaded && (kept?.query !== query || kept.asked !== asked || kept.pages !== pages)) setKept(loaded);
  return { shown: loaded ?? kept, error, isFetching, refetch };
}

/** The same window of the same list, in the order of the numbers before. */
function sameWindow(query: RouteListQuery, offset: number) {
  return (previous: RouteListPage | undefined, before: { queryKey: QueryKey } | undefined) => {
    const { numbers: _numbers, limit: _limit, offset: at, ...rest } = (before?.queryKey.at(-1) ?? {}) as RouteListQuery;
    return at === offset && JSON.stringify(rest) === JSON.stringify(query) ? previous : undefined;
  };
}
