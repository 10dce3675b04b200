import type { MarkerGroup, PlacedExemplar } from './prepare-marks';

/** The plot on its canvas: all in device pixels, of which `dpr` are one of CSS. */
export type PlotBox = { left: number; top: number; width: number; height: number; dpr: number };

type Pen = CanvasRenderingContext2D;

/** Sides of a flag and of a dot, CSS px. */
const flagSize = 10;
const dotSize = 6;
const pole = 2;

/** A flag above the plot for each group, its pole on the moment; what stands for several tells their number. */
export function drawFlags(
  pen: Pen,
  groups: readonly MarkerGroup[],
  plot: PlotBox,
  { cloth, ink, font }: { cloth: string; ink: string; font: string },
): void {
  const px = (css: number) => css * plot.dpr;
  pen.save();
  pen.font = `500 ${px(9)}px ${font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const { x, markers } of groups) {
    const left = Math.round(plot.left + x * plot.width - px(pole / 2));
    const count = markers.length > 1 ? String(markers.length) : '';
    const width = Math.max(px(flagSize), pen.measureText(count).width + px(4));
    pen.fillStyle = cloth;
    pen.fillRect(left, 0, px(pole), px(flagSize + 2));
    pen.beginPath();
    pen.roundRect(left + px(pole), px(1), width, px(flagSize), [0, px(3), px(3), 0]);
    pen.fill();
    pen.fillStyle = ink;
    pen.fillText(count, left + px(pole) + width / 2, px(1 + flagSize / 2));
  }
  pen.restore();
}

/** An open dot for each call; one that lies above the axis is a diamond at its edge. */
export function drawExemplars(pen: Pen, exemplars: readonly PlacedExemplar[], plot: PlotBox, colour: string): void {
  const { left, top, width, height, dpr } = plot;
  // Its line lies within the sides.
  const radius = ((dotSize - 1) / 2) * dpr;
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = dpr;
  pen.setLineDash([]);
  pen.beginPath();
  for (const { x, y, isBeyond } of exemplars) {
    const [centreX, centreY] = [left + x * width, top + y * height];
    if (isBeyond) {
      const reach = radius * Math.SQRT2;
      pen.moveTo(centreX, centreY - reach);
      pen.lineTo(centreX + reach, centreY);
      pen.lineTo(centreX, centreY + reach);
      pen.lineTo(centreX - reach, centreY);
      pen.closePath();
    } else {
      pen.moveTo(centreX + radius, centreY);
      pen.arc(centreX, centreY, radius, 0, 2 * Math.PI);
    }
  }
  pen.stroke();
  pen.restore();
}
