'use client';

import 'uplot/dist/uPlot.min.css';
import './time-chart.css';
import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { moveCursor, nextPlace } from './chart-keys';
import { ChartLegend, SeriesMark } from './chart-legend';
import type { ChartModel } from './chart-model';
import { chartOptions, type MarkedTimes } from './chart-options';
import { writeReadout } from './chart-readout';
import { formatValue } from './format-value';
import { draggedRange, timeAxisLabels } from './prepare-time-axis';
import { useChartPalette } from './use-chart-palette';

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

/** Lines over time. Pointing reads values, a drag chooses a range, the arrow keys move the crosshair. */
export function TimeChart(props: TimeChartProps) {
  const { title, model, height = 160, syncKey, onRange, onBack, note, marked = null } = props;
  const t = useTranslations('metrics');
  const locale = useLocale();
  const timeZone = useTimeZone();
  const palette = useChartPalette();
  const titleId = useId();
  const host = useRef<HTMLDivElement>(null);
  const tooltip = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLTableElement>(null);
  const chart = useRef<uPlot>(null);
  const [width, setWidth] = useState(0);

  // What a handler of the chart calls changes with each render; the chart is built for its data alone.
  const handlers = useRef({ onRange, onBack });
  useEffect(() => {
    handlers.current = { onRange, onBack };
  });

  const shownMark = useRef(marked);
  useEffect(() => {
    shownMark.current = marked;
    chart.current?.redraw(false);
  }, [marked]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const format = useMemo(() => {
    const clock = new Intl.DateTimeFormat(locale, {
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    return {
      value: (value: number | null) => formatValue(model.unit, value),
      time: (timeS: number) => clock.format(timeS * 1000),
    };
  }, [locale, timeZone, model.unit]);

  useEffect(() => {
    const element = host.current;
    if (!element || width === 0) return;
    const options = chartOptions({
      model,
      width,
      height,
      palette,
      syncKey,
      formatValue: format.value,
      timeLabels: (places) => timeAxisLabels(places, locale, timeZone),
      marked: () => shownMark.current,
      onCursor: (drawn) =>
        writeReadout(drawn, model, { tooltip: tooltip.current, legend: legend.current, slider: element }, format),
      onSelect: (fromS, toS) => {
        const range = draggedRange(fromS, toS, model);
        if (range) handlers.current.onRange(range);
      },
      onBack: () => handlers.current.onBack(),
    });
    const data: uPlot.AlignedData = [[...model.times], ...model.series.map((one) => [...one.values])];
    const drawn = new uPlot(options, data, element);
    chart.current = drawn;
    return () => {
      chart.current = null;
      drawn.destroy();
    };
  }, [model, width, height, palette, syncKey, format, locale, timeZone]);

  const handleKeyDown = (event: KeyboardEvent) => {
    const next = nextPlace(event.key, chart.current?.cursor.idx ?? null, model.times.length);
    const drawn = chart.current;
    if (next === null || !drawn) return;
    event.preventDefault();
    moveCursor(drawn, drawn.valToPos(model.times[next] ?? 0, 'x'), drawn.over.clientHeight / 2);
  };
  const readings = Math.max(0, model.times.length - 1);
  return (
    <figure aria-labelledby={titleId} className="time-chart flex min-w-0 flex-col" data-slot="time-chart">
      <figcaption className="flex min-h-8 items-baseline gap-2 px-3 pt-2" id={titleId}>
        <span className="font-medium">{title}</span>
        {note ? <span className="min-w-0 truncate text-subtle text-xs">{note}</span> : null}
      </figcaption>
      <div className="relative">
        <div
          aria-label={t('chart.readings', { title })}
          aria-valuemax={readings}
          aria-valuemin={0}
          aria-valuenow={0}
          aria-valuetext={t('chart.none')}
          className="focus-visible:outline-offset-[-2px]"
          onBlur={() => chart.current && moveCursor(chart.current, -10, -10)}
          onKeyDown={handleKeyDown}
          ref={host}
          role="slider"
          style={{ height }}
          tabIndex={0}
        />
        <div
          className="pointer-events-none absolute top-1 z-10 rounded-md border border-line-strong bg-raised px-2 py-1 text-xs whitespace-nowrap shadow-popup"
          hidden
          ref={tooltip}
        >
          <p className="text-subtle tabular-nums" data-time />
          {model.series.map((one) => (
            <p className="flex items-center gap-1.5" key={one.key}>
              <SeriesMark series={one} />
              <span className="flex-1 text-muted">{one.label}</span>
              <span className="pl-3 font-mono tabular-nums" data-value />
            </p>
          ))}
        </div>
      </div>
      <ChartLegend model={model} ref={legend} title={title} />
    </figure>
  );
}
