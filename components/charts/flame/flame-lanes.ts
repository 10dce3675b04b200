import type { Range } from './time-view';

/** Bars to draw: each lies on a lane, from `start` to `end` in the axis' unit. Bars of one lane do not overlap. */
export type FlameFrames = { count: number; lane: Int32Array; start: Float64Array; end: Float64Array };

/** Bars by lane and, within a lane, by time: what a lane holds between two moments is found by halving. */
export type FlameLanes = {
  frames: FlameFrames;
  lanes: number;
  /** Frames, lane after lane, each lane by start. */
  order: Int32Array;
  /** Where in `order` a lane begins; one more at the end. */
  first: Int32Array;
};

export function buildLanes(frames: FlameFrames): FlameLanes {
  const { count, lane, start, end } = frames;
  let lanes = 0;
  for (let at = 0; at < count; at++) lanes = Math.max(lanes, (lane[at] ?? 0) + 1);
  const first = new Int32Array(lanes + 1);
  for (let at = 0; at < count; at++) first[(lane[at] ?? 0) + 1] = (first[(lane[at] ?? 0) + 1] ?? 0) + 1;
  for (let at = 0; at < lanes; at++) first[at + 1] = (first[at + 1] ?? 0) + (first[at] ?? 0);
  const order = new Int32Array(count);
  const filled = first.slice();
  for (let at = 0; at < count; at++) {
    const row = lane[at] ?? 0;
    const place = filled[row] ?? 0;
    order[place] = at;
    filled[row] = place + 1;
  }
  const before = (a: number, b: number) => (start[a] ?? 0) - (start[b] ?? 0) || (end[a] ?? 0) - (end[b] ?? 0) || a - b;
  for (let row = 0; row < lanes; row++) {
    const part = order.subarray(first[row] ?? 0, first[row + 1] ?? 0);
    // Depth-first frames are in order already, as a rule.
    for (let at = 1; at < part.length; at++) {
      if (before(part[at - 1] ?? 0, part[at] ?? 0) > 0) {
        part.sort(before);
        break;
      }
    }
  }
  return { frames, lanes, order, first };
}

/** From a moment to a pixel, on an axis `width` pixels wide. */
export type PixelScale = { from: number; perPx: number; width: number };

export function pixelScale(range: Range, width: number): PixelScale {
  return { from: range.from, perPx: (range.to - range.from) / Math.max(width, 1), width };
}

export function leftPx(scale: PixelScale, start: number): number {
  return Math.floor((start - scale.from) / scale.perPx);
}

/** Never on the bar's own left edge: what takes no time is a pixel wide. */
export function rightPx(scale: PixelScale, start: number, end: number): number {
  return Math.max(Math.floor((end - scale.from) / scale.perPx), leftPx(scale, start) + 1);
}

/**
 * The bars of a lane as they are drawn: whole pixels, none over another, left to right. A bar that has no pixel of its
 * own is part of the one before it, and is passed to `onMerged` with that one.
 */
export function layLane(
  lanes: FlameLanes,
  lane: number,
  scale: PixelScale,
  onBar: (frame: number, left: number, right: number) => void,
  onMerged?: (frame: number, into: number) => void,
): void {
  const { order, frames } = lanes;
  const stop = lanes.first[lane + 1] ?? 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let last = -1;
  for (let place = firstRightOf(lanes, lane, scale, 0); place < stop; place++) {
    const frame = order[place] ?? 0;
    const start = frames.start[frame] ?? 0;
    const left = leftPx(scale, start);
    if (left >= scale.width) break;
    const right = rightPx(scale, start, frames.end[frame] ?? 0);
    if (right <= drawn || drawn >= scale.width) {
      if (last >= 0) onMerged?.(frame, last);
      continue;
    }
    onBar(frame, Math.max(left, drawn, 0), Math.min(right, scale.width));
    drawn = right;
    last = frame;
  }
}

/** The bar that `layLane` draws over a pixel; -1: none. */
export function hitLane(lanes: FlameLanes, lane: number, scale: PixelScale, px: number): number {
  if (lane < 0 || lane >= lanes.lanes || px < 0 || px >= scale.width) return -1;
  const place = firstRightOf(lanes, lane, scale, px);
  if (place >= (lanes.first[lane + 1] ?? 0)) return -1;
  const frame = lanes.order[place] ?? 0;
  return leftPx(scale, lanes.frames.start[frame] ?? 0) <= px ? frame : -1;
}

/**
 * Place in `order` of the lane's first bar that reaches beyond a pixel. Right edges ascend along a lane, because its bars
 * do not overlap; that is why halving finds it, and why it is the one that is drawn there.
 */
function firstRightOf({ order, first, frames }: FlameLanes, lane: number, scale: PixelScale, px: number): number {
  let low = first[lane] ?? 0;
  let high = first[lane + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const frame = order[middle] ?? 0;
    if (rightPx(scale, frames.start[frame] ?? 0, frames.end[frame] ?? 0) > px) high = middle;
    else low = middle + 1;
  }
  return low;
}
