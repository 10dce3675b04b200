'use client';

import { ZoomIn } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useChangeMarkers } from '@/components/changes/use-change-markers';
import { CompareChoice } from '@/components/charts/compare-choice';
import { CallEmpty } from '@/components/traces/call-empty';
import { CallFilterChips } from '@/components/traces/call-filter-chips';
import { useSelection } from '@/components/traces/distribution/use-distribution';
import { emptyReason } from '@/components/traces/empty-reason';
import { isFiltered, noCallFilter } from '@/components/traces/search-params';
import { useCallFilter } from '@/components/traces/use-calls';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { absoluteRange } from '@/lib/telemetry/time-range';
import { ApisixMetricsSection } from './apisix/apisix-section';
import { ChartSkeleton } from './chart-skeleton';
import { MetricsSource } from './metrics-source';
import { hasNoCalls, type RouteChartKey } from './prepare-route-charts';
import { useComparedCharts } from './use-compared-charts';
import { useRouteMetrics } from './use-route-metrics';
import { useSeriesWords } from './use-series-words';

const chartKeys: RouteChartKey[] = ['rate', 'errors', 'duration', 'bytes'];
const chartHeight = 160;

// uPlot is of use on this page alone, and draws nothing on a server.
const TimeChart = dynamic(() => import('@/components/charts/time-chart').then((module) => module.TimeChart), {
  ssr: false,
  loading: () => <ChartSkeleton />,
});

/** The metrics tab of a route: rate, failures, durations and bytes, with their crosshairs in step. */
export function RouteMetricsView({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('metrics');
  const { query, range, chosen, setRange, undoRange } = useRouteMetrics(gatewayId, routeId);
  const { filter } = useCallFilter();
  const { selection, setSelection } = useSelection();
  const marked = useMemo(() => selection && { fromMs: selection.t0, toMs: selection.t1 }, [selection]);
  const words = useSeriesWords();
  const metrics = query.data;
  const markers = useChangeMarkers({ gatewayId, routeId, range });
  const { charts, compare, note } = useComparedCharts({
    gatewayId,
    routeId,
    metrics,
    isOld: query.isPlaceholderData,
    range,
    words,
    markers,
  });

  if (metrics === undefined && query.error) {
    return (
      <div className="flex flex-col gap-6 p-4">
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
        <ApisixMetricsSection gatewayId={gatewayId} routeId={routeId} />
      </div>
    );
  }
  if (metrics && hasNoCalls(metrics) && !query.isPlaceholderData) {
    return (
      <div className="flex flex-col p-4 max-sm:p-2">
        <CallEmpty
          chosen={chosen}
          clearFilters={() => undefined}
          count={metrics.attributed.ambiguous}
          gatewayId={gatewayId}
          reason={emptyReason({
            isFiltered: false,
            notices: metrics.notices,
            otherRoutes: 0,
            ambiguous: metrics.attributed.ambiguous,
          })}
          routeId={routeId}
          setRange={setRange}
        />
        <ApisixMetricsSection gatewayId={gatewayId} routeId={routeId} />
      </div>
    );
  }
  return (
    <section aria-busy={query.isFetching} aria-label={t('region')} className="flex flex-col gap-3 p-4 max-sm:p-2">
      {query.error && !query.isPlaceholderData ? (
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
      ) : null}
      {selection ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <div className="min-w-0">
            <CallFilterChips
              onChange={() => undefined}
              onDeselect={() => setSelection(null)}
              selection={selection}
              values={noCallFilter}
            />
          </div>
          <Button onClick={() => setRange(absoluteRange(selection.t0, selection.t1))} size="sm">
            <ZoomIn aria-hidden />
            {t('zoomToMarked')}
          </Button>
          <p className="text-muted text-xs">{t('marked')}</p>
        </div>
      ) : null}
      {isFiltered(filter) ? <p className="text-muted text-xs">{t('unfiltered')}</p> : null}
      <div className="flex min-h-4.5 flex-wrap items-start justify-between gap-x-6 gap-y-1">
        {metrics ? <MetricsSource metrics={metrics} withStep /> : <Skeleton className="w-96 max-w-full" />}
        <CompareChoice onValueChange={compare.setComparison} value={compare.comparison} />
      </div>
      <p className="text-subtle text-xs">{t('hint')}</p>
      {note}
      <div
        className={cn(
          'grid grid-cols-2 gap-3 transition-opacity max-lg:grid-cols-1',
          query.isPlaceholderData && 'opacity-50',
        )}
      >
        {chartKeys.map((key) => (
          <Card key={key}>
            {charts ? (
              <TimeChart
                height={chartHeight}
                marked={marked}
                model={charts[key]}
                onBack={undoRange}
                onRange={({ fromMs, toMs }) => setRange(absoluteRange(fromMs, toMs))}
                syncKey="route"
                title={t(key)}
              />
            ) : (
              <ChartSkeleton />
            )}
          </Card>
        ))}
      </div>
      <ApisixMetricsSection gatewayId={gatewayId} routeId={routeId} />
    </section>
  );
}
