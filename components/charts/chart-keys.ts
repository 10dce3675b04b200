import type uPlot from 'uplot';

/** Where an arrow key moves the crosshair; null for other keys. */
export function nextPlace(key: string, at: number | null, count: number): number | null {
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  if (at === null) return key === 'ArrowLeft' ? count - 1 : 0;
  return Math.min(Math.max(at + (key === 'ArrowRight' ? 1 : -1), 0), count - 1);
}

/** Moves a chart's crosshair and those in step with it; outside of the plot it is hidden. */
export function moveCursor(chart: uPlot, left: number, top: number): void {
  // The third argument, which uPlot's types leave out, tells the other charts.
  const setCursor: (place: { left: number; top: number }, fire?: boolean, publish?: boolean) => void = chart.setCursor;
  setCursor({ left, top }, true, true);
}
