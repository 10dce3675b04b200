'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { withBefore } from '@/components/charts/prepare-compare';
import { useCompare } from '@/components/charts/use-compare';
import { type EarlierReach, useEarlier } from '@/components/charts/use-earlier';
import { useEarlierApisix } from '@/components/metrics/apisix/use-apisix-metrics';
import { ChartGrid, type GridChart } from '@/components/metrics/chart-grid';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { useCallFilter } from '@/components/traces/use-calls';
import { EmptyState } from '@/components/ui/empty-state';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { LatencySplit, SplitPart } from '@/lib/deepflow/latency-split';
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
  const compare = useCompare(range, split?.stepS);
  const { earlier } = compare;
  const earlierQuery = useQuery({
    ...telemetryQueries.latencySplit({ gatewayId, routeId, range: earlier?.range ?? range }, filter),
    enabled: earlier !== null && split !== undefined && !query.isPlaceholderData,
  });
  const { before, note } = useEarlier(compare, earlierQuery, reachOf);
  const charts = useMemo(() => {
    if (!split) return undefined;
    const today = prepareSplitCharts(split, answeredRange, words);
    if (!before || !earlier) return today;
    const then = prepareSplitCharts(before, earlier.range, words);
    const whole = (key: 'mean' | 'p95') => withBefore(today[key], then[key], earlier.shiftS, earlier.label);
    return { mean: whole('mean'), p95: whole('p95') };
  }, [split, answeredRange, words, before, earlier]);
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
      {isDrawn ? note : null}
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

function reachOf(split: LatencySplit): EarlierReach {
  return {
    hasValues: splitOf(split).drawn.length > 0,
    cutSinceS: split.cut?.sinceS ?? null,
    keptFromS: split.keptFromS,
  };
}

/** The split of APISIX's own histograms, which the panel below shows whole. */
function useApisixSplit(gatewayId: string, routeId: string): GridChart {
  const t = useTranslations('routeMetrics.split.apisix');
  const { range } = useTimeRange();
  const query = useQuery(apisixMetricsQuery({ gatewayId, routeId, range }));
  const { data, error, isPlaceholderData: isStale } = query;
  const answeredRange = useAnsweredRange(range, isStale);
  // What is to be said of the earlier time stands below, where the panel is whole.
  const { before, earlier } = useEarlierApisix({ gatewayId, routeId, range }, query);
  const words = useMemo(() => ({ upstream: t('upstream'), apisix: t('gateway') }), [t]);
  const model = useMemo(() => {
    const today = data ? prepareApisixSplit(data, answeredRange, words) : null;
    if (!today || !before || !earlier) return today;
    const then = prepareApisixSplit(before, earlier.range, words) ?? undefined;
    return withBefore(today, then, earlier.shiftS, earlier.label);
  }, [data, answeredRange, words, before, earlier]);
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
