'use client';

import { type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { BarPainter, type FlameLook } from './bar-painter';
import { fitCanvas, frameLoop } from './canvas';
import { drawFlame, type FlameViewport, outlineFrame } from './draw-flame';
import { type FlameLanes, hitLane, pixelScale } from './flame-lanes';
import type { FlamePalette } from './flame-palette';
import type { TimeView } from './time-view';
import { useTimeGestures } from './use-time-gestures';

/** The frame that the pointer is over, known to several drawings without a render. */
export type HoveredFrame = { index: number; subscribe: (listener: () => void) => () => void };

export type FlameGraphProps = {
  lanes: FlameLanes;
  look: FlameLook;
  palette: FlamePalette;
  view: TimeView;
  hovered: HoveredFrame;
  /** -1: none. */
  selected: number;
  /** `frame` -1: none is under the pointer; `moment` null: the pointer has left. */
  onHover: (frame: number, moment: number | null, event: PointerEvent) => void;
  onSelect: (frame: number) => void;
  laneHeight?: number;
  className?: string;
  children?: ReactNode;
};

/**
 * Bars in lanes on a canvas, zoomed along one axis and scrolled across it. It knows nothing of what its bars mean, and
 * is a picture alone: whoever shows it offers the same by other means to those who do not see it or use no pointer.
 */
export function FlameGraph(props: FlameGraphProps) {
  const { lanes, look, palette, view, hovered, selected, onHover, onSelect, laneHeight = 18, className } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  useTimeGestures({ area: scroller, track, band, view, wheelZooms: true });

  const redraw = useRef<() => void>(null);
  const chosen = useRef(selected);
  // It outlives a look: what it has measured is true for the next one.
  const kept = useRef<BarPainter>(null);
  const painting = useMemo(() => {
    const painterOf = (pen: CanvasRenderingContext2D, dpr: number) => {
      const { current } = kept;
      const isSame = current?.pen === pen && current.palette === palette && current.dpr === dpr;
      const painter = isSame ? current : new BarPainter(pen, palette, dpr);
      kept.current = painter;
      return painter;
    };
    const sizes = () => {
      const box = scroller.current;
      const width = track.current?.clientWidth ?? 0;
      return { width, height: box?.clientHeight ?? 0, top: box?.scrollTop ?? 0 };
    };
    const viewport = (width: number, height: number, dpr: number): FlameViewport => ({
      scale: pixelScale(view.range, width),
      height,
      laneHeight: laneHeight * dpr,
      top: Math.round(sizes().top * dpr),
    });
    const drawOverlay = () => {
      const size = sizes();
      const fit = fitCanvas(overlay.current, size.width, size.height);
      if (!fit) return;
      const port = viewport(fit.width, fit.height, fit.dpr);
      outlineFrame(fit.pen, lanes, chosen.current, port, palette.accent, 2 * fit.dpr);
      if (hovered.index !== chosen.current)
        outlineFrame(fit.pen, lanes, hovered.index, port, palette.fg, Math.round(1.5 * fit.dpr));
    };
    const draw = () => {
      const size = sizes();
      const fit = fitCanvas(picture.current, size.width, size.height);
      if (!fit) return;
      drawFlame(painterOf(fit.pen, fit.dpr), lanes, look, viewport(fit.width, fit.height, fit.dpr));
      drawOverlay();
    };
    return { draw, drawOverlay };
  }, [lanes, look, palette, view, hovered, laneHeight]);

  // A selection is drawn above the picture, which stays.
  useLayoutEffect(() => {
    chosen.current = selected;
    const top = frameLoop(painting.drawOverlay);
    top.ask();
    return top.stop;
  }, [selected, painting]);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const whole = frameLoop(painting.draw);
    const top = frameLoop(painting.drawOverlay);
    // In the next frame: what mounts or filters a large trace has enough to do.
    whole.ask();
    redraw.current = whole.ask;
    box.addEventListener('scroll', whole.ask, { passive: true });
    const stops = [view.subscribe(whole.ask), hovered.subscribe(top.ask)];
    return () => {
      for (const stop of stops) stop();
      box.removeEventListener('scroll', whole.ask);
      whole.stop();
      top.stop();
    };
  }, [painting, view, hovered]);

  // By itself: an observer tells the size once when it begins, so that each new look would be drawn twice.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const sizes = new ResizeObserver(() => redraw.current?.());
    sizes.observe(box);
    return () => sizes.disconnect();
  }, []);

  // What is selected elsewhere is brought into sight here.
  useEffect(() => {
    const lane = lanes.frames.lane[selected];
    if (lane === undefined) return;
    // With the next frame, which lays the page out anyway.
    const bringing = frameLoop(() => {
      const box = scroller.current;
      if (!box) return;
      const y = lane * laneHeight;
      if (y < box.scrollTop || y + laneHeight > box.scrollTop + box.clientHeight)
        box.scrollTop = Math.max(0, y - box.clientHeight / 2);
    });
    bringing.ask();
    return bringing.stop;
  }, [selected, lanes, laneHeight]);

  const find = (event: { clientX: number; clientY: number }) => {
    const rect = track.current?.getBoundingClientRect();
    const box = scroller.current;
    if (!rect || !box) return { frame: -1, moment: 0 };
    const dpr = window.devicePixelRatio || 1;
    const scale = pixelScale(view.range, Math.round(rect.width * dpr));
    const lane = Math.floor((event.clientY - box.getBoundingClientRect().top + box.scrollTop) / laneHeight);
    const px = Math.floor((event.clientX - rect.left) * dpr);
    return { frame: hitLane(lanes, lane, scale, px), moment: view.range.from + px * scale.perPx };
  };
  return (
    <div
      aria-hidden
      className={cn('relative overflow-x-hidden overflow-y-auto overscroll-contain bg-surface', className)}
      data-slot="flame-graph"
      onClick={(event) => {
        // The second of a double click, which goes back: what the first opened may have moved other frames below it.
        if (event.detail > 1) return;
        const { frame } = find(event);
        if (frame >= 0) onSelect(frame);
      }}
      onPointerLeave={(event) => onHover(-1, null, event)}
      onPointerMove={(event) => {
        const { frame, moment } = find(event);
        event.currentTarget.style.cursor = frame >= 0 ? 'pointer' : '';
        onHover(frame, moment, event);
      }}
      ref={scroller}
      // A box that scrolls is a stop of the Tab key unless it says otherwise.
      tabIndex={-1}
    >
      <div style={{ height: lanes.lanes * laneHeight }}>
        <div className="sticky top-0 h-0" ref={track}>
          <canvas className="pointer-events-none absolute top-0 left-0 block" ref={picture} />
          <canvas className="pointer-events-none absolute top-0 left-0 block" ref={overlay} />
          <div
            className="pointer-events-none absolute top-0 h-[200vh] border-x border-accent bg-accent/15"
            hidden
            ref={band}
          />
          {props.children}
        </div>
      </div>
    </div>
  );
}
