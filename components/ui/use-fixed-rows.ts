'use client';

import { type RefObject, startTransition, useEffect, useState } from 'react';
import { whenIdle } from './when-idle';

export type FixedRowsOptions = {
  count: number;
  rowHeight: number;
  /** The box that scrolls, and what of its top a sticky heading covers, in px. */
  viewport: RefObject<HTMLElement | null>;
  headerHeight: number;
  /** Rows beyond either edge: a flick of the wheel must not show white. The first picture goes without them. */
  overscan: number;
  /** The box's height while it is not known, on the server. */
  initialHeight: number;
};

export type FixedRows = {
  /** Indexes of the first and the last row to draw; `last` is -1 when there are none. */
  first: number;
  last: number;
  totalHeight: number;
  /** The box's own. */
  height: number;
  /** Scrolls no further than needed to have the row in sight. */
  scrollToRow: (index: number) => void;
};

/** Which of many rows of one height are to be drawn. */
export function useFixedRows(options: FixedRowsOptions): FixedRows {
  const { count, rowHeight, viewport, headerHeight, overscan, initialHeight } = options;
  const [seen, setSeen] = useState({ top: 0, height: initialHeight });
  const [beyond, setBeyond] = useState(0);
  useEffect(() => whenIdle(() => startTransition(() => setBeyond(overscan))), [overscan]);

  useEffect(() => {
    const box = viewport.current;
    if (!box) return;
    const read = () => {
      // Only whole rows matter: most scroll events change nothing.
      const top = Math.floor(box.scrollTop / rowHeight) * rowHeight;
      const height = box.clientHeight;
      setSeen((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    read();
    box.addEventListener('scroll', read, { passive: true });
    const resizes = new ResizeObserver(read);
    resizes.observe(box);
    return () => {
      box.removeEventListener('scroll', read);
      resizes.disconnect();
    };
  }, [viewport, rowHeight]);

  const first = Math.max(0, Math.min(Math.floor(seen.top / rowHeight), count - 1) - beyond);
  const last = Math.min(count - 1, Math.ceil((seen.top + seen.height) / rowHeight) + beyond);
  const scrollToRow = (index: number) => {
    const box = viewport.current;
    if (!box) return;
    const top = index * rowHeight;
    const bottom = top + rowHeight + headerHeight - box.clientHeight;
    if (box.scrollTop > top) box.scrollTop = top;
    else if (box.scrollTop < bottom) box.scrollTop = bottom;
  };
  return { first, last, totalHeight: count * rowHeight, height: seen.height, scrollToRow };
}
