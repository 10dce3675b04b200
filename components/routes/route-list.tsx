'use client';

import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { type Timers, TimersContext } from '@/components/changes/timers';
import { useGateway } from '@/components/shell/gateway-context';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { useSearchKey } from '@/components/shell/use-page-keys';
import { LiveRegion } from '@/components/ui/live-region';
import { NumbersContext, type RouteNumbersView } from './numbers-context';
import { RouteGrid } from './route-grid';
import { RouteToolbar } from './route-toolbar';
import { isFiltered, routeListParams, toListQuery } from './search-params';
import { useRouteSelection } from './use-route-selection';
import { useRouteWindows } from './use-route-windows';

// Rare states: what words them is not part of the first load.
const loadProblemPanel = () => import('@/components/ui/problem-panel');
const ProblemPanel = lazy(async () => ({ default: (await loadProblemPanel()).ProblemPanel }));
const RouteGridSkeleton = lazy(async () => ({
  default: (await import('./route-grid-skeleton')).RouteGridSkeleton,
}));
const RouteEmpty = lazy(async () => ({ default: (await import('./route-empty')).RouteEmpty }));
const TimerFeed = lazy(async () => ({ default: (await import('@/components/changes/timer-feed')).TimerFeed }));
const SelectionBar = lazy(async () => ({
  default: (await import('@/components/changes/bulk/selection-bar')).SelectionBar,
}));
const TimeRangeControl = lazy(async () => ({
  default: (await import('@/components/time-range/time-range-control')).TimeRangeControl,
}));
const RouteNumbers = lazy(async () => ({ default: (await import('./route-numbers')).RouteNumbers }));
const StaleNotice = lazy(async () => ({ default: (await import('./stale-notice')).StaleNotice }));

/** The list of a gateway's routes: what is asked for is in the address, the rows come window by window. */
export function RouteList() {
  const t = useTranslations('routes');
  const { gateway } = useGateway();
  const [params, setParams] = useQueryStates(routeListParams);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLElement>(null);
  const wanted = JSON.stringify(toListQuery(params));
  const asked = useDeferredValue(wanted);
  const query = useMemo<ReturnType<typeof toListQuery>>(() => JSON.parse(asked), [asked]);
  const [visible, setVisible] = useState({ first: 0, last: 0 });
  const [numbers, setNumbers] = useState<RouteNumbersView | null>(null);
  const isByNumber = query.sort === 'rate' || query.sort === 'errors' || query.sort === 'p95';
  const reading = isByNumber ? (numbers?.reading ?? null) : null;
  const windows = useRouteWindows(gateway.id, query, visible.first, visible.last, reading);
  const { shown, error, isFetching, refetch } = windows;

  const [timers, setTimers] = useState<Timers>(new Map());
  const { selection, toggle, selectAll, clear: clearSelection } = useRouteSelection(gateway.id, query);

  // Fetched while the console can be reached, for when it can't.
  useEffect(() => void loadProblemPanel(), []);
  useSearchKey(search);

  const clear = () =>
    void setParams({
      q: null,
      host: null,
      path: null,
      method: null,
      label: null,
      status: null,
      opentelemetry: null,
      prometheus: null,
    });
  const newest = shown?.newest;
  const count = newest
    ? isFiltered(shown.query)
      ? t('countOf', { matched: newest.matched, total: newest.total })
      : t('count', { total: newest.total })
    : '';
  return (
    <>
      <PageHeader crumbs={[{ label: gateway.name }, { label: t('title') }]} heading>
        <Suspense fallback={<span className="h-7 w-72" />}>
          <TimeRangeControl />
        </Suspense>
      </PageHeader>
      <PageMain className="flex flex-col overflow-hidden" ref={list}>
        <RouteToolbar
          count={count}
          facets={newest?.facets ?? null}
          isBusy={isFetching && shown?.query !== query}
          isFiltered={isFiltered(query)}
          onClear={clear}
          onLeaveSearch={() => list.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus()}
          params={params}
          searchRef={search}
          setParams={setParams}
        />
        <LiveRegion>{count}</LiveRegion>
        {newest?.stale ? (
          <Suspense>
            <StaleNotice onRetry={refetch} problem={newest.stale} readAt={newest.readAt} what="list" />
          </Suspense>
        ) : null}
        {shown && newest && newest.matched > 0 ? (
          <TimersContext value={timers}>
            <NumbersContext value={numbers}>
              <RouteGrid
                gateway={gateway}
                onClearSelection={clearSelection}
                onSelect={toggle}
                onVisibleChange={setVisible}
                params={params}
                selection={selection}
                setParams={setParams}
                windows={shown}
              />
            </NumbersContext>
            <div className="flex h-7 shrink-0 items-center overflow-hidden border-t px-4 max-sm:px-2">
              <Suspense>
                <RouteNumbers
                  gatewayId={gateway.id}
                  isUnsorted={isByNumber && newest.sort !== query.sort}
                  onChange={setNumbers}
                  onRefresh={refetch}
                  pages={shown.pages}
                />
              </Suspense>
            </div>
          </TimersContext>
        ) : error ? (
          <Suspense>
            <ProblemPanel className="m-4" onRetry={refetch} problem={error.problem} retrying={isFetching} />
          </Suspense>
        ) : newest ? (
          <Suspense>
            <RouteEmpty gatewayId={gateway.id} onClear={clear} total={newest.total} />
          </Suspense>
        ) : (
          <Suspense>
            <RouteGridSkeleton params={params} />
          </Suspense>
        )}
        <Suspense>
          <TimerFeed gatewayId={gateway.id} onChange={setTimers} />
        </Suspense>
        {selection.all || selection.ids.size > 0 ? (
          <Suspense>
            <SelectionBar
              gatewayId={gateway.id}
              matched={newest?.matched ?? 0}
              onClear={clearSelection}
              onSelectAll={selectAll}
              selection={selection}
            />
          </Suspense>
        ) : null}
      </PageMain>
    </>
  );
}
