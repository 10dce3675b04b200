import type { BarPainter, FlameLook } from './bar-painter';
import { type FlameLanes, layLane, leftPx, type PixelScale, rightPx } from './flame-lanes';

export type FlameViewport = {
  scale: PixelScale;
  /** Device pixels: height of the picture, of a lane, and how far it is scrolled down. */
  height: number;
  laneHeight: number;
  top: number;
};

const labelPx = 11;

/** Draws the lanes that are in sight. Bars narrower than a pixel are drawn as one, with the gravest mark among them. */
export function drawFlame(painter: BarPainter, lanes: FlameLanes, look: FlameLook, viewport: FlameViewport): void {
  const { scale, laneHeight, top, height } = viewport;
  const gap = painter.dpr;
  painter.setFont(labelPx);
  const { mark: marks } = look;
  const last = Math.min(lanes.lanes - 1, Math.floor((top + height) / laneHeight));
  for (let lane = Math.max(0, Math.floor(top / laneHeight)); lane <= last; lane++) {
    const y = lane * laneHeight - top;
    const barHeight = laneHeight - gap;
    layLane(
      lanes,
      lane,
      scale,
      (frame, left, right) => {
        // Neighbours are kept apart where there is room for it.
        const width = right - left > 3 * gap ? right - left - gap : right - left;
        painter.bar(look, frame, left, y, width, barHeight);
        painter.label(look, frame, left, y, width, barHeight);
        if (look.lines) painter.lines(look.lines, frame, scale, y + barHeight);
      },
      marks === null
        ? null
        : (frame) => {
            if (marks[frame] === 0) return;
            const left = leftPx(scale, lanes.frames.start[frame] ?? 0);
            painter.bar(look, frame, Math.max(0, left), y, 2 * gap, barHeight);
          },
    );
  }
}

/** Draws a frame around one bar, on a canvas above the picture. */
export function outlineFrame(
  pen: CanvasRenderingContext2D,
  lanes: FlameLanes,
  frame: number,
  viewport: FlameViewport,
  colour: string,
  lineWidth: number,
): void {
  if (frame < 0 || frame >= lanes.frames.count) return;
  const { scale, laneHeight, top } = viewport;
  const start = lanes.frames.start[frame] ?? 0;
  const left = Math.max(leftPx(scale, start), -lineWidth);
  const right = Math.min(rightPx(scale, start, lanes.frames.end[frame] ?? 0), scale.width + lineWidth);
  if (right <= 0 || left >= scale.width) return;
  const y = (lanes.frames.lane[frame] ?? 0) * laneHeight - top;
  pen.strokeStyle = colour;
  pen.lineWidth = lineWidth;
  const half = lineWidth / 2;
  pen.strokeRect(left - half, y - half, Math.max(right - left, 2) + lineWidth, laneHeight + half);
}
