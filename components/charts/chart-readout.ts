import type uPlot from 'uplot';
import type { ChartModel } from './chart-model';

export type ReadoutElements = {
  /** Holds `[data-time]` and one `[data-value]` a series; floats beside the crosshair. */
  tooltip: HTMLElement | null;
  /** The same marks, in the legend table. */
  legend: HTMLElement | null;
  /** Carries the reading as its value text. */
  slider: HTMLElement | null;
};

export type ReadoutFormat = { value: (value: number | null) => string; time: (timeS: number) => string };

/**
 * Writes what lies under the crosshair straight to the page: at every move of the pointer, in every chart in step,
 * so not through React.
 */
export function writeReadout(chart: uPlot, model: ChartModel, elements: ReadoutElements, format: ReadoutFormat): void {
  const at = chart.cursor.idx ?? null;
  const left = chart.cursor.left ?? -1;
  const timeS = at === null || left < 0 ? undefined : model.times[at];
  if (at === null || timeS === undefined) {
    fill(elements.legend, '', []);
    elements.tooltip?.setAttribute('hidden', '');
    return;
  }
  const time = format.time(timeS);
  const values = model.series.map((one) => format.value(one.values[at] ?? null));
  fill(elements.legend, time, values);
  elements.slider?.setAttribute('aria-valuenow', String(at));
  elements.slider?.setAttribute(
    'aria-valuetext',
    [time, ...model.series.map((one, index) => `${one.label} ${values[index]}`)].join(', '),
  );
  placeTooltip(chart, elements, left, time, values);
}

function placeTooltip(chart: uPlot, elements: ReadoutElements, left: number, time: string, values: string[]): void {
  const { tooltip, slider } = elements;
  if (tooltip === null) return;
  const isPointedAt = chart.over.matches(':hover') || slider === document.activeElement;
  tooltip.toggleAttribute('hidden', !isPointedAt);
  if (!isPointedAt) return;
  fill(tooltip, time, values);
  const plotLeft = chart.over.offsetLeft;
  const isRightHalf = left > chart.over.clientWidth / 2;
  tooltip.style.left = `${plotLeft + left}px`;
  tooltip.style.transform = isRightHalf ? 'translateX(calc(-100% - 12px))' : 'translateX(12px)';
}

function fill(holder: HTMLElement | null, time: string, values: string[]): void {
  if (holder === null) return;
  for (const element of holder.querySelectorAll('[data-time]')) element.textContent = time;
  holder.querySelectorAll('[data-value]').forEach((element, at) => {
    element.textContent = values[at] ?? '';
  });
}
