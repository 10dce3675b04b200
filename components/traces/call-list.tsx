'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { Button } from '@/components/ui/button';
import { LiveRegion } from '@/components/ui/live-region';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { Skeleton } from '@/components/ui/skeleton';
import { useMoment } from '@/components/ui/use-moment';
import { CallEmpty } from './call-empty';
import { CallGrid, type CallGridProps, cellClass } from './call-grid';
import { emptyReason } from './empty-reason';
import { isFiltered } from './search-params';
import type { Calls } from './use-calls';

export type CallListProps = Pick<
  CallGridProps,
  'label' | 'columns' | 'rowHeight' | 'minWidthRem' | 'selectedId' | 'onSelect' | 'onOpen' | 'onPick' | 'onMark'
> & {
  gatewayId: string;
  routeId: string;
  calls: Calls;
  /** An empty list offers to open a trace from a file. */
  withFile?: boolean;
};

/** The calls of a route in whichever of the four states they are: pending, problem, empty with its reason, rows. */
export function CallList({ gatewayId, routeId, calls: state, withFile = false, ...grid }: CallListProps) {
  const t = useTranslations('traces');
  const { query, calls, notices, filter, otherRoutes, keptFromS } = state;
  const moment = useMoment();
  const gap = useSentenceGap();
  const { fetchNextPage, isFetchingNextPage, hasNextPage, isFetchNextPageError } = query;
  const handleMore = useCallback(() => {
    if (!isFetchingNextPage && !isFetchNextPageError) fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage, isFetchNextPageError]);

  if (query.data === undefined && query.error) {
    return (
      <div className="p-4">
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
      </div>
    );
  }
  if (query.data === undefined) return <CallSkeleton columns={grid.columns} rowHeight={grid.rowHeight} />;

  const failure =
    query.error && !query.isPlaceholderData ? (
      <ProblemPanel
        className="m-2"
        onRetry={() => (isFetchNextPageError ? fetchNextPage() : query.refetch())}
        problem={query.error.problem}
        retrying={query.isFetching}
      />
    ) : null;
  if (calls.length === 0 && !hasNextPage) {
    return (
      <div aria-busy={query.isFetching} className="min-h-0 flex-1 overflow-auto">
        {failure ?? (
          <CallEmpty
            chosen={state.chosen}
            clearFilters={state.clearFilters}
            count={otherRoutes}
            gatewayId={gatewayId}
            keptFromS={keptFromS}
            reason={emptyReason({ isFiltered: isFiltered(filter), notices, otherRoutes, keptFromS })}
            routeId={routeId}
            setRange={state.setRange}
            withFile={withFile}
          />
        )}
      </div>
    );
  }
  return (
    <>
      <LiveRegion>{query.isFetching ? '' : t('list.count', { count: calls.length })}</LiveRegion>
      <CallGrid
        {...grid}
        calls={calls}
        footer={
          failure ?? (
            <div className="sticky left-0 flex h-9 w-full max-w-[100cqw] items-center justify-center gap-3 text-subtle text-xs">
              {hasNextPage ? (
                <Button disabled={isFetchingNextPage} onClick={() => fetchNextPage()} size="sm">
                  {isFetchingNextPage ? t('list.loadingMore') : t('list.more', { count: calls.length })}
                </Button>
              ) : (
                [
                  t('list.end', { count: calls.length }),
                  keptFromS === null ? '' : t('empty.keptFrom', { time: moment(keptFromS * 1000) }),
                ]
                  .filter(Boolean)
                  .join(gap)
              )}
            </div>
          )
        }
        hasMore={hasNextPage && !query.isPlaceholderData}
        isStale={query.isPlaceholderData}
        onMore={handleMore}
        placeKey={state.placeKey}
      />
    </>
  );
}

const skeletonRows = Array.from({ length: 12 }, (_, at) => at);

function CallSkeleton({ columns, rowHeight }: Pick<CallListProps, 'columns' | 'rowHeight'>) {
  return (
    <Loading className="min-h-0 flex-1 overflow-hidden bg-surface text-xs">
      <div
        aria-hidden
        className="grid h-7 items-center border-b text-subtle"
        style={{ gridTemplateColumns: columns.map((column) => column.track).join(' ') }}
      >
        {columns.map((column) => (
          <div className={cellClass(column)} key={column.key}>
            {column.head}
          </div>
        ))}
      </div>
      {skeletonRows.map((row) => (
        <div
          aria-hidden
          className="grid items-center border-b"
          key={row}
          style={{ height: rowHeight, gridTemplateColumns: columns.map((column) => column.track).join(' ') }}
        >
          {columns.map((column, at) => (
            <div className={cellClass(column)} key={column.key}>
              <Skeleton style={{ width: `${40 + ((row * 7 + at * 13) % 45)}%` }} />
            </div>
          ))}
        </div>
      ))}
    </Loading>
  );
}
