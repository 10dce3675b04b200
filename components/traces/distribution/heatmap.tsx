// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a picture that is brushed by keys has to hold the focus.
'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import {
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { timeAxisLabels } from '@/components/charts/prepare-time-axis';
import { useChartPalette } from '@/components/charts/use-chart-palette';
import { LiveRegion } from '@/components/ui/live-region';
import type { Cells, Selection } from '@/lib/deepflow/distribution';
import { formatDuration } from '@/lib/telemetry/format';
import { drawHeatmap, type HeatMode } from './draw-heatmap';
import {
  type Area,
  axisPx,
  boxOf,
  busiestCell,
  type Cell,
  cellAt,
  durationTicks,
  gutterPx,
  nextCell,
  plotOf,
  selectionBox,
  selectionOf,
  stripPx,
  stripsOf,
  sumOf,
  timeTicks,
} from './prepare-heatmap';
import { useAreaWords } from './use-area-words';

export type HeatmapProps = {
  cells: Cells;
  mode: HeatMode;
  height: number;
  selection: Selection | null;
  onSelect: (selection: Selection | null) => void;
  /** What is pointed at, in words; null: nothing is. */
  onRead: (words: string | null) => void;
};

/**
 * Calls by the time they ended and how long they took. A drag selects over both axes, and so do the keys: arrows move
 * a cell, Shift extends it, Enter selects, Esc clears.
 */
export function Heatmap({ cells, mode, height, selection, onSelect, onRead }: HeatmapProps) {
  const t = useTranslations('distribution');
  const locale = useLocale();
  const timeZone = useTimeZone();
  const palette = useChartPalette();
  const areaWords = useAreaWords(cells);
  const hintId = useId();
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [drag, setDrag] = useState<Area | null>(null);
  const [cursor, setCursor] = useState<Area | null>(null);
  const [hovered, setHovered] = useState<Cell | null>(null);
  const plot = useMemo(() => plotOf(cells, { width, height }), [cells, width, height]);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const measure = () => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = width > 0 ? element?.getContext('2d') : null;
    if (!element || !context) return;
    const scale = window.devicePixelRatio || 1;
    element.width = width * scale;
    element.height = height * scale;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    drawHeatmap(context, cells, { plot, palette, mode });
  }, [cells, plot, palette, mode, width, height]);

  const read = (area: Area | null) => onRead(area && areaWords(area, sumOf(cells, area)));
  const cellOf = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt(plot, event.clientX - box.left, event.clientY - box.top);
  };
  const handleDown = (event: PointerEvent<HTMLDivElement>) => {
    const cell = event.button === 0 ? cellOf(event) : null;
    if (!cell) return;
    event.currentTarget.setPointerCapture?.(event.pointerId);
    setCursor(null);
    setDrag({ from: cell, to: cell });
  };
  const handleMove = (event: PointerEvent<HTMLDivElement>) => {
    const cell = cellOf(event);
    if (!cell) return;
    setHovered(cell);
    const area = drag ? { from: drag.from, to: cell } : { from: cell, to: cell };
    if (drag) setDrag(area);
    read(area);
  };
  const handleUp = () => {
    if (!drag) return;
    setDrag(null);
    const isClick = drag.from.column === drag.to.column && drag.from.row === drag.to.row;
    onSelect(isClick && sumOf(cells, drag).calls === 0 ? null : selectionOf(cells, drag));
  };
  const handleLeave = () => {
    setHovered(null);
    onRead(null);
  };

  const moveCursor = (next: Area | null) => {
    setCursor(next);
    read(next);
  };
  const isChosen = (area: Area) => {
    const { t0, t1, d0, d1 } = selectionOf(cells, area);
    return selection?.t0 === t0 && selection.t1 === t1 && selection.d0 === d0 && selection.d1 === d1;
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const start = busiestCell(cells);
    const at = cursor ?? (start && { from: start, to: start });
    if (!at) return;
    if (event.key === 'Escape') {
      if (drag) setDrag(null);
      else if (cursor && !isOneCell(cursor) && !isChosen(cursor)) moveCursor({ from: cursor.to, to: cursor.to });
      else if (selection) onSelect(null);
      else return;
    } else if (event.key === 'Enter' || event.key === ' ') onSelect(selectionOf(cells, at));
    else {
      const next = nextCell(event.key, at.to, plot);
      if (!next) return;
      // The first key shows where the cursor is.
      moveCursor(cursor ? { from: event.shiftKey ? cursor.from : next, to: next } : at);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const selected = selection && selectionBox(plot, cells, selection);
  const marked = drag ?? cursor;
  const labels = timeTicks(plot, cells);
  const times = timeAxisLabels(
    labels.map(({ atS }) => atS),
    locale,
    timeZone,
  );
  return (
    <div className="relative" style={{ height }}>
      <div
        aria-describedby={hintId}
        aria-label={t('heatmap')}
        aria-roledescription={t('heatmapRole')}
        className="absolute inset-0 cursor-crosshair touch-none select-none focus-visible:outline-offset-[-2px]"
        data-slot="heatmap"
        onBlur={() => moveCursor(null)}
        onKeyDown={handleKeyDown}
        onPointerCancel={() => setDrag(null)}
        onPointerDown={handleDown}
        onPointerLeave={handleLeave}
        onPointerMove={handleMove}
        onPointerUp={handleUp}
        ref={host}
        role="application"
        tabIndex={0}
      >
        <canvas aria-hidden className="absolute inset-0 size-full" ref={canvas} />
        <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden text-2xs text-subtle">
          {stripsOf(cells).map((strip, at) => (
            <span
              className="absolute truncate text-right leading-none"
              key={strip}
              style={{ top: at * stripPx, width: gutterPx - 6, height: stripPx }}
            >
              {t(`strip.${strip}`)}
            </span>
          ))}
          {plot.rows > 0
            ? durationTicks(cells.edgesUs, plot.height).map(({ us, row }) => (
                <span
                  className="absolute -translate-y-1/2 text-right leading-none tabular-nums"
                  key={us}
                  style={{ top: plot.top + plot.height * (1 - row / plot.rows), width: gutterPx - 6 }}
                >
                  {formatDuration(us)}
                </span>
              ))
            : null}
          {labels.map(({ atS, x }, at) => (
            <span
              className="absolute -translate-x-1/2 whitespace-nowrap tabular-nums"
              key={atS}
              style={{ left: Math.max(x, gutterPx), top: height - axisPx + 2 }}
            >
              {times[at]}
            </span>
          ))}
          {hovered && !drag ? (
            <span className="absolute outline-1 outline-fg" style={boxOf(plot, { from: hovered, to: hovered })} />
          ) : null}
          {selected ? (
            <span className="absolute border border-accent bg-accent/15 outline-1 outline-surface" style={selected} />
          ) : null}
          {marked ? (
            <span className="absolute bg-accent/20 outline-2 outline-accent" style={boxOf(plot, marked)} />
          ) : null}
          {plot.rows === 0 ? (
            <span className="absolute inset-x-0 top-1/2 -translate-y-1/2 text-center text-xs">{t('noAnswers')}</span>
          ) : null}
        </div>
      </div>
      <p className="sr-only" id={hintId}>
        {t('keys')}
      </p>
      <LiveRegion>{cursor ? areaWords(cursor, sumOf(cells, cursor)) : ''}</LiveRegion>
    </div>
  );
}

function isOneCell({ from, to }: Area): boolean {
  return from.column === to.column && from.row === to.row;
}
