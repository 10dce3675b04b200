import type uPlot from 'uplot';
import { plotInset } from './prepare-marks';
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
  /** As it was last laid out: to measure at every move has the page laid out twice in a frame. */
  tooltipWidth: () => number;
  tooltipCells: Cells;
  legendCells: Cells;
  /** Carries the reading as its value text. */
  slider: HTMLElement;
  /** The pointer is over this chart: its crosshair may stand there for the keys alone. */
  isPointedAt: () => boolean;
};

export type ReadoutFormat = {
  value: (value: number | null) => string;
  change: (now: number | null, before: number | null) => string;
  time: (timeS: number) => string;
  /** The name of a reading, as it is said aloud. */
  label: (reading: Reading) => string;
};

/** What a chart shows of its data where they are read. */
export type Readable = { times: readonly number[]; readings: readonly Reading[]; format: ReadoutFormat };

/** Writes the values at a place of the data into the legend's cells, or takes them away. */
export function writeLegend(cells: Cells, data: Readable, at: number | null): void {
  const timeS = at === null ? undefined : data.times[at];
  if (at === null || timeS === undefined) fill(cells, '', null);
  else fill(cells, data.format.time(timeS), rowsAt(data, at));
}

/**
 * Writes what lies under a chart's own crosshair straight to the page: at every move of the pointer, so not through
 * React.
 */
export function writeReadout(chart: uPlot, data: Readable, places: ReadoutPlaces): void {
  const { times, readings, format } = data;
  const left = chart.cursor.left ?? -1;
  const at = left < 0 ? null : (chart.cursor.idx ?? null);
  writeLegend(places.legendCells, data, at);
  const timeS = at === null ? undefined : times[at];
  if (at === null || timeS === undefined) {
    places.tooltip?.setAttribute('hidden', '');
    return;
  }
  const time = format.time(timeS);
  const isPointedAt = places.isPointedAt();
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
  fill(places.tooltipCells, time, rowsAt(data, at));
  placeTooltip(tooltip, places.tooltipWidth(), chart);
}

const tooltipGap = 12;

/**
 * Beside the crosshair, on the side that has more room, so that it never covers the points that it tells of. Where
 * neither side is wide enough it stands below the plot.
 */
export function placeTooltip(tooltip: HTMLElement, width: number, chart: uPlot): void {
  const from = plotInset.left + (chart.cursor.left ?? 0);
  const room = chart.width;
  const isRightHalf = from > plotInset.left + (room - plotInset.left - plotInset.right) / 2;
  const wanted = isRightHalf ? from - tooltipGap - width : from + tooltipGap;
  const fits = wanted >= 0 && wanted + width <= room;
  const at = fits ? wanted : Math.max(0, Math.min(wanted, room - width));
  tooltip.style.transform = `translate(${Math.round(at)}px, ${fits ? 4 : chart.height}px)`;
}

type Row = { now: number | null; before: number | null; format: ReadoutFormat };

function rowsAt({ readings, format }: Readable, at: number): (index: number) => Row {
  return (index) => {
    const reading = readings[index];
    return { now: reading?.values[at] ?? null, before: reading?.before?.[at] ?? null, format };
  };
}

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

/** Into the text that is there: to put a new one in its place costs the browser several times as much. */
function write(element: Element, text: string): void {
  const { firstChild } = element;
  if (!(firstChild instanceof Text)) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}
