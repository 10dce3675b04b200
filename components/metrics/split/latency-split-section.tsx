'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { ChartGrid } from '@/components/metrics/chart-grid';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { EmptyState } from '@/components/ui/empty-state';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { SplitPart } from '@/lib/deepflow/latency-split';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { prepareSplitCharts, splitOf } from './prepare-split-charts';
import { MissingParts, SplitSource } from './split-source';

/** Where the time of a route's calls went: client network, gateway, network to the upstream, upstream. */
export function LatencySplitSection({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('routeMetrics.split');
  const { range } = useTimeRange();
  const query = useQuery(telemetryQueries.latencySplit({ gatewayId, routeId, range }));
  const words = usePartWords();
  const split = query.data;
  const charts = useMemo(() => split && prepareSplitCharts(split, range, words), [split, range, words]);

  if (query.error && (!split || !query.isPlaceholderData))
    return <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />;
  if (split && !query.isPlaceholderData && splitOf(split).drawn.length === 0) {
    const why = split.calls === 0 ? 'noCalls' : 'none';
    return <EmptyState title={t(`${why}.title`)}>{t(`${why}.text`)}</EmptyState>;
  }
  return (
    <div aria-busy={query.isFetching} className="flex flex-col gap-3">
      {split ? <SplitSource split={split} /> : <Skeleton className="w-96 max-w-full" />}
      <ChartGrid
        charts={[
          { key: 'mean', title: t('mean'), model: charts?.mean ?? null },
          { key: 'p95', title: t('p95'), model: charts?.p95 ?? null, note: t('p95Note') },
        ]}
        isStale={query.isPlaceholderData}
      />
      {split ? <MissingParts split={split} /> : null}
    </div>
  );
}

function usePartWords(): Record<SplitPart, string> {
  const t = useTranslations('routeMetrics.split.part');
  return useMemo(
    () => ({
      clientNetwork: t('clientNetwork'),
      gateway: t('gateway'),
      upstreamNetwork: t('upstreamNetwork'),
      upstream: t('upstream'),
      beyond: t('beyond'),
    }),
    [t],
  );
}
