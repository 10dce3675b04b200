import type { TraceColumns } from './columns';
import { sortedPlaces } from './sorted-places';

/** A span without length still takes a place: half a microsecond, which no other span's start falls into. */
const leastLength = 0.5;

/**
 * The row of each span in the flame graph: the first below its parent's in which nothing else runs at that time.
 * Spans are placed by start, a child never before its parent, so that a row is free where its last span has ended.
 */
export function flameLanes({ count, parent, start, end }: Pick<TraceColumns, 'count' | 'parent' | 'start' | 'end'>) {
  const lane = new Int32Array(count);
  const turn = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const above = parent[at] ?? -1;
    turn[at] = above < 0 ? (start[at] ?? 0) : Math.max(start[at] ?? 0, turn[above] ?? 0);
  }
  const ends = new LaneEnds(count);
  let lanes = 0;
  for (const at of sortedPlaces(turn)) {
    const above = parent[at] ?? -1;
    const from = start[at] ?? 0;
    const free = ends.firstFree(above < 0 ? 0 : (lane[above] ?? 0) + 1, from);
    ends.set(free, Math.max(end[at] ?? 0, from + leastLength));
    lane[at] = free;
    if (free >= lanes) lanes = free + 1;
  }
  return { lane, lanes };
}

/** When the last span of each row ends, as a tree of minima: finding a free row takes as long as the tree is high. */
class LaneEnds {
  readonly #size: number;
  readonly #least: Float64Array;

  constructor(lanes: number) {
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, lanes)));
    this.#least = new Float64Array(this.#size * 2).fill(Number.NEGATIVE_INFINITY);
  }

  /** There always is one: each row that is passed over holds a span of its own. */
  firstFree(from: number, start: number): number {
    const least = this.#least;
    let node = this.#size + from;
    while ((least[node] ?? 0) > start) {
      while (node % 2 === 1) node >>= 1;
      node++;
    }
    while (node < this.#size) node = (least[node * 2] ?? 0) <= start ? node * 2 : node * 2 + 1;
    return node - this.#size;
  }

  set(lane: number, end: number): void {
    const least = this.#least;
    let node = this.#size + lane;
    least[node] = end;
    for (node >>= 1; node >= 1; node >>= 1) {
      least[node] = Math.min(least[node * 2] ?? 0, least[node * 2 + 1] ?? 0);
    }
  }
}
