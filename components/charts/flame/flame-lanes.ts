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
 * own is part of the one before it, and is passed to `onMerged` with that one; with null they are not even looked at.
 */
export function layLane(
  lanes: FlameLanes,
  lane: number,
  scale: PixelScale,
  onBar: (frame: number, left: number, right: number) => void,
  onMerged: ((frame: number, into: number) => void) | null,
): void {
  const { order, frames } = lanes;
  const stop = lanes.first[lane + 1] ?? 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let last = -1;
  for (let place = firstRightOf(lanes, scale, 0, lanes.first[lane] ?? 0, stop); place < stop; place++) {
    const frame = order[place] ?? 0;
    const start = frames.start[frame] ?? 0;
    const left = leftPx(scale, start);
    if (left >= scale.width) break;
    const right = rightPx(scale, start, frames.end[frame] ?? 0);
    if (right <= drawn || drawn >= scale.width) {
      if (onMerged !== null) {
        if (last >= 0) onMerged(frame, last);
      } else if (drawn >= scale.width) break;
      else place = nextRightOf(lanes, scale, drawn, place, stop) - 1;
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
  const stop = lanes.first[lane + 1] ?? 0;
  const place = firstRightOf(lanes, scale, px, lanes.first[lane] ?? 0, stop);
  if (place >= stop) return -1;
  const frame = lanes.order[place] ?? 0;
  return leftPx(scale, lanes.frames.start[frame] ?? 0) <= px ? frame : -1;
}

/**
 * Place in `order`, of those from `low` up to, not with, `high` in one lane, of the first bar that reaches beyond a pixel;
 * `high`: none does. Right edges ascend along a lane, because its bars do not overlap; that is why halving finds it, and
 * why it is the one that is drawn there.
 */
function firstRightOf({ order, frames }: FlameLanes, scale: PixelScale, px: number, low: number, high: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    const frame = order[middle] ?? 0;
    if (rightPx(scale, frames.start[frame] ?? 0, frames.end[frame] ?? 0) > px) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The same where it is near `low`, as a rule: in steps that double. */
function nextRightOf(lanes: FlameLanes, scale: PixelScale, px: number, low: number, high: number): number {
  const { order, frames } = lanes;
  let from = low;
  for (let step = 1; from + step < high; step *= 2) {
    const frame = order[from + step] ?? 0;
    if (rightPx(scale, frames.start[frame] ?? 0, frames.end[frame] ?? 0) > px)
      return firstRightOf(lanes, scale, px, from, from + step);
    from += step;
  }
  return firstRightOf(lanes, scale, px, from, high);
}
