import type { TraceColumns } from './columns';
import { decidingRoot } from './known-path';
import { isDrawnRight } from './known-times';
import { sortedPlaces } from './sorted-places';

type Columns = Pick<TraceColumns, 'count' | 'parent' | 'last' | 'start' | 'end' | 'fault'>;

/**
 * The chain of spans that decided how long the trace took, as each span's own time on it: backwards from the root's end,
 * always into the child that ended last before the place reached, and on from that child's start. The parts of one root
 * add up to its length.
 *
 * A child that ends after its parent is cut to it when most of it lies within (clocks, or a last byte); one that mostly
 * outlives its parent was not waited for and is not on the path. Nor is one whose bar is not the time that it ran.
 * `isCut` is that of `OpenedTrace`.
 */
export function criticalPath(columns: Columns, isCut: boolean): Float64Array {
  const own = new Float64Array(columns.count);
  const root = decidingRoot(columns, isCut);
  if (root < 0) return own;
  const { start, end } = columns;
  const { firstChild, nextSibling } = childrenByEnd(columns, root);
  const low = new Float64Array(columns.count);
  const high = new Float64Array(columns.count);
  const cursor = new Float64Array(columns.count);
  const stack = [root];
  low[root] = start[root] ?? 0;
  high[root] = end[root] ?? 0;
  cursor[root] = end[root] ?? 0;
  for (let top = root; ; top = stack.at(-1) ?? -1) {
    if (top < 0) return own;
    const lowest = low[top] ?? 0;
    const highest = high[top] ?? 0;
    const reached = cursor[top] ?? 0;
    let child = firstChild[top] ?? -1;
    let from = 0;
    let to = 0;
    for (; child >= 0; child = nextSibling[child] ?? -1) {
      from = Math.max(start[child] ?? 0, lowest);
      to = Math.min(end[child] ?? 0, highest);
      const outlives = (end[child] ?? 0) - highest > to - from;
      if (to > from && to <= reached && !outlives && isDrawnRight({ columns, isCut }, child)) break;
    }
    own[top] = (own[top] ?? 0) + reached - (child < 0 ? lowest : to);
    if (child < 0) {
      stack.pop();
      continue;
    }
    firstChild[top] = nextSibling[child] ?? -1;
    cursor[top] = from;
    low[child] = from;
    high[child] = to;
    cursor[child] = to;
    stack.push(child);
  }
}

/** Children of each span below a root as lists, the last to end first. */
function childrenByEnd({ count, parent, last, end }: Columns, root: number) {
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (const at of sortedPlaces(end, root + 1, (last[root] ?? root) + 1)) {
    const above = parent[at] ?? -1;
    nextSibling[at] = firstChild[above] ?? -1;
    firstChild[above] = at;
  }
  return { firstChild, nextSibling };
}
