'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useCallback, useDeferredValue, useMemo, useRef } from 'react';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { useSearchKey } from '@/components/shell/use-page-keys';
import { Button, buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { LiveRegion } from '@/components/ui/live-region';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { ChangeSummary } from '@/lib/changes/dto';
import { type ChangeFilter, changeQueries } from '@/lib/changes/queries';
import { isMoving } from './change-words';
import { ChangesToolbar } from './changes-toolbar';
import { RowGrid, RowGridSkeleton } from './row-grid';
import { changeListParams, toChangeFilter } from './search-params';
import { useChangeColumns } from './use-change-columns';

const movingMs = 2000;
const restingMs = 15_000;

/** Everything that was written from here, newest first: what is asked for is in the address. */
export function ChangesPage() {
  const t = useTranslations('changes');
  const common = useTranslations('common');
  const router = useRouter();
  const { gateway } = useGateway();
  const [params, setParams] = useQueryStates(changeListParams);
  const search = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLElement>(null);
  const wanted = JSON.stringify(toChangeFilter(params));
  const asked = useDeferredValue(wanted);
  const filter = useMemo<ChangeFilter>(() => JSON.parse(asked), [asked]);
  const query = useInfiniteQuery({
    ...changeQueries.list(gateway.id, filter),
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ rows }) => rows.some(isMoving)) ? movingMs : restingMs),
  });
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const newest = data?.pages[0];
  const columns = useChangeColumns(gateway.id);

  useSearchKey(search);

  const clear = () => void setParams(null);
  const canLoad = hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !query.isPlaceholderData;
  const handleVisible = useCallback(
    (_first: number, last: number) => {
      if (canLoad && last >= rows.length - 20) void fetchNextPage();
    },
    [canLoad, rows.length, fetchNextPage],
  );
  const isFiltered = Object.keys(filter).length > 0;
  const count = newest ? t('count', { count: newest.total }) : '';
  return (
    <>
      <PageHeader crumbs={[{ label: gateway.name, href: hrefs.routes(gateway.id) }, { label: t('title') }]} heading />
      <PageMain className="flex flex-col overflow-hidden" ref={main}>
        <ChangesToolbar
          actors={newest?.actors ?? []}
          count={count}
          gatewayId={gateway.id}
          isBusy={query.isPlaceholderData}
          isFiltered={isFiltered}
          onClear={clear}
          onLeaveSearch={() => main.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus()}
          params={params}
          searchRef={search}
          setParams={(values) => void setParams(values)}
        />
        <LiveRegion>{query.isPlaceholderData ? '' : count}</LiveRegion>
        {error && data !== undefined && !isFetchNextPageError ? (
          <ProblemPanel
            className="mx-4 mb-2"
            onRetry={() => query.refetch()}
            problem={error.problem}
            retrying={query.isFetching}
          />
        ) : null}
        {rows.length > 0 ? (
          <RowGrid<ChangeSummary>
            columns={columns}
            count={rows.length}
            footer={
              <div className="sticky left-0 flex min-h-9 items-center justify-center gap-3 text-subtle text-xs">
                {isFetchNextPageError && error ? (
                  <ProblemPanel className="m-2" onRetry={() => fetchNextPage()} problem={error.problem} />
                ) : hasNextPage ? (
                  <Button disabled={isFetchingNextPage} onClick={() => fetchNextPage()} size="sm">
                    {t(isFetchingNextPage ? 'loadingMore' : 'more')}
                  </Button>
                ) : (
                  t('end')
                )}
              </div>
            }
            isStale={query.isPlaceholderData}
            label={t('table', { gateway: gateway.name })}
            minWidth={1060}
            onOpen={({ id }) => router.push(hrefs.change(gateway.id, id))}
            onVisibleChange={handleVisible}
            rowAt={(index) => rows[index]}
          />
        ) : error ? (
          <ProblemPanel
            className="m-4"
            onRetry={() => query.refetch()}
            problem={error.problem}
            retrying={query.isFetching}
          />
        ) : !newest ? (
          <RowGridSkeleton columns={columns} label={common('loading')} />
        ) : isFiltered ? (
          <EmptyState
            action={<Button onClick={clear}>{t('nothingMatches.action')}</Button>}
            title={t('nothingMatches.title')}
          >
            {t('nothingMatches.text')}
          </EmptyState>
        ) : (
          <EmptyState
            action={
              <Link className={buttonVariants({ variant: 'primary' })} href={hrefs.routes(gateway.id)}>
                {t('empty.action')}
              </Link>
            }
            title={t('empty.title')}
          >
            {t('empty.text')}
          </EmptyState>
        )}
      </PageMain>
    </>
  );
}
