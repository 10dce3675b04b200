'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ChartMarker, ChartModel } from '@/components/charts/chart-model';
import { withBefore } from '@/components/charts/prepare-compare';
import type { CompareHandle } from '@/components/charts/use-compare';
import { type EarlierReach, useEarlier } from '@/components/charts/use-earlier';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { ProblemError } from '@/lib/http/problem';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import { prepareRouteCharts, type RouteChartKey, type SeriesWords } from './prepare-route-charts';

export type ComparedChartsInput = {
  /** Today's answer and the range that it is of. */
  metrics: RouteMetrics | undefined;
  range: ResolvedRange;
  compare: Pick<CompareHandle<ResolvedRange>, 'earlier'>;
  /** The same question of the earlier time: to be asked when today's answer is there, for its step decides which. */
  query: UseQueryResult<RouteMetrics, ProblemError>;
  words: SeriesWords;
  /** Where a call is opened. */
  traceHref: (callId: string) => string;
  /** Where nobody else adds them. */
  markers?: readonly ChartMarker[];
};

const noMarkers: readonly ChartMarker[] = [];

/**
 * The charts of a route, or of the gateway, with the changes that were made to it and, where one is chosen, an earlier
 * time. `note` says why there is nothing to compare with, or less than all.
 */
export function useComparedCharts(input: ComparedChartsInput) {
  const { metrics, range, compare, query, words, traceHref, markers = noMarkers } = input;
  const { earlier } = compare;
  const { before, note } = useEarlier(compare, query, reachOf);
  const charts = useMemo(() => {
    if (metrics === undefined) return undefined;
    const today = prepareRouteCharts(metrics, range, words, traceHref);
    const then = before && earlier ? prepareRouteCharts(before, earlier.range, words, traceHref) : undefined;
    const whole = (key: RouteChartKey): ChartModel => ({
      ...withBefore(today[key], then?.[key], earlier?.shiftS ?? 0, earlier?.label ?? ''),
      markers,
    });
    return { rate: whole('rate'), errors: whole('errors'), duration: whole('duration'), bytes: whole('bytes') };
  }, [metrics, range, words, traceHref, before, earlier, markers]);

  return { charts, note };
}

function reachOf({ rate, cut, keptFromS }: RouteMetrics): EarlierReach {
  return { hasValues: rate.some((value) => value !== null && value > 0), cutSinceS: cut?.sinceS ?? null, keptFromS };
}
