import type { Cells, Selection } from '@/lib/deepflow/distribution';
import { bucketStarts, bucketStepS } from '@/lib/telemetry/time-range';

/** A cell of the picture; row 0 is the shortest duration. */
export type Cell = { column: number; row: number };
/** Two corners, both included. */
export type Area = { from: Cell; to: Cell };

/** Where things lie in CSS px, from the left and the top of the picture. */
export type Plot = {
  left: number;
  top: number;
  width: number;
  height: number;
  columns: number;
  rows: number;
};

export type Strip = 'errors' | 'unanswered';

export const gutterPx = 64;
export const axisPx = 18;
export const stripPx = 11;
const rightPx = 16;
/** Between the strips and the first row: half a line, so that their labels stand apart. */
const stripGapPx = 8;

/** Strips that have something to show, from the top. */
export function stripsOf({ columns }: Cells): Strip[] {
  return (['errors', 'unanswered'] as const).filter((strip) => columns[strip].some((count) => count > 0));
}

export function plotOf(cells: Cells, size: { width: number; height: number }): Plot {
  const strips = stripsOf(cells).length;
  const top = strips === 0 ? 6 : strips * stripPx + stripGapPx;
  return {
    left: gutterPx,
    top,
    width: Math.max(size.width - gutterPx - rightPx, 1),
    height: Math.max(size.height - axisPx - top, 1),
    columns: cells.columns.calls.length,
    rows: Math.max(cells.edgesUs.length - 1, 0),
  };
}

/** The nearest cell to a place; null where there are no cells. */
export function cellAt(plot: Plot, x: number, y: number): Cell | null {
  if (plot.rows === 0) return null;
  const column = Math.floor(((x - plot.left) / plot.width) * plot.columns);
  const row = Math.floor(((plot.top + plot.height - y) / plot.height) * plot.rows);
  return { column: clamp(column, plot.columns), row: clamp(row, plot.rows) };
}

function clamp(at: number, count: number): number {
  return Math.min(Math.max(at, 0), count - 1);
}

export type Box = { left: number; top: number; width: number; height: number };

export function boxOf(plot: Plot, { from, to }: Area): Box {
  const columnPx = plot.width / plot.columns;
  const rowPx = plot.height / plot.rows;
  const left = Math.min(from.column, to.column);
  const top = Math.max(from.row, to.row);
  return {
    left: plot.left + left * columnPx,
    top: plot.top + (plot.rows - 1 - top) * rowPx,
    width: (Math.abs(to.column - from.column) + 1) * columnPx,
    height: (Math.abs(to.row - from.row) + 1) * rowPx,
  };
}

/** What an area selects; whole cells, so that the list below has exactly their calls. */
export function selectionOf({ startMs, stepMs, edgesUs }: Cells, { from, to }: Area): Selection {
  return {
    t0: startMs + Math.min(from.column, to.column) * stepMs,
    t1: startMs + (Math.max(from.column, to.column) + 1) * stepMs,
    d0: edgesUs[Math.min(from.row, to.row)] ?? 0,
    d1: edgesUs[Math.max(from.row, to.row) + 1] ?? 0,
  };
}

/** Where a selection lies, though the cells may have become others since; null: outside. */
export function selectionBox(plot: Plot, cells: Cells, selection: Selection): Box | null {
  const columnOf = (ms: number) => clampTo((ms - cells.startMs) / cells.stepMs, plot.columns);
  const [left, right] = [columnOf(selection.t0), columnOf(selection.t1)];
  const [low, high] = [placeOf(cells.edgesUs, selection.d0), placeOf(cells.edgesUs, selection.d1)];
  if (left >= right || low >= high) return null;
  return {
    left: plot.left + (left / plot.columns) * plot.width,
    top: plot.top + (1 - high / plot.rows) * plot.height,
    width: ((right - left) / plot.columns) * plot.width,
    height: ((high - low) / plot.rows) * plot.height,
  };
}

function clampTo(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

/** Where a duration lies among the rows, in rows from the bottom: by its logarithm, as the rows are cut. */
export function placeOf(edgesUs: readonly number[], us: number): number {
  const last = edgesUs.length - 1;
  if (last < 1 || us <= (edgesUs[0] ?? 0)) return 0;
  const row = edgesUs.findLastIndex((edge) => edge <= us);
  if (row >= last) return last;
  const [low, high] = [Math.max(edgesUs[row] ?? 1, 1), edgesUs[row + 1] ?? 1];
  return row + Math.log(us / low) / Math.log(high / low);
}

/** Round durations to write beside the rows, with their places in rows; fewer where they would stand too close. */
export function durationTicks(edgesUs: readonly number[], plotHeight: number): { us: number; row: number }[] {
  const [first = 0, last = 0] = [edgesUs[0], edgesUs.at(-1)];
  const rows = edgesUs.length - 1;
  const fits = (ticks: { row: number }[]) =>
    ticks.every(({ row }, at) => at === 0 || ((row - (ticks[at - 1]?.row ?? 0)) / rows) * plotHeight >= 15);
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = [];
    for (let power = 0; power <= 11; power++)
      for (const factor of factors) {
        const us = factor * 10 ** power;
        if (us >= first && us <= last) ticks.push({ us, row: placeOf(edgesUs, us) });
      }
    if (ticks.length >= 2 && fits(ticks)) return ticks;
  }
  // Less than a decade, or a very low picture.
  return [
    { us: first, row: 0 },
    { us: last, row: rows },
  ];
}

/** Moments to write below the columns, with their places in px. */
export function timeTicks(plot: Plot, { startMs, stepMs }: Cells): { atS: number; x: number }[] {
  const range = { fromMs: startMs, toMs: startMs + plot.columns * stepMs };
  const most = Math.max(1, Math.floor(plot.width / 80));
  return bucketStarts(range, bucketStepS(range, most))
    .map((atS) => ({ atS, x: plot.left + ((atS * 1000 - startMs) / (stepMs * plot.columns)) * plot.width }))
    .filter(({ x }) => x >= plot.left && x <= plot.left + plot.width - 16);
}

export function sumOf({ cells }: Cells, { from, to }: Area): { calls: number; errors: number } {
  const isIn = (at: number, a: number, b: number) => at >= Math.min(a, b) && at <= Math.max(a, b);
  const sum = { calls: 0, errors: 0 };
  for (const [column, row, calls, errors] of cells)
    if (isIn(column, from.column, to.column) && isIn(row, from.row, to.row)) {
      sum.calls += calls;
      sum.errors += errors;
    }
  return sum;
}

/** Where the keyboard begins: at the cell with most calls. */
export function busiestCell({ cells }: Cells): Cell | null {
  const [first, ...others] = cells;
  if (!first) return null;
  const [column, row] = others.reduce((best, cell) => (cell[2] > best[2] ? cell : best), first);
  return { column, row };
}

/** Where an arrow, Home or End leads; null for other keys. */
export function nextCell(key: string, { column, row }: Cell, plot: Pick<Plot, 'columns' | 'rows'>): Cell | null {
  const moves: Record<string, Cell> = {
    ArrowLeft: { column: column - 1, row },
    ArrowRight: { column: column + 1, row },
    ArrowUp: { column, row: row + 1 },
    ArrowDown: { column, row: row - 1 },
    Home: { column: 0, row },
    End: { column: plot.columns - 1, row },
    PageUp: { column, row: plot.rows - 1 },
    PageDown: { column, row: 0 },
  };
  const next = moves[key];
  return next ? { column: clamp(next.column, plot.columns), row: clamp(next.row, plot.rows) } : null;
}

/** The step of a ramp for a count, few to many by logarithm; one call always shows. */
export function heatStep(count: number, most: number, steps: number): number {
  if (most <= 1) return Math.floor(steps / 2);
  return Math.min(steps - 1, Math.round((Math.log(count) / Math.log(most)) * (steps - 1)));
}
