'use client';

import { useEffect, useRef } from 'react';
import { rowOf } from '@/lib/telemetry/trace/visible-rows';
import { gapAt } from './gap-at';
import { rowHeight } from './layout';
import type { TraceState } from './use-trace-state';

/** Row, moment and gap under the pointer, written into the document without a render. */
export function useHoverMarks(state: TraceState) {
  const row = useRef<HTMLDivElement>(null);
  const hair = useRef<HTMLDivElement>(null);
  const gap = useRef<HTMLDivElement>(null);
  const { opened, rows, pointer, view } = state;
  useEffect(() => {
    const place = () => {
      const { from, to } = view.range;
      const share = (moment: number) => ((moment - from) / (to - from)) * 100;
      const at = pointer.index < 0 ? -1 : rowOf(rows, pointer.index);
      if (row.current) {
        row.current.hidden = at < 0;
        row.current.style.top = `${at * rowHeight}px`;
      }
      if (hair.current) {
        const left = pointer.moment === null ? -1 : share(pointer.moment);
        hair.current.hidden = !(left >= 0 && left <= 100);
        hair.current.style.left = `${left}%`;
      }
      if (!gap.current) return;
      const found = at < 0 ? null : gapAt(opened, pointer.index, pointer.moment);
      gap.current.hidden = found === null;
      if (found === null) return;
      gap.current.style.left = `${share(found.fromUs)}%`;
      gap.current.style.width = `${share(found.toUs) - share(found.fromUs)}%`;
      gap.current.style.top = `${at * rowHeight}px`;
      gap.current.style.height = `${rowHeight - 1}px`;
    };
    const stops = [pointer.subscribe(place), view.subscribe(place)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [opened, rows, pointer, view]);
  return { row, hair, gap };
}
