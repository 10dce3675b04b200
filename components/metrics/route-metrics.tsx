'use client';

import { ZoomIn } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { CallEmpty } from '@/components/traces/call-empty';
import { CallFilterChips } from '@/components/traces/call-filter-chips';
import { useSelection } from '@/components/traces/distribution/use-distribution';
import { emptyReason } from '@/components/traces/empty-reason';
import { isFiltered } from '@/components/traces/search-params';
import { useCallFilter } from '@/components/traces/use-calls';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { absoluteRange } from '@/lib/telemetry/time-range';
import { BreakdownSection } from './breakdown/breakdown-section';
import { MetricsSource } from './metrics-source';
import { hasNoCalls, prepareRouteCharts, type RouteChartKey, type SeriesWords } from './prepare-route-charts';
import { useRouteMetrics } from './use-route-metrics';

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
  const { values, filter, setFilters, clearFilters } = useCallFilter();
  const { query, range, chosen, setRange, undoRange } = useRouteMetrics(gatewayId, routeId, filter);
  const { selection, setSelection } = useSelection();
  const marked = useMemo(() => selection && { fromMs: selection.t0, toMs: selection.t1 }, [selection]);
  const words = useSeriesWords();
  const metrics = query.data;
  const charts = useMemo(() => metrics && prepareRouteCharts(metrics, range, words), [metrics, range, words]);

  if (metrics === undefined && query.error) {
    return (
      <div className="p-4">
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
      </div>
    );
  }
  const chips = (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 empty:hidden">
      {selection || isFiltered(filter) ? (
        <div className="min-w-0">
          <CallFilterChips
            isAlone
            onChange={setFilters}
            onDeselect={() => setSelection(null)}
            selection={selection}
            values={values}
          />
        </div>
      ) : null}
      {selection ? (
        <>
          <Button onClick={() => setRange(absoluteRange(selection.t0, selection.t1))} size="sm">
            <ZoomIn aria-hidden />
            {t('zoomToMarked')}
          </Button>
          <p className="text-muted text-xs">{t('marked')}</p>
        </>
      ) : null}
    </div>
  );
  if (metrics && hasNoCalls(metrics) && !query.isPlaceholderData) {
    return (
      <div className="p-4 max-sm:p-2">
        {chips}
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
      </div>
    );
  }
  return (
    <section aria-busy={query.isFetching} aria-label={t('region')} className="flex flex-col gap-3 p-4 max-sm:p-2">
      {query.error && !query.isPlaceholderData ? (
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
      ) : null}
      {chips}
      <div className="flex min-h-4.5 flex-wrap items-start justify-between gap-x-6 gap-y-1">
        {metrics ? <MetricsSource metrics={metrics} withStep /> : <Skeleton className="w-96 max-w-full" />}
        <p className="text-subtle text-xs">{t('hint')}</p>
      </div>
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
      <BreakdownSection gatewayId={gatewayId} routeId={routeId} />
    </section>
  );
}

/** As high as a chart with its title and a legend of three lines. */
function ChartSkeleton() {
  return (
    <div aria-hidden className="flex h-72 flex-col gap-3 p-3">
      <Skeleton className="w-24" />
      <Skeleton className="flex-1 bg-sunken" />
      <Skeleton className="w-2/3" />
      <Skeleton className="w-1/2" />
    </div>
  );
}

function useSeriesWords(): SeriesWords {
  const t = useTranslations('metrics');
  return useMemo(
    () => ({
      rate: t('series.rate'),
      outcome: {
        ok: t('series.ok'),
        client_error: t('series.client_error'),
        server_error: t('series.server_error'),
        timeout: t('series.timeout'),
        unknown: t('series.unknown'),
      },
      p50: t('series.p50'),
      p95: t('series.p95'),
      p99: t('series.p99'),
      request: t('series.request'),
      response: t('series.response'),
    }),
    [t],
  );
}
