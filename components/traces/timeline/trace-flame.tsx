'use client';

import { useEffect, useMemo, useRef } from 'react';
import { FlameGraph } from '@/components/charts/flame/flame-graph';
import { buildLanes } from '@/components/charts/flame/flame-lanes';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import { useTimeGestures } from '@/components/charts/flame/use-time-gestures';
import { axisHeight } from './layout';
import { TimeAxis } from './time-axis';
import type { TraceState } from './use-trace-state';

export const laneHeight = 18;

/** The trace as a flame graph, in step with the tree: the same zoom, hover, selection and filters. */
export function TraceFlame({ state, palette }: { state: TraceState; palette: FlamePalette }) {
  const { opened, look, view, pointer, cursor, pick } = state;
  const { count, lane, start, end } = opened.columns;
  const lanes = useMemo(() => buildLanes({ count, lane, start, end }), [count, lane, start, end]);
  const head = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const hair = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  useTimeGestures({ area: head, track, band, view, wheelZooms: true });
  useEffect(() => {
    const place = () => {
      if (!hair.current) return;
      const { from, to } = view.range;
      const share = pointer.moment === null ? -1 : (pointer.moment - from) / (to - from);
      hair.current.hidden = !(share >= 0 && share <= 1);
      hair.current.style.left = `${share * 100}%`;
    };
    const stops = [pointer.subscribe(place), view.subscribe(place)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [pointer, view]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div
        className="relative shrink-0 cursor-crosshair overflow-hidden border-b bg-surface"
        ref={head}
        style={{ height: axisHeight }}
      >
        <TimeAxis palette={palette} pointer={pointer} track={track} view={view} />
        <div className="absolute inset-y-0 border-x border-accent bg-accent/15" hidden ref={band} />
      </div>
      <FlameGraph
        className="min-h-0 flex-1 pt-px"
        hovered={pointer}
        laneHeight={laneHeight}
        lanes={lanes}
        look={look}
        onHover={(frame, moment, event) => pointer.set(frame, moment, event)}
        onSelect={pick}
        palette={palette}
        selected={cursor}
        view={view}
      >
        <div className="pointer-events-none absolute top-0 h-[200vh] w-px bg-subtle/60" hidden ref={hair} />
      </FlameGraph>
    </div>
  );
}
