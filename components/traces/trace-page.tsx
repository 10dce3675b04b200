'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useQueryState } from 'nuqs';
import { useEffect, useState } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { traceParams } from './trace-params';
import { prepareTraceView, TraceView } from './trace-view';
import { useOpenTrace } from './use-open-trace';
import { useTraceCrumbs } from './use-trace-crumbs';

/** One trace, full page. */
export function TracePage({ gatewayId, callId }: { gatewayId: string; callId: string }) {
  const t = useTranslations('traces');
  const [fromAddress] = useQueryState('route', traceParams.route);
  const [rows] = useQueryState('rows', traceParams.rows);
  const [rowsAtFirst] = useState(rows);
  // Asked for beside the trace, so that the head is whole when the spans come.
  useQuery({ ...telemetryQueries.call(gatewayId, callId), notifyOnChangeProps: [] });
  const query = useOpenTrace({ kind: 'call', gatewayId, callId, rows });
  useEffect(prepareTraceView, []);
  const trace = query.data;
  const routeId = fromAddress ?? trace?.opened.routeId ?? null;
  const crumbs = useTraceCrumbs(gatewayId, routeId, t('trace.title'));
  return (
    <>
      <PageHeader crumbs={crumbs} />
      <PageMain className="flex flex-col overflow-hidden">
        {trace === undefined ? (
          query.error ? (
            <div className="overflow-auto p-4">
              <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
            </div>
          ) : (
            <TraceSkeleton />
          )
        ) : trace.opened.columns.count === 0 ? (
          <EmptyState
            action={
              <Button disabled={query.isFetching} onClick={() => query.refetch()}>
                {t('trace.readAgain')}
              </Button>
            }
            title={t('trace.empty')}
          >
            {t('trace.emptyText')}
          </EmptyState>
        ) : (
          <TraceView
            engine={trace.engine}
            gatewayId={gatewayId}
            opened={trace.opened}
            routeId={routeId}
            // To read the rest takes the button for it away.
            takesFocus={rows !== rowsAtFirst}
          />
        )}
      </PageMain>
    </>
  );
}

const skeletonRows = [70, 62, 66, 54, 58, 46, 50, 42, 30, 34];

function TraceSkeleton() {
  return (
    <Loading className="flex flex-col gap-3 p-4">
      <Skeleton className="h-5 w-96 max-w-full" />
      <Skeleton className="w-72 max-w-full" />
      <Skeleton className="h-7 w-full bg-sunken" />
      {skeletonRows.map((width, at) => (
        <div className="grid h-4 grid-cols-[38%_1fr] gap-4" key={width}>
          <Skeleton style={{ marginLeft: at * 12, width: '60%' }} />
          <Skeleton style={{ marginLeft: `${at * 4}%`, width: `${width}%` }} />
        </div>
      ))}
    </Loading>
  );
}
