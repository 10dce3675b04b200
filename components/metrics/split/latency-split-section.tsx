'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { ChartGrid, type GridChart } from '@/components/metrics/chart-grid';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { useCallFilter } from '@/components/traces/use-calls';
import { EmptyState } from '@/components/ui/empty-state';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { SplitPart } from '@/lib/deepflow/latency-split';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { apisixMetricsQuery } from '@/lib/prometheus/apisix-queries';
import { prepareApisixSplit, prepareSplitCharts, splitOf } from './prepare-split-charts';
import { MissingParts, SplitSource } from './split-source';

/** Where the time of a route's calls went: client network, gateway, network to the upstream, upstream. */
export function LatencySplitSection({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('routeMetrics.split');
  const { range } = useTimeRange();
  const { filter } = useCallFilter();
  const query = useQuery(telemetryQueries.latencySplit({ gatewayId, routeId, range }, filter));
  const answeredRange = useAnsweredRange(range, query.isPlaceholderData);
  const words = usePartWords();
  const split = query.data;
  const charts = useMemo(() => split && prepareSplitCharts(split, answeredRange, words), [split, answeredRange, words]);
  const apisix = useApisixSplit(gatewayId, routeId);

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
          apisix,
        ]}
        isStale={query.isPlaceholderData}
      />
      {split ? <MissingParts split={split} /> : null}
    </div>
  );
}

/** The split of APISIX's own histograms, which the panel below shows whole. */
function useApisixSplit(gatewayId: string, routeId: string): GridChart {
  const t = useTranslations('routeMetrics.split.apisix');
  const { range } = useTimeRange();
  const { data, error, isPlaceholderData } = useQuery(apisixMetricsQuery({ gatewayId, routeId, range }));
  const answeredRange = useAnsweredRange(range, isPlaceholderData);
  const words = useMemo(() => ({ upstream: t('upstream'), apisix: t('gateway') }), [t]);
  const model = useMemo(
    () => (data ? prepareApisixSplit(data, answeredRange, words) : null),
    [data, answeredRange, words],
  );
  const isMissing = (data !== undefined && model === null) || (data === undefined && error !== null);
  return { key: 'apisix', title: t('title'), model, note: t('note'), empty: isMissing ? t('none') : null };
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
