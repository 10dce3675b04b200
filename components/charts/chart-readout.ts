import type uPlot from 'uplot';
import type { Reading } from './prepare-series';

/** Where the value under the crosshair is written: its time, and a cell for each reading. */
type Cells = { times: Element[]; values: Element[]; befores: Element[]; changes: Element[] };

/**
 * The parts of a tooltip or legend that are filled in: `[data-time]`, and for each reading one `[data-value]` and, where
 * it has earlier values, `[data-before]` and `[data-change]`, which name their reading by its place.
 */
export function readoutCells(holder: HTMLElement | null): Cells {
  const all = (name: string) => [...(holder?.querySelectorAll(`[data-${name}]`) ?? [])];
  return { times: all('time'), values: all('value'), befores: all('before'), changes: all('change') };
}

export type ReadoutPlaces = {
  tooltip: HTMLElement | null;
  tooltipCells: Cells;
  legendCells: Cells;
  /** Carries the reading as its value text. */
  slider: HTMLElement;
};

export type ReadoutFormat = {
  value: (value: number | null) => string;
  change: (now: number | null, before: number | null) => string;
  time: (timeS: number) => string;
  /** The name of a reading, as it is said aloud. */
  label: (reading: Reading) => string;
};

/**
 * Writes what lies under the crosshair straight to the page: at every move of the pointer, in every chart in step,
 * so not through React.
 */
export function writeReadout(
  chart: uPlot,
  times: readonly number[],
  readings: readonly Reading[],
  places: ReadoutPlaces,
  format: ReadoutFormat,
): void {
  const at = chart.cursor.idx ?? null;
  const left = chart.cursor.left ?? -1;
  const timeS = at === null || left < 0 ? undefined : times[at];
  if (at === null || timeS === undefined) {
    fill(places.legendCells, '', null);
    places.tooltip?.setAttribute('hidden', '');
    return;
  }
  const time = format.time(timeS);
  const row = (index: number): Row => {
    const reading = readings[index];
    const now = reading?.values[at] ?? null;
    const before = reading?.before?.[at] ?? null;
    return { now, before, format };
  };
  fill(places.legendCells, time, row);
  const isPointedAt = chart.over.matches(':hover');
  const isFocused = places.slider === document.activeElement;
  if (isFocused) {
    places.slider.setAttribute('aria-valuenow', String(at));
    const words = readings.map((reading) => `${format.label(reading)} ${format.value(reading.values[at] ?? null)}`);
    places.slider.setAttribute('aria-valuetext', [time, ...words].join(', '));
  }
  const { tooltip } = places;
  if (tooltip === null) return;
  tooltip.toggleAttribute('hidden', !isPointedAt && !isFocused);
  if (!isPointedAt && !isFocused) return;
  fill(places.tooltipCells, time, row);
  placeTooltip(tooltip, chart, left);
}

const tooltipGap = 12;

/**
 * Beside the crosshair, on the side that has more room, so that it never covers the points that it tells of. Where
 * neither side is wide enough it stands below the plot.
 */
function placeTooltip(tooltip: HTMLElement, chart: uPlot, left: number): void {
  const from = chart.over.offsetLeft + left;
  const room = chart.width;
  const width = tooltip.offsetWidth;
  const isRightHalf = left > chart.over.clientWidth / 2;
  const wanted = isRightHalf ? from - tooltipGap - width : from + tooltipGap;
  const fits = wanted >= 0 && wanted + width <= room;
  const at = fits ? wanted : Math.max(0, Math.min(wanted, room - width));
  tooltip.style.transform = `translate(${Math.round(at)}px, ${fits ? 4 : chart.height}px)`;
}

type Row = { now: number | null; before: number | null; format: ReadoutFormat };

function fill(cells: Cells, time: string, row: ((index: number) => Row) | null): void {
  for (const element of cells.times) write(element, time);
  const fillAll = (elements: Element[], attribute: string, text: (row: Row) => string) => {
    for (const element of elements)
      write(element, row === null ? '' : text(row(Number(element.getAttribute(attribute)))));
  };
  fillAll(cells.values, 'data-value', ({ now, format }) => format.value(now));
  fillAll(cells.befores, 'data-before', ({ before, format }) => format.value(before));
  fillAll(cells.changes, 'data-change', ({ now, before, format }) => format.change(now, before));
}

/** The same text written again would have the browser lay it out again. */
function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
