'use client';

import { useLayoutEffect, useMemo, useRef } from 'react';
import { BarPainter } from '@/components/charts/flame/bar-painter';
import { fitCanvas, frameLoop } from '@/components/charts/flame/canvas';
import { leftPx, type PixelScale, pixelScale, rightPx } from '@/components/charts/flame/flame-lanes';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import { axisTicks } from '@/components/charts/flame/time-view';
import { formatDuration } from '@/lib/telemetry/format';
import { gapsOf } from '@/lib/telemetry/trace/gaps';
import { barInset, rowHeight, tickRoom } from './layout';
import type { TraceState } from './use-trace-state';

export type BarsCanvasProps = {
  state: TraceState;
  palette: FlamePalette;
  /** First and last row that is drawn. */
  first: number;
  last: number;
};

/**
 * The bars of the rows that are in the document. It lies among the rows and scrolls with them, so that bars and names
 * never part; it is drawn anew when other rows come in.
 */
export function BarsCanvas({ state, palette, first, last }: BarsCanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { opened, rows, look, view, cursor } = state;
  const width = useRef(0);
  const draw = useMemo(() => {
    let painter: BarPainter | null = null;
    return () => {
      // Measured when it changes: to measure among rows that have just come would lay them out twice.
      if (width.current === 0) width.current = box.current?.clientWidth ?? 0;
      const fit = fitCanvas(canvas.current, width.current, (last - first + 1) * rowHeight);
      if (!fit) return;
      if (painter?.pen !== fit.pen || painter.dpr !== fit.dpr) painter = new BarPainter(fit.pen, palette, fit.dpr);
      const { dpr, pen } = fit;
      const scale = pixelScale(view.range, fit.width);
      pen.fillStyle = palette.grid;
      for (const tick of axisTicks(view.range, Math.floor(width.current / tickRoom)))
        pen.fillRect(leftPx(scale, tick), 0, dpr, fit.height);
      const { start, end } = opened.columns;
      const height = (rowHeight - 2 * barInset) * dpr;
      for (let row = first; row <= last; row++) {
        const at = rows.index[row] ?? -1;
        if (at < 0) continue;
        const top = ((row - first) * rowHeight + barInset) * dpr;
        const left = leftPx(scale, start[at] ?? 0);
        const right = Math.max(rightPx(scale, start[at] ?? 0, end[at] ?? 0), left + Math.ceil(2 * dpr));
        if (right <= 0 || left >= scale.width) {
          pointOut(painter, palette, right <= 0, scale, top, height);
          continue;
        }
        const from = Math.max(left, -4);
        painter.bar(look, at, from, top, Math.min(right, scale.width + 4) - from, height);
        if (look.lines) painter.lines(look.lines, at, scale, top + height + 2 * dpr);
        if (at === cursor) nameGaps(painter, state, scale, top, height);
      }
    };
  }, [opened, rows, look, view, palette, first, last, cursor, state]);
  useLayoutEffect(() => {
    const loop = frameLoop(draw);
    // In the frame that shows the new rows, not in the task that puts them in: that one is long enough.
    loop.ask();
    const stop = view.subscribe(loop.ask);
    const sizes = new ResizeObserver(() => {
      const now = box.current?.clientWidth ?? 0;
      if (now === width.current) return;
      width.current = now;
      loop.ask();
    });
    if (box.current) sizes.observe(box.current);
    return () => {
      stop();
      sizes.disconnect();
      loop.stop();
    };
  }, [draw, view]);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-x-0" ref={box} style={{ top: first * rowHeight }}>
      <canvas className="absolute top-0 left-0" ref={canvas} />
    </div>
  );
}

/** The bar lies outside what is zoomed into: an arrow says on which side. */
function pointOut(
  { pen, dpr }: BarPainter,
  palette: FlamePalette,
  isLeft: boolean,
  scale: PixelScale,
  top: number,
  height: number,
): void {
  const tip = isLeft ? 2 * dpr : scale.width - 2 * dpr;
  const foot = isLeft ? tip + 5 * dpr : tip - 5 * dpr;
  pen.fillStyle = palette.text;
  pen.beginPath();
  pen.moveTo(tip, top + height / 2);
  pen.lineTo(foot, top + height / 2 - 4 * dpr);
  pen.lineTo(foot, top + height / 2 + 4 * dpr);
  pen.fill();
}

/** Writes into the selected bar how long it waited or worked where no child of it ran. */
function nameGaps(painter: BarPainter, state: TraceState, scale: PixelScale, top: number, height: number): void {
  const { pen, palette, dpr } = painter;
  const { opened, cursor, look } = state;
  if (opened.columns.last[cursor] === cursor) return;
  painter.setFont(10);
  const ink = look.style[cursor] === 0 ? palette.inks[look.fill[cursor] ?? 0] : palette.fg;
  for (const { fromUs, toUs } of gapsOf(opened, cursor)) {
    const left = Math.max(leftPx(scale, fromUs), 0);
    const right = Math.min(leftPx(scale, toUs), scale.width);
    if (right - left < 12 * dpr) continue;
    pen.fillStyle = ink ?? palette.fg;
    pen.globalAlpha = 0.7;
    pen.fillRect(left, top + 2 * dpr, dpr, height - 4 * dpr);
    pen.fillRect(right - dpr, top + 2 * dpr, dpr, height - 4 * dpr);
    pen.globalAlpha = 1;
    const text = formatDuration(toUs - fromUs);
    const width = pen.measureText(text).width;
    if (width + 10 * dpr < right - left) pen.fillText(text, (left + right - width) / 2, top + height / 2);
  }
}
