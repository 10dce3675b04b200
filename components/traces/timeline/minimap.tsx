'use client';

import { memo, type PointerEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { fitCanvas, frameLoop } from '@/components/charts/flame/canvas';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import { isWhole } from '@/components/charts/flame/time-view';
import { drawMinimap } from './draw-minimap';
import type { TraceScene } from './use-trace-state';

const height = 40;
const dragPx = 3;

export type MinimapProps = { state: TraceScene; palette: FlamePalette; title: string };

/** As high as the map. */
export function MinimapRoom() {
  return <div className="shrink-0 border-b bg-surface" style={{ height }} />;
}

type Part = 'left' | 'right' | 'grip' | 'area';
type Drag = { part: Part; id: number; from: number; lastX: number; startX: number; hasMoved: boolean };

/**
 * The whole trace, with the part that is zoomed into. A drag chooses a part, its edges are dragged alone, its upper rim
 * (or a drag with Shift) moves it. For the pointer alone: keys zoom and pan from the tree.
 */
export const Minimap = memo(function Minimap({ state, palette, title }: MinimapProps) {
  const { opened, look, view, pointer } = state;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const before = useRef<HTMLDivElement>(null);
  const after = useRef<HTMLDivElement>(null);
  const part = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const hair = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);

  useLayoutEffect(() => {
    const draw = () => {
      const fit = fitCanvas(canvas.current, box.current?.clientWidth ?? 0, height);
      if (fit) drawMinimap(fit.pen, opened.columns, look, palette, { ...fit, lengthUs: view.whole.to });
    };
    const loop = frameLoop(draw);
    loop.ask();
    const sizes = new ResizeObserver(loop.ask);
    if (box.current) sizes.observe(box.current);
    return () => {
      sizes.disconnect();
      loop.stop();
    };
  }, [opened, look, palette, view]);

  useLayoutEffect(() => {
    const share = (moment: number) => `${(moment / view.whole.to) * 100}%`;
    const place = () => {
      const { from, to } = view.range;
      const isAll = isWhole(view.range, view.whole);
      for (const shade of [before.current, after.current, part.current]) if (shade) shade.hidden = isAll;
      if (before.current) before.current.style.width = share(from);
      if (after.current) after.current.style.left = share(to);
      if (part.current) part.current.style.left = share(from);
      if (part.current) part.current.style.width = share(to - from);
    };
    const point = () => {
      if (!hair.current) return;
      hair.current.hidden = pointer.moment === null;
      if (pointer.moment !== null) hair.current.style.left = share(pointer.moment);
    };
    place();
    const stops = [view.subscribe(place), pointer.subscribe(point)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [view, pointer]);

  useEffect(() => {
    const area = box.current;
    if (!area) return;
    const handleWheel = (event: WheelEvent) => {
      event.preventDefault();
      const rect = area.getBoundingClientRect();
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.pan(event.deltaX / rect.width);
      else view.zoom(1.0018 ** event.deltaY, ((event.clientX - rect.left) / rect.width) * view.whole.to);
    };
    area.addEventListener('wheel', handleWheel, { passive: false });
    return () => area.removeEventListener('wheel', handleWheel);
  }, [view]);

  const momentAt = (event: PointerEvent) => {
    const rect = box.current?.getBoundingClientRect();
    const share = rect && rect.width > 0 ? (event.clientX - rect.left) / rect.width : 0;
    return Math.min(Math.max(share, 0), 1) * view.whole.to;
  };
  const showBand = (from: number, to: number) => {
    if (!band.current) return;
    band.current.hidden = false;
    band.current.style.left = `${(Math.min(from, to) / view.whole.to) * 100}%`;
    band.current.style.width = `${(Math.abs(to - from) / view.whole.to) * 100}%`;
  };
  const handleMove = (event: PointerEvent<HTMLDivElement>) => {
    const moment = momentAt(event);
    const now = drag.current;
    if (!now) {
      pointer.set(-1, moment, event);
      return;
    }
    if (!now.hasMoved && Math.abs(event.clientX - now.startX) < dragPx) return;
    now.hasMoved = true;
    const { from, to } = view.range;
    if (now.part === 'left') view.set({ from: Math.min(moment, to), to }, 'glide');
    else if (now.part === 'right') view.set({ from, to: Math.max(moment, from) }, 'glide');
    else if (now.part === 'area') showBand(now.from, moment);
    else {
      const width = box.current?.clientWidth ?? 1;
      const by = ((event.clientX - now.lastX) / width) * view.whole.to;
      view.pan(by / (to - from));
    }
    now.lastX = event.clientX;
  };
  const handleUp = (event: PointerEvent) => {
    const now = drag.current;
    drag.current = null;
    if (band.current) band.current.hidden = true;
    if (!now?.hasMoved || now.part !== 'area') return;
    const moment = momentAt(event);
    if (moment !== now.from) view.set({ from: Math.min(moment, now.from), to: Math.max(moment, now.from) }, 'jump');
  };
  return (
    <div
      aria-hidden
      className="relative shrink-0 cursor-crosshair touch-none overflow-hidden border-b bg-surface select-none"
      data-slot="minimap"
      onDoubleClick={() => view.back()}
      onPointerCancel={handleUp}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const named = (event.target as Element).closest('[data-part]')?.getAttribute('data-part') as Part | null;
        const moment = momentAt(event);
        drag.current = {
          part: event.shiftKey ? 'grip' : (named ?? 'area'),
          id: event.pointerId,
          from: moment,
          lastX: event.clientX,
          startX: event.clientX,
          hasMoved: false,
        };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerLeave={() => pointer.clear()}
      onPointerMove={handleMove}
      onPointerUp={handleUp}
      ref={box}
      style={{ height }}
      title={title}
    >
      <canvas className="absolute top-0 left-0" ref={canvas} />
      <div className="absolute inset-y-0 left-0 bg-sunken/80" hidden ref={before} />
      <div className="absolute inset-y-0 right-0 bg-sunken/80" hidden ref={after} />
      <div className="absolute inset-y-0 border-x-2 border-accent" hidden ref={part}>
        <div className="absolute inset-x-0 top-0 h-2 cursor-grab bg-accent/25" data-part="grip" />
        <div className="absolute inset-y-0 -left-1.5 w-3 cursor-ew-resize" data-part="left" />
        <div className="absolute inset-y-0 -right-1.5 w-3 cursor-ew-resize" data-part="right" />
      </div>
      <div className="pointer-events-none absolute inset-y-0 w-px bg-subtle/60" hidden ref={hair} />
      <div className="pointer-events-none absolute inset-y-0 border-x border-accent bg-accent/15" hidden ref={band} />
    </div>
  );
});
