'use client';

import { lazy, type ReactNode, Suspense, useId, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { ChartBody } from './chart-body';
import { ChartMenu } from './chart-menu';
import { type ChartModel, wholeView } from './chart-model';
import type { MarkedTimes } from './chart-options';

const ChartFullScreen = lazy(() =>
  import('./chart-full-screen').then((module) => ({ default: module.ChartFullScreen })),
);
const ChartTable = lazy(() => import('./chart-table').then((module) => ({ default: module.ChartTable })));

export type TimeChartProps = {
  title: string;
  model: ChartModel;
  /** CSS px of the plot with its axes; 160 in a grid, 320 alone. */
  height?: number;
  /** Charts with the same key move their crosshairs together. */
  syncKey: string;
  onRange: (range: { fromMs: number; toMs: number }) => void;
  /** Back to the range before. */
  onBack: () => void;
  /** Shown at the right of the title. */
  note?: ReactNode;
  /** A part of the time that something else on the page is about. */
  marked?: MarkedTimes | null;
};

/**
 * Lines over time. Pointing reads values, a drag chooses a range, the arrow keys move the crosshair; the legend brings
 * series forward or hides them, which holds while data are refreshed; the menu makes copies.
 */
export function TimeChart(props: TimeChartProps) {
  const { title, model, height = 160, note, marked = null, ...rest } = props;
  const titleId = useId();
  const chart = useRef<uPlot>(null);
  const [view, setView] = useState(wholeView);
  const [isFull, setFull] = useState(false);
  const [hasTable, setTable] = useState(false);
  const shared = { ...rest, title, model, view, onView: setView, marked };
  return (
    <figure aria-labelledby={titleId} className="time-chart group/chart flex min-w-0 flex-col" data-slot="time-chart">
      <figcaption className="flex min-h-8 items-center gap-2 px-3 pt-1">
        <span className="truncate font-medium" id={titleId}>
          {title}
        </span>
        {note ? (
          <span
            className="min-w-0 shrink-[999] truncate text-subtle text-xs"
            title={typeof note === 'string' ? note : undefined}
          >
            {note}
          </span>
        ) : null}
        <ChartMenu
          chart={chart}
          className="-mr-1.5 ml-auto"
          hidden={view.hidden}
          model={model}
          onFullScreen={() => setFull(true)}
          onTable={() => setTable(true)}
          title={title}
        />
      </figcaption>
      <ChartBody {...shared} chart={chart} height={height} />
      <Suspense>
        {isFull ? (
          <ChartFullScreen {...shared} note={note} onClose={() => setFull(false)} onTable={() => setTable(true)} />
        ) : null}
      </Suspense>
      {/* Beside full screen, not in its place: each gives the focus back to where it was asked for. */}
      <Suspense>
        {hasTable ? <ChartTable model={model} onClose={() => setTable(false)} title={title} /> : null}
      </Suspense>
    </figure>
  );
}
