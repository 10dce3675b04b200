import type { OpenedTrace, TraceColumns } from './columns';
import { faultBit } from './faults';
import { isDrawnRight, isOwnTimeKnown } from './known-times';

type Columns = Pick<TraceColumns, 'count' | 'last' | 'start' | 'end' | 'fault'>;

/**
 * The root that has the critical path, -1: none. Of several it is the longest whose length is known, and one that belongs
 * to another request only if there is no other.
 */
export function decidingRoot(columns: Columns, isCut: boolean): number {
  const { count, last, start, end, fault } = columns;
  const foreign = faultBit('foreign_root');
  let [best, bestUs, hasOwn] = [-1, -1, false];
  for (let at = 0; at < count; at = (last[at] ?? at) + 1) {
    const isOwn = ((fault[at] ?? 0) & foreign) === 0;
    if (isOwn && !hasOwn) [best, bestUs, hasOwn] = [-1, -1, true];
    const us = (end[at] ?? 0) - (start[at] ?? 0);
    if (isOwn === hasOwn && us > bestUs && isDrawnRight({ columns, isCut }, at)) [best, bestUs] = [at, us];
  }
  return best;
}

/** How much of the critical path is a span's own, 0: none; null: nobody knows, for what is above it or what it called. */
export function knownCriticalUs(opened: OpenedTrace, index: number): number | null {
  const { parent, critical } = opened.columns;
  for (let at = index; at >= 0; at = parent[at] ?? -1) if (!isDrawnRight(opened, at)) return null;
  const us = critical[index] ?? 0;
  return us > 0 && !isOwnTimeKnown(opened, index) ? null : us;
}
