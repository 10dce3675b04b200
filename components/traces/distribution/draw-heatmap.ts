import type { ChartPalette } from '@/components/charts/chart-options';
import type { Cells } from '@/lib/deepflow/distribution';
import { boxOf, durationTicks, heatStep, type Plot, type Strip, stripPx, stripsOf, timeTicks } from './prepare-heatmap';

export type HeatMode = 'all' | 'errors';

/** Without the ramp's first step, which is too close to the surface for a cell of one call to be seen. */
export const heatTokens = ['--heat-2', '--heat-3', '--heat-4', '--heat-5', '--heat-6', '--heat-7'] as const;

const stripTokens: Record<Strip, string> = { errors: '--server-error-solid', unanswered: '--timeout-solid' };

/** Draws grid, strips and cells; words and whatever moves lie above the canvas. */
export function drawHeatmap(
  context: CanvasRenderingContext2D,
  cells: Cells,
  { plot, palette, mode }: { plot: Plot; palette: ChartPalette; mode: HeatMode },
): void {
  drawGrid(context, cells, plot, palette);
  for (const [at, strip] of stripsOf(cells).entries()) drawStrip(context, cells, plot, palette, strip, at * stripPx);
  if (plot.rows === 0) return;
  const ramp = heatTokens.map(palette.colour);
  const countOf = ([, , calls, errors]: Cells['cells'][number]) => (mode === 'errors' ? errors : calls);
  const most = cells.cells.reduce((max, cell) => Math.max(max, countOf(cell)), 0);
  for (const cell of cells.cells) {
    const [column, row] = cell;
    const count = countOf(cell);
    const box = boxOf(plot, { from: { column, row }, to: { column, row } });
    // Whole device pixels would gape or overlap: a hair more hides the seams.
    const [left, top] = [Math.round(box.left), Math.round(box.top)];
    const width = Math.max(Math.round(box.left + box.width) - left, 1);
    const height = Math.max(Math.round(box.top + box.height) - top, 1);
    context.fillStyle = count === 0 ? palette.grid : (ramp[heatStep(count, most, ramp.length)] ?? palette.text);
    context.fillRect(left, top, width, height);
  }
}

function drawGrid(context: CanvasRenderingContext2D, cells: Cells, plot: Plot, palette: ChartPalette): void {
  context.strokeStyle = palette.grid;
  context.lineWidth = 1;
  context.beginPath();
  const bottom = plot.top + plot.height;
  for (const { row } of plot.rows > 0 ? durationTicks(cells.edgesUs, plot.height) : []) {
    const y = Math.round(bottom - (row / plot.rows) * plot.height) - 0.5;
    context.moveTo(plot.left, y);
    context.lineTo(plot.left + plot.width, y);
  }
  for (const { x } of timeTicks(plot, cells)) {
    context.moveTo(Math.round(x) + 0.5, plot.top);
    context.lineTo(Math.round(x) + 0.5, bottom);
  }
  context.stroke();
}

/** Calls that failed are full blocks, calls without an answer hollow ones. */
function drawStrip(
  context: CanvasRenderingContext2D,
  { columns }: Cells,
  plot: Plot,
  palette: ChartPalette,
  strip: Strip,
  top: number,
): void {
  const colour = palette.colour(stripTokens[strip]);
  const columnPx = plot.width / plot.columns;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  for (const [column, count] of columns[strip].entries()) {
    if (count === 0) continue;
    const left = Math.round(plot.left + column * columnPx);
    const width = Math.max(Math.round(plot.left + (column + 1) * columnPx) - left - 1, 2);
    if (strip === 'errors') context.fillRect(left, top + 2, width, stripPx - 4);
    else context.strokeRect(left + 0.5, top + 2.5, Math.max(width - 1, 1), stripPx - 5);
  }
}
