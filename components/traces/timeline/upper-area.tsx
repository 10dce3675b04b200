'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import { Later } from '@/components/ui/later';
import { Skeleton } from '@/components/ui/skeleton';
import { axisHeight } from './layout';
import { laneHeight, TraceFlame } from './trace-flame';
import type { TraceState } from './use-trace-state';

/** It brings a graph library, which the page does without until someone wants the graph. */
const TraceTopology = dynamic(async () => (await import('@/components/traces/topology/trace-topology')).TraceTopology, {
  ssr: false,
  loading: () => <Skeleton className="m-4 h-24" />,
});

const lowest = 80;
/** Of the window, and in px at most: the tree keeps the larger part of a low window. */
const atFirstHeights = { flame: { share: 0.2, most: 190 }, topology: { share: 0.32, most: 320 } } as const;

/** Above the tree: the flame graph or the graph of services, as high as one likes. */
export function UpperArea(props: { state: TraceState; palette: FlamePalette; wasIdle: RefObject<boolean> }) {
  const { state, palette, wasIdle } = props;
  const t = useTranslations('timeline');
  const { opened, params, set } = state;
  const box = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  if (params.upper === 'none') return null;
  const needed = opened.lanes * laneHeight + axisHeight + 8;
  const usual = atFirstHeights[params.upper];
  const fitting = Math.round(Math.max(140, Math.min(usual.most, window.innerHeight * usual.share)));
  const atFirst = params.upper === 'flame' ? Math.min(needed, fitting) : fitting;
  const highest = Math.round(window.innerHeight * 0.6);
  const clamp = (wanted: number) => Math.round(Math.min(Math.max(lowest, wanted), highest));
  // A link may come from a larger screen.
  const height = dragged ?? (params.height === null ? atFirst : clamp(params.height));
  const handleDrag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !box.current) return;
    setDragged(clamp(event.clientY - box.current.getBoundingClientRect().top));
  };
  const keep = () => {
    if (dragged === null) return;
    set({ height: dragged });
    setDragged(null);
  };
  return (
    // It gives way where the tree would have no room.
    <div
      className="relative border-b max-sm:shrink-0"
      data-slot="upper-area"
      ref={box}
      style={{ height, minHeight: Math.min(height, lowest) }}
    >
      {params.upper === 'flame' ? (
        <Later wasIdle={wasIdle}>
          <TraceFlame palette={palette} state={state} />
        </Later>
      ) : (
        <section aria-label={t('upperHint.topology')} className="flex h-full flex-col overflow-hidden bg-surface">
          <TraceTopology colours={state.colours} onSelect={state.pick} opened={opened} selected={state.cursor} />
        </section>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be focused and moved; this is ARIA's window splitter. */}
      <div
        aria-label={t('resizeUpper')}
        aria-orientation="horizontal"
        aria-valuemax={highest}
        aria-valuemin={lowest}
        aria-valuenow={height}
        className="absolute inset-x-0 -bottom-1 z-20 h-2 cursor-row-resize touch-none hover:bg-accent/20 focus-visible:bg-accent/30"
        onKeyDown={(event) => {
          const step = event.key === 'ArrowUp' ? -24 : event.key === 'ArrowDown' ? 24 : 0;
          if (step === 0) return;
          event.preventDefault();
          // From where it stands: the tree may have left it less room than it wants.
          set({ height: clamp((box.current?.clientHeight || height) + step) });
        }}
        onLostPointerCapture={keep}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={handleDrag}
        role="separator"
        tabIndex={0}
      />
    </div>
  );
}
