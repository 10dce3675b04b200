'use client';

import { type RefObject, useEffect } from 'react';
import type { TimeView } from './time-view';

export type TimeGestures = {
  /** What takes the gestures. */
  area: RefObject<HTMLElement | null>;
  /** What spans the axis, from the range's first moment to its last. */
  track: RefObject<HTMLElement | null>;
  /** Shown over what a drag chooses; placed in the track. */
  band: RefObject<HTMLElement | null>;
  view: TimeView;
  /** The wheel alone zooms, and scrolls with Alt; otherwise it zooms with Ctrl or ⌘, and alone it scrolls. */
  wheelZooms: boolean;
};

const dragPx = 4;

/**
 * The wheel zooms around the pointer and pans sideways, a drag zooms into what it covers, with Shift it pans, a double
 * click goes back. Touch is left to scrolling.
 */
export function useTimeGestures({ area, track, band, view, wheelZooms }: TimeGestures): void {
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    const place = (clientX: number) => {
      const rect = track.current?.getBoundingClientRect();
      return rect && rect.width > 0 ? { share: (clientX - rect.left) / rect.width, width: rect.width } : null;
    };
    const at = (share: number) => view.range.from + share * (view.range.to - view.range.from);

    const handleWheel = (event: WheelEvent) => {
      const spot = place(event.clientX);
      if (!spot || spot.share < 0 || spot.share > 1 || event.altKey) return;
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey || (wheelZooms && !event.shiftKey && event.deltaX === 0)) {
        event.preventDefault();
        view.zoom(1.0018 ** (event.deltaY * unit), at(spot.share));
      } else if (sideways !== 0 && Math.abs(sideways) >= Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        event.preventDefault();
        view.pan((sideways * unit) / spot.width);
      }
    };

    let draggedAt = Number.NEGATIVE_INFINITY;
    let drag: { id: number; from: number; lastX: number; startX: number; kind: 'zoom' | 'pan' | null } | null = null;
    const showBand = (from: number, to: number) => {
      if (!band.current) return;
      band.current.hidden = false;
      band.current.style.left = `${Math.min(from, to) * 100}%`;
      band.current.style.width = `${Math.abs(to - from) * 100}%`;
    };
    const end = () => {
      drag = null;
      if (band.current) band.current.hidden = true;
    };
    const handleDown = (event: PointerEvent) => {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      if (event.target instanceof Element && event.target.closest('button, a, input, [role=separator]')) return;
      const spot = place(event.clientX);
      if (!spot || spot.share < 0 || spot.share > 1) return;
      drag = { id: event.pointerId, from: spot.share, lastX: event.clientX, startX: event.clientX, kind: null };
    };
    const handleMove = (event: PointerEvent) => {
      if (!drag || event.pointerId !== drag.id) return;
      if (drag.kind === null) {
        if (Math.abs(event.clientX - drag.startX) < dragPx) return;
        drag.kind = event.shiftKey ? 'pan' : 'zoom';
        box.setPointerCapture(event.pointerId);
      }
      const spot = place(event.clientX);
      if (!spot) return;
      if (drag.kind === 'pan') view.pan(-(event.clientX - drag.lastX) / spot.width);
      else showBand(drag.from, Math.min(Math.max(spot.share, 0), 1));
      drag.lastX = event.clientX;
    };
    const handleUp = (event: PointerEvent) => {
      if (!drag || event.pointerId !== drag.id) return;
      const { kind, from } = drag;
      end();
      if (kind === null) return;
      draggedAt = event.timeStamp;
      const spot = place(event.clientX);
      if (kind !== 'zoom' || !spot) return;
      const to = Math.min(Math.max(spot.share, 0), 1);
      if (Math.abs(to - from) > 0) view.set({ from: at(Math.min(from, to)), to: at(Math.max(from, to)) }, 'jump');
    };
    // The click that ends a drag chooses nothing.
    const handleClick = (event: MouseEvent) => {
      if (event.timeStamp - draggedAt < 50) event.stopPropagation();
    };
    const handleKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !drag?.kind) return;
      event.preventDefault();
      event.stopPropagation();
      end();
    };
    const handleDouble = (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest('button, a, input')) return;
      const spot = place(event.clientX);
      if (spot && spot.share >= 0 && spot.share <= 1) view.back();
    };
    box.addEventListener('wheel', handleWheel, { passive: false });
    box.addEventListener('pointerdown', handleDown);
    box.addEventListener('pointermove', handleMove);
    box.addEventListener('pointerup', handleUp);
    box.addEventListener('pointercancel', end);
    box.addEventListener('click', handleClick, true);
    box.addEventListener('dblclick', handleDouble);
    document.addEventListener('keydown', handleKey, true);
    return () => {
      box.removeEventListener('wheel', handleWheel);
      box.removeEventListener('pointerdown', handleDown);
      box.removeEventListener('pointermove', handleMove);
      box.removeEventListener('pointerup', handleUp);
      box.removeEventListener('pointercancel', end);
      box.removeEventListener('click', handleClick, true);
      box.removeEventListener('dblclick', handleDouble);
      document.removeEventListener('keydown', handleKey, true);
    };
  }, [area, track, band, view, wheelZooms]);
}
