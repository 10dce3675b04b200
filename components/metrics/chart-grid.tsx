'use client';

import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import type { ChartModel } from '@/components/charts/chart-model';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { useSelection } from '@/components/traces/distribution/use-distribution';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { absoluteRange } from '@/lib/telemetry/time-range';

const chartHeight = 160;

// uPlot is of use on this page alone, and draws nothing on a server.
const TimeChart = dynamic(() => import('@/components/charts/time-chart').then((module) => module.TimeChart), {
  ssr: false,
  loading: () => <ChartSkeleton />,
});

export type GridChart = {
  key: string;
  title: string;
  /** Null: its data are not there yet. */
  model: ChartModel | null;
  note?: string;
  /** Stands in the place of a chart that would show nothing. */
  empty?: string | null;
};

/** Charts of a route beside each other, with their crosshairs in step; a drag in one chooses the range of the page. */
export function ChartGrid({ charts, isStale }: { charts: readonly GridChart[]; isStale: boolean }) {
  const { setRange, undoRange } = useTimeRange();
  const { selection } = useSelection();
  const marked = useMemo(() => selection && { fromMs: selection.t0, toMs: selection.t1 }, [selection]);
  return (
    <div className={cn('grid grid-cols-2 gap-3 transition-opacity max-lg:grid-cols-1', isStale && 'opacity-50')}>
      {charts.map(({ key, title, model, note, empty = null }) => (
        <Card key={key}>
          {empty !== null ? (
            <EmptyChart title={title}>{empty}</EmptyChart>
          ) : model === null ? (
            <ChartSkeleton />
          ) : (
            <TimeChart
              height={chartHeight}
              marked={marked}
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

function EmptyChart({ title, children }: { title: string; children: string }) {
  return (
    <div className="flex h-full min-h-48 flex-col">
      <h3 className="px-3 pt-2 font-medium">{title}</h3>
      <p className="m-auto px-3 pb-6 text-muted">{children}</p>
    </div>
  );
}
