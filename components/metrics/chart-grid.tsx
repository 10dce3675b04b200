'use client';

import { useMemo } from 'react';
import { useChangeMarkers } from '@/components/changes/use-change-markers';
import type { ChartMarker, ChartModel } from '@/components/charts/chart-model';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { LazyTimeChart } from '@/components/charts/lazy-time-chart';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { useSelection } from '@/components/traces/distribution/use-distribution';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { ProblemPanel, type ProblemPanelProps } from '@/components/ui/problem-panel';
import { absoluteRange } from '@/lib/telemetry/time-range';

const chartHeight = 160;

export type GridChart = {
  key: string;
  title: string;
  /** Null: its data are not there yet. */
  model: ChartModel | null;
  note?: string;
  /** Stands in the place of a chart that would show nothing. */
  empty?: string | null;
  /** Stands in the place of a chart whose data could not be read. */
  problem?: Pick<ProblemPanelProps, 'problem' | 'onRetry' | 'retrying'> | null;
  /** Its data are of another range than the page's. */
  isStale?: boolean;
};

export type ChartGridProps = {
  gatewayId: string;
  routeId: string;
  charts: readonly GridChart[];
  /** All of them are. */
  isStale?: boolean;
  /** At most, where the page is wide. */
  columns?: 2 | 3;
};

/**
 * Charts of a route beside each other, with the changes that were made to it and their crosshairs in step; a drag in one
 * chooses the range of the page.
 */
export function ChartGrid({ gatewayId, routeId, charts, isStale = false, columns = 2 }: ChartGridProps) {
  const { range, setRange, undoRange } = useTimeRange();
  const markers = useChangeMarkers({ gatewayId, routeId, range });
  const { selection } = useSelection();
  const marked = useMemo(() => selection && { fromMs: selection.t0, toMs: selection.t1 }, [selection]);
  return (
    <div
      className={cn(
        'grid gap-3 transition-opacity max-lg:grid-cols-1',
        columns === 3 ? 'grid-cols-3 max-2xl:grid-cols-2 lg:max-2xl:[&>:last-child]:col-span-2' : 'grid-cols-2',
        isStale && 'opacity-50',
      )}
    >
      {charts.map(({ key, title, model, note, empty = null, problem = null, isStale: isOneStale }) => (
        <Card className={cn('transition-opacity', isOneStale && 'opacity-50')} key={key}>
          {problem ? (
            <ProblemPanel className="m-3" {...problem} />
          ) : empty !== null ? (
            <EmptyChart title={title}>{empty}</EmptyChart>
          ) : model === null ? (
            <ChartSkeleton />
          ) : (
            <MarkedChart
              height={chartHeight}
              marked={marked}
              markers={markers}
              model={model}
              note={note}
              onBack={undoRange}
              onRange={({ fromMs, toMs }) => setRange(absoluteRange(fromMs, toMs))}
              syncKey="route"
              title={title}
            />
          )}
        </Card>
      ))}
    </div>
  );
}

function MarkedChart({ model, markers, ...props }: TimeChartProps & { markers: readonly ChartMarker[] }) {
  const marked = useMemo(() => ({ ...model, markers }), [model, markers]);
  return <LazyTimeChart {...props} model={marked} />;
}

function EmptyChart({ title, children }: { title: string; children: string }) {
  return (
    <div className="flex h-full min-h-48 flex-col">
      <h3 className="px-3 pt-2 font-medium">{title}</h3>
      <p className="m-auto px-3 pb-6 text-muted">{children}</p>
    </div>
  );
}
