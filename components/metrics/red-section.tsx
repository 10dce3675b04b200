'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { useCompare } from '@/components/charts/use-compare';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { CallEmpty } from '@/components/traces/call-empty';
import { emptyReason } from '@/components/traces/empty-reason';
import { isFiltered } from '@/components/traces/search-params';
import { useCallFilter } from '@/components/traces/use-calls';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { ChartGrid } from './chart-grid';
import { MetricsSource } from './metrics-source';
import { hasNoCalls, type RouteChartKey } from './prepare-route-charts';
import { useComparedCharts } from './use-compared-charts';
import { useRouteMetrics } from './use-route-metrics';
import { useSeriesWords } from './use-series-words';

const chartKeys: RouteChartKey[] = ['rate', 'errors', 'duration', 'bytes'];

/** Rate, failures, durations and bytes of a route, from its attributed calls. */
export function RedSection({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('metrics');
  const tr = useTranslations('routeMetrics');
  const { filter, clearFilters } = useCallFilter();
  const { query, range, chosen, setRange } = useRouteMetrics(gatewayId, routeId, filter);
  const search = useSearchParams();
  const words = useSeriesWords();
  const metrics = query.data;
  const traceHref = useCallback(
    (callId: string) => keepTimeRange(hrefs.trace(gatewayId, callId), search),
    [gatewayId, search],
  );
  const compare = useCompare(range, metrics?.stepS);
  const earlierQuery = useQuery({
    ...telemetryQueries.metrics({ gatewayId, routeId, range: compare.earlier?.range ?? range }, filter),
    enabled: compare.earlier !== null && metrics !== undefined && !query.isPlaceholderData,
  });
  const drawnRange = useAnsweredRange(range, query.isPlaceholderData);
  const { charts, note } = useComparedCharts({
    metrics,
    range: drawnRange,
    compare,
    query: earlierQuery,
    words,
    traceHref,
  });

  if (metrics && hasNoCalls(metrics) && !query.isPlaceholderData)
    return (
      <CallEmpty
        chosen={chosen}
        clearFilters={clearFilters}
        count={metrics.attributed.ambiguous}
        gatewayId={gatewayId}
        reason={emptyReason({
          isFiltered: isFiltered(filter),
          notices: metrics.notices,
          otherRoutes: 0,
          ambiguous: metrics.attributed.ambiguous,
        })}
        routeId={routeId}
        setRange={setRange}
      />
    );
  return (
    <>
      {query.error && (!metrics || !query.isPlaceholderData) ? (
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
      ) : null}
      {query.error && !metrics ? null : (
        <>
          <div className="min-h-4.5">
            {metrics ? <MetricsSource metrics={metrics} withStep /> : <Skeleton className="w-96 max-w-full" />}
          </div>
          <p className="text-subtle text-xs">{t('hint')}</p>
          {note}
          <ChartGrid
            charts={chartKeys.map((key) => ({
              key,
              title: t(key),
              model: charts?.[key] ?? null,
              ...(key === 'duration' && { note: tr('answered') }),
            }))}
            gatewayId={gatewayId}
            isStale={query.isPlaceholderData}
            routeId={routeId}
          />
        </>
      )}
    </>
  );
}
