'use client';

import 'uplot/dist/uPlot.min.css';
import './time-chart.css';
import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { nextPlace } from './chart-keys';
import { ChartLegend } from './chart-legend';
import { ChartMarks } from './chart-marks';
import type { ChartModel, ChartView } from './chart-model';
import { type ChartNotes, chartData, chartOptions, type MarkedTimes } from './chart-options';
import { placeTooltip, readoutCells, writeLegend, writeReadout } from './chart-readout';
import { ChartTooltip } from './chart-tooltip';
import { crosshairGroup, type Membership } from './crosshair-group';
import { FollowingCrosshair } from './following-crosshair';
import { prepareChart } from './prepare-chart';
import { placeMarks } from './prepare-marks';
import { prepareReadings } from './prepare-series';
import { draggedRange, timeAxisLabels } from './prepare-time-axis';
import { useChartFormat } from './use-chart-format';
import { useChartPalette } from './use-chart-palette';

export type ChartBodyProps = {
  title: string;
  model: ChartModel;
  view: ChartView;
  onView: (next: ChartView) => void;
  /** CSS px of the plot with its axes. */
  height: number;
  syncKey: string;
  onRange: (range: { fromMs: number; toMs: number }) => void;
  onBack: () => void;
  marked: MarkedTimes | null;
  /** The drawing, for those who copy it. */
  chart: RefObject<uPlot | null>;
};

/** Where uPlot shows no crosshair. */
const away = { left: -10, top: -10 };

/** The plot with its tooltip and marks, and the legend below. */
export function ChartBody(props: ChartBodyProps) {
  const { title, model, view, onView, height, syncKey, onRange, onBack, marked, chart } = props;
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone();
  const palette = useChartPalette();
  const format = useChartFormat(model.unit);
  const host = useRef<HTMLDivElement>(null);
  const tooltip = useRef<HTMLDivElement>(null);
  const tooltipWidth = useRef(0);
  const legend = useRef<HTMLTableElement>(null);
  const [width, setWidth] = useState(0);
  const drawn = useMemo(() => prepareChart(model, view), [model, view]);
  const readings = useMemo(() => prepareReadings(model, view.hidden), [model, view.hidden]);

  // What a handler of the chart calls changes with each render; the chart is built for its data alone.
  const handlers = useRef({ onRange, onBack });
  useEffect(() => {
    handlers.current = { onRange, onBack };
  });

  const isPointedAt = useRef(false);
  // A refresh builds the chart anew below a pointer that rests, or the keyboard's focus: the crosshair stays where it was.
  const crosshair = useRef<{ left: number; top: number } | null>(null);

  const marks = useMemo(() => placeMarks(model, drawn, width), [model, drawn, width]);
  const notes = useRef<ChartNotes>({ marked, marks });
  useEffect(() => {
    notes.current = { marked, marks };
    chart.current?.redraw(false);
  }, [marked, marks, chart]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = tooltip.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      tooltipWidth.current = element.offsetWidth;
      if (chart.current) placeTooltip(element, tooltipWidth.current, chart.current);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [chart]);

  useEffect(() => {
    const element = host.current;
    if (!element || width === 0) return;
    const places = {
      tooltip: tooltip.current,
      tooltipWidth: () => tooltipWidth.current,
      tooltipCells: readoutCells(tooltip.current),
      legendCells: readoutCells(legend.current),
      slider: element,
      isPointedAt: () => isPointedAt.current,
    };
    const data = { times: drawn.times, readings, format };
    let inStep: Membership | null = null;
    const options = chartOptions({
      drawn,
      unit: model.unit,
      width,
      height,
      palette,
      timeLabels: (timesS) => timeAxisLabels(timesS, locale, timeZone),
      notes: () => notes.current,
      onReady: (shown) => {
        // It is drawn in a task of its own, and may be gone by then.
        if (!shown.root.isConnected) return;
        const follower = new FollowingCrosshair(shown);
        inStep = crosshairGroup(syncKey).join({
          follow: (timeS) => {
            // The keys may have left its own here.
            if (timeS !== null && (shown.cursor.left ?? -1) >= 0) shown.setCursor(away);
            follower.place(timeS);
          },
          read: () => writeLegend(places.legendCells, data, follower.at()),
        });
        if (crosshair.current) shown.setCursor(crosshair.current);
      },
      onCursor: (shown) => {
        const { left = -1 } = shown.cursor;
        if (left >= 0) inStep?.lead(shown.posToVal(left, 'x'));
        else inStep?.release();
        writeReadout(shown, data, places);
      },
      onSelect: (fromS, toS) => {
        const range = draggedRange(fromS, toS, drawn);
        if (range) handlers.current.onRange(range);
      },
      onBack: () => handlers.current.onBack(),
    });
    const made = new uPlot(options, chartData(drawn), element);
    chart.current = made;
    return () => {
      inStep?.leave();
      const { left = -1, top = -1 } = made.cursor;
      const isRead = isPointedAt.current || element === document.activeElement;
      crosshair.current = left >= 0 && isRead ? { left, top } : null;
      chart.current = null;
      made.destroy();
    };
  }, [drawn, readings, model.unit, width, height, palette, syncKey, format, locale, timeZone, chart]);

  const handleKeyDown = (event: KeyboardEvent) => {
    const next = nextPlace(event.key, chart.current?.cursor.idx ?? null, model.times.length);
    const shown = chart.current;
    if (next === null || !shown) return;
    event.preventDefault();
    // The first point may stand for a time that begins before the axis does.
    const left = Math.max(0, shown.valToPos(model.times[next] ?? 0, 'x'));
    shown.setCursor({ left, top: shown.over.clientHeight / 2 });
  };
  return (
    <>
      <div className="relative">
        <div
          aria-label={t('readings', { title })}
          aria-valuemax={Math.max(0, model.times.length - 1)}
          aria-valuemin={0}
          aria-valuenow={0}
          aria-valuetext={t('none')}
          className="time-chart-plot focus-visible:outline-offset-[-2px]"
          onBlur={() => chart.current?.setCursor(away)}
          onKeyDown={handleKeyDown}
          onPointerEnter={() => {
            isPointedAt.current = true;
          }}
          onPointerLeave={() => {
            isPointedAt.current = false;
          }}
          ref={host}
          role="slider"
          style={{ height }}
          tabIndex={0}
        />
        <ChartMarks format={format} height={height} marks={marks} />
        <ChartTooltip format={format} hidden={view.hidden} model={model} readings={readings} ref={tooltip} />
      </div>
      <div className="time-chart-legend @container">
        <ChartLegend
          format={format}
          model={model}
          onView={onView}
          readings={readings}
          ref={legend}
          title={title}
          view={view}
        />
      </div>
    </>
  );
}
