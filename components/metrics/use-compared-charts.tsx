'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo } from 'react';
import type { ChartMarker, ChartModel } from '@/components/charts/chart-model';
import { withBefore } from '@/components/charts/prepare-compare';
import { useCompare } from '@/components/charts/use-compare';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { CallFilter, RouteMetrics } from '@/lib/deepflow/dto';
import { type QueryRange, telemetryQueries } from '@/lib/deepflow/queries';
import { prepareRouteCharts, type RouteChartKey, type SeriesWords } from './prepare-route-charts';

export type ComparedChartsInput = {
  gatewayId: string;
  routeId: string;
  /** Today's answer; `isOld`: of the range before, while that of this one is on its way. */
  metrics: RouteMetrics | undefined;
  isOld: boolean;
  range: QueryRange;
  filter: CallFilter;
  words: SeriesWords;
  /** Where a call is opened. */
  traceHref: (callId: string) => string;
  markers: readonly ChartMarker[];
};

/**
 * The charts of a route with the changes that were made to it and, where one is chosen, an earlier time. `note` says why
 * there is nothing to compare with. The earlier time is asked for when today's answer is there: its step decides which.
 */
export function useComparedCharts(input: ComparedChartsInput) {
  const { gatewayId, routeId, metrics, isOld, range, filter, words, traceHref, markers } = input;
  const t = useTranslations('charts.compare');
  const compare = useCompare(range, metrics?.stepS);
  const { earlier } = compare;
  const query = useQuery({
    ...telemetryQueries.metrics({ gatewayId, routeId, range: earlier?.range ?? range }, filter),
    enabled: earlier !== null && metrics !== undefined && !isOld,
  });
  // What is kept while this comparison loads is of another time or of another filter.
  const before = earlier === null || query.isPlaceholderData ? undefined : query.data;
  const drawnRange = useAnsweredRange(range, isOld);
  const charts = useMemo(() => {
    if (metrics === undefined) return undefined;
    const today = prepareRouteCharts(metrics, drawnRange, words, traceHref);
    const then = before && earlier ? prepareRouteCharts(before, earlier.range, words, traceHref) : undefined;
    const whole = (key: RouteChartKey): ChartModel => ({
      ...withBefore(today[key], then?.[key], earlier?.shiftS ?? 0, earlier?.label ?? ''),
      markers,
    });
    return { rate: whole('rate'), errors: whole('errors'), duration: whole('duration'), bytes: whole('bytes') };
  }, [metrics, drawnRange, words, traceHref, before, earlier, markers]);

  let note: ReactNode = null;
  if (earlier !== null && query.error)
    note = <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />;
  else if (earlier !== null && !query.isFetching && before && !hasValues(before))
    note = <p className="text-muted text-xs">{t('nothing', { before: earlier.label })}</p>;
  return { charts, compare, note };
}

function hasValues({ rate }: RouteMetrics): boolean {
  return rate.some((value) => value !== null && value > 0);
}
