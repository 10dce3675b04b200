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
  const tKept = useTranslations('traces.empty.not_kept');
  const { range } = useTimeRange();
  const { filter } = useCallFilter();
  const query = useQuery(telemetryQueries.latencySplit({ gatewayId, routeId, range }, filter));
  const answeredRange = useAnsweredRange(range, query.isPlaceholderData);
  const words = usePartWords();
  const split = query.data;
  const charts = useMemo(() => split && prepareSplitCharts(split, answeredRange, words), [split, answeredRange, words]);
  const apisix = useApisixSplit(gatewayId, routeId);

  const error = query.isPlaceholderData ? null : query.error;
  const isStale = query.isPlaceholderData;
  const isEmpty = split !== undefined && !isStale && splitOf(split).drawn.length === 0;
  const why = split?.calls === 0 ? 'noCalls' : 'none';
  // What APISIX tells is drawn whatever becomes of DeepFlow's answer.
  const isDrawn = error === null && !isEmpty;
  return (
    <div aria-busy={query.isFetching} className="flex flex-col gap-3">
      {error ? (
        <ProblemPanel onRetry={() => query.refetch()} problem={error.problem} retrying={query.isFetching} />
      ) : isEmpty && split.notices.includes('not_kept') ? (
        <EmptyState title={tKept('title')}>{tKept('text')}</EmptyState>
      ) : isEmpty ? (
        <EmptyState title={t(`${why}.title`)}>{t(`${why}.text`)}</EmptyState>
      ) : split ? (
        <SplitSource split={split} />
      ) : (
        <Skeleton className="w-96 max-w-full" />
      )}
      <ChartGrid
        charts={[
          ...(isDrawn
            ? [
                { key: 'mean', title: t('mean'), model: charts?.mean ?? null, isStale },
                { key: 'p95', title: t('p95'), model: charts?.p95 ?? null, note: t('p95Note'), isStale },
              ]
            : []),
          apisix,
        ]}
        gatewayId={gatewayId}
        routeId={routeId}
      />
      {split && isDrawn ? <MissingParts split={split} /> : null}
    </div>
  );
}

/** The split of APISIX's own histograms, which the panel below shows whole. */
function useApisixSplit(gatewayId: string, routeId: string): GridChart {
  const t = useTranslations('routeMetrics.split.apisix');
  const { range } = useTimeRange();
  const { data, error, isPlaceholderData: isStale } = useQuery(apisixMetricsQuery({ gatewayId, routeId, range }));
  const answeredRange = useAnsweredRange(range, isStale);
  const words = useMemo(() => ({ upstream: t('upstream'), apisix: t('gateway') }), [t]);
  const model = useMemo(
    () => (data ? prepareApisixSplit(data, answeredRange, words) : null),
    [data, answeredRange, words],
  );
  // Where nothing is to be counted, as without a Prometheus API, nothing failed either.
  const isFailed = data === undefined ? error !== null : data.empty === null && data.latency.problem !== null;
  const empty = isFailed ? t('failed') : data !== undefined && model === null ? t('none') : null;
  return { key: 'apisix', title: t('title'), model, note: t('note'), empty, isStale };
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
