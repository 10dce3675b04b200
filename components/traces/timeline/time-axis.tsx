'use client';

import { type RefObject, useLayoutEffect, useRef } from 'react';
import { fitCanvas, frameLoop } from '@/components/charts/flame/canvas';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import { axisTicks, type TimeView } from '@/components/charts/flame/time-view';
import { formatMoment } from '@/lib/telemetry/format';
import { axisHeight, tickRoom } from './layout';
import type { Pointer } from './pointer';

/** The scale above the bars, and a flag that says where the pointer is. */
export function TimeAxis(props: {
  view: TimeView;
  palette: FlamePalette;
  pointer: Pointer;
  track: RefObject<HTMLDivElement | null>;
}) {
  const { view, palette, pointer, track } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const flag = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const draw = () => {
      const width = track.current?.clientWidth ?? 0;
      const fit = fitCanvas(canvas.current, width, axisHeight);
      if (!fit) return;
      const { pen, dpr } = fit;
      const ticks = axisTicks(view.range, Math.floor(width / tickRoom));
      const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
      const perPx = (view.range.to - view.range.from) / fit.width;
      pen.font = `${11 * dpr}px ${palette.font}`;
      pen.textBaseline = 'middle';
      for (const tick of ticks) {
        const x = Math.floor((tick - view.range.from) / perPx);
        pen.fillStyle = palette.grid;
        pen.fillRect(x, 0, dpr, fit.height);
        pen.fillStyle = palette.text;
        const text = formatMoment(tick, step);
        if (x + 4 * dpr + pen.measureText(text).width <= fit.width) pen.fillText(text, x + 4 * dpr, fit.height / 2);
      }
    };
    const point = () => {
      const label = flag.current;
      if (!label) return;
      const { from, to } = view.range;
      const share = pointer.moment === null ? -1 : (pointer.moment - from) / (to - from);
      label.hidden = !(share >= 0 && share <= 1);
      if (label.hidden) return;
      label.style.left = `${share * 100}%`;
      label.style.transform = `translateX(${share > 0.85 ? '-100%' : share < 0.08 ? '0' : '-50%'})`;
      label.textContent = formatMoment(pointer.moment, (to - from) / 1000);
    };
    const loop = frameLoop(draw);
    loop.ask();
    const stops = [view.subscribe(loop.ask), pointer.subscribe(point)];
    const sizes = new ResizeObserver(loop.ask);
    if (track.current) sizes.observe(track.current);
    return () => {
      for (const stop of stops) stop();
      sizes.disconnect();
      loop.stop();
    };
  }, [view, palette, pointer, track]);
  return (
    <div aria-hidden className="absolute inset-0" ref={track}>
      <canvas className="absolute top-0 left-0" ref={canvas} />
      <span
        className="pointer-events-none absolute top-1 z-10 rounded-sm bg-fg px-1 py-px text-2xs whitespace-nowrap text-canvas tabular-nums"
        hidden
        ref={flag}
      />
    </div>
  );
}
