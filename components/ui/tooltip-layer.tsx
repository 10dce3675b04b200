'use client';

import { type ReactNode, useLayoutEffect, useRef } from 'react';

export type Shown = { anchor: HTMLElement; content: ReactNode };
export type TooltipLayerProps = { id: string; shown: Shown; onEnter: () => void; onLeave: () => void };

/** The layer itself: loaded when something is first pointed at. */
export function TooltipLayer({ id, shown, onEnter, onLeave }: TooltipLayerProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const layer = ref.current;
    if (!layer) return;
    const anchor = shown.anchor.getBoundingClientRect();
    const box = layer.getBoundingClientRect();
    const below = anchor.bottom + 6;
    const top = below + box.height > window.innerHeight - 8 ? Math.max(8, anchor.top - box.height - 6) : below;
    const left = Math.min(Math.max(8, anchor.left), window.innerWidth - box.width - 8);
    layer.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    layer.style.visibility = 'visible';
  }, [shown]);
  // Pointing at the text keeps it open (WCAG 1.4.13).
  return (
    <div
      className="invisible fixed top-0 left-0 z-50 max-w-80 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-pretty text-xs text-fg shadow-popup"
      data-slot="tooltip"
      id={id}
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      ref={ref}
      role="tooltip"
    >
      {shown.content}
    </div>
  );
}
