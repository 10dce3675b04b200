import type { ChartModel, ChartSeries, ChartView } from './chart-model';
import { isKnown, stacked, stackTotal } from './prepare-series';
import { valueBounds } from './prepare-value-axis';

/** One line as it is drawn. */
export type DrawnLine = {
  key: string;
  colour: string;
  /** 0 … 1 of the line with its area. */
  alpha: number;
  dash: readonly number[];
  /** `soft`: down to zero; `layer`: down to the line before, or to zero for the first; null: a line alone. */
  area: 'soft' | 'layer' | null;
  /** False: it is read beside another line and gets no dot of its own under the crosshair. */
  hasDot: boolean;
  values: readonly (number | null)[];
};

/** Everything that is drawn, with nothing left to decide: hidden series are gone, a stack is summed up. */
export type DrawnChart = {
  times: readonly number[];
  fromS: number;
  toS: number;
  /** Ends of the value axis. */
  low: number;
  high: number;
  /** In drawing order, the lowest first. */
  lines: readonly DrawnLine[];
};

const faint = 0.18;
const beforeAlpha = 0.55;
const beforeDash = [1, 3];

/** What is drawn of a model as its reader wants to see it. */
export function prepareChart(model: ChartModel, view: ChartView): DrawnChart {
  const shown = model.series.filter(({ key }) => !view.hidden.has(key));
  const focused = shown.some(({ key }) => key === view.focused) ? view.focused : null;
  const alphaOf = (key: string) => (focused === null || focused === key ? 1 : faint);
  const { times, fromS, toS } = model;
  return {
    times,
    fromS,
    toS,
    ...valueBounds(model, view),
    lines: model.isStacked ? stackLines(model, shown, view, alphaOf) : plainLines(shown, times.length, alphaOf),
  };
}

/** Earlier values first, so that they lie below those of today. */
function plainLines(
  shown: readonly ChartSeries[],
  count: number,
  alphaOf: (key: string) => number,
): readonly DrawnLine[] {
  const earlier = shown.flatMap((series): DrawnLine[] =>
    series.before ? [beforeLine(series.key, series.colour, drawable(series.before, count), alphaOf(series.key))] : [],
  );
  const today = shown.map(
    (series): DrawnLine => ({
      key: series.key,
      colour: series.colour,
      alpha: alphaOf(series.key),
      dash: series.dash ?? [],
      area: series.isFilled ? 'soft' : null,
      hasDot: true,
      values: drawable(series.values, count),
    }),
  );
  return [...earlier, ...today];
}

/** Of an earlier stack only the sum is drawn, above all: its layers would cover those of today. */
function stackLines(
  model: ChartModel,
  shown: readonly ChartSeries[],
  view: ChartView,
  alphaOf: (key: string) => number,
): readonly DrawnLine[] {
  const count = model.times.length;
  const edges = stacked(
    shown.map(({ values }) => values),
    count,
  );
  const layers = shown.map(
    (series, at): DrawnLine => ({
      key: series.key,
      colour: series.colour,
      alpha: alphaOf(series.key),
      dash: [],
      area: 'layer',
      hasDot: true,
      values: edges[at] ?? [],
    }),
  );
  const { before } = stackTotal(model, view.hidden);
  return before === null ? layers : [...layers, beforeLine('total', '--muted', drawable(before, count), 1)];
}

function beforeLine(key: string, colour: string, values: readonly (number | null)[], alpha: number): DrawnLine {
  return { key, colour, alpha: alpha * beforeAlpha, dash: beforeDash, area: null, hasDot: false, values };
}

/** As many values as there are times; what cannot be drawn is a gap. */
function drawable(values: readonly (number | null)[], count: number): (number | null)[] {
  return Array.from({ length: count }, (_, at) => {
    const value = values[at];
    return isKnown(value) ? value : null;
  });
}
