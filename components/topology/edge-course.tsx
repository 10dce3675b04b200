'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { ChartModel, ChartSeries } from '@/components/charts/chart-model';
import { TimeChart } from '@/components/charts/time-chart';
import type { TimeRangeHandle } from '@/components/time-range/use-time-range';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { mapQueries } from '@/lib/deepflow/map-queries';
import type { MapCourse, MapEdge } from '@/lib/deepflow/service-map';
import { absoluteRange } from '@/lib/telemetry/time-range';

export type EdgeCourseProps = {
  gatewayId: string;
  edge: MapEdge;
  precision: '1s' | '1m';
  time: Pick<TimeRangeHandle, 'range' | 'setRange' | 'undoRange'>;
};

/** An edge over time: requests with their failures by class, and how long answers took. A drag chooses the range. */
export function EdgeCourse({ gatewayId, edge, precision, time }: EdgeCourseProps) {
  const t = useTranslations('serviceMap');
  const words = useSeriesWords();
  const query = useQuery(mapQueries.course({ gatewayId, range: time.range }, edge, precision));
  const charts = useMemo(() => query.data && chartsOf(query.data, words), [query.data, words]);
  if (query.error && !query.data)
    return <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />;
  return (
    <div
      aria-busy={query.isFetching}
      className={cn('flex flex-col gap-3 transition-opacity', query.isPlaceholderData && 'opacity-50')}
    >
      {(['rate', 'duration'] as const).map((key) => (
        <div className="rounded-md border" key={key}>
          {charts ? (
            <TimeChart
              height={120}
              model={charts[key]}
              onBack={time.undoRange}
              onRange={({ fromMs, toMs }) => time.setRange(absoluteRange(fromMs, toMs))}
              syncKey="map"
              title={t(`pane.${key}`)}
            />
          ) : (
            <div aria-hidden className="flex h-60 flex-col gap-3 p-3">
              <Skeleton className="w-24" />
              <Skeleton className="flex-1 bg-sunken" />
              <Skeleton className="w-2/3" />
            </div>
          )}
        </div>
      ))}
    </div>
  );
}

type Words = Record<'requests' | 'clientErrors' | 'serverErrors' | 'timeouts' | 'mean' | 'max', string>;

function useSeriesWords(): Words {
  const t = useTranslations('serviceMap');
  return useMemo(
    () => ({
      requests: t('series.requests'),
      clientErrors: t('columns.clientErrors'),
      serverErrors: t('columns.serverErrors'),
      timeouts: t('columns.timeouts'),
      mean: t('series.mean'),
      max: t('series.max'),
    }),
    [t],
  );
}

function chartsOf(course: MapCourse, words: Words): Record<'rate' | 'duration', ChartModel> {
  const { times, counted } = course;
  const shared = { times, fromS: counted.fromMs / 1000, toS: counted.toMs / 1000 };
  const line = (key: keyof Words, colour: string, values: (number | null)[], dash?: number[]): ChartSeries => ({
    key,
    label: words[key],
    colour,
    values,
    ...(dash ? { dash } : {}),
  });
  return {
    rate: {
      ...shared,
      unit: 'perSecond',
      series: [
        line('requests', '--series-1', course.rate),
        line('serverErrors', '--server-error-solid', course.serverErrors),
        line('clientErrors', '--client-error-solid', course.clientErrors, [6, 3]),
        line('timeouts', '--timeout-solid', course.timeouts, [2, 3]),
      ],
    },
    duration: {
      ...shared,
      unit: 'durationUs',
      series: [line('mean', '--series-1', course.mean), line('max', '--series-7', course.max, [2, 3])],
    },
  };
}
