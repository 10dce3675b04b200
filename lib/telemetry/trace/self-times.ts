import type { TraceColumns } from './columns';

/**
 * Time of each span in which no child of it ran. Children may overlap each other and stick out; the columns are depth
 * first with siblings by start, so that one pass sees each span's children in order of time.
 */
export function selfTimes({ count, parent, start, end }: Pick<TraceColumns, 'count' | 'parent' | 'start' | 'end'>) {
  const self = new Float64Array(count);
  const reached = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    self[at] = (end[at] ?? 0) - (start[at] ?? 0);
    reached[at] = start[at] ?? 0;
    const above = parent[at] ?? -1;
    if (above < 0) continue;
    const from = Math.max(start[at] ?? 0, reached[above] ?? 0);
    const to = Math.min(end[at] ?? 0, end[above] ?? 0);
    if (to <= from) continue;
    self[above] = (self[above] ?? 0) - (to - from);
    reached[above] = to;
  }
  return self;
}
