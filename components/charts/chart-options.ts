import type uPlot from 'uplot';
import type { ChartModel } from './chart-model';
import { lonelyPoints, valueCeiling } from './prepare-series';

/** Colours and font as the canvas needs them: resolved, since it knows no CSS variables. */
export type ChartPalette = {
  grid: string;
  text: string;
  surface: string;
  font: string;
  colour: (token: string) => string;
};

/** A part of the time axis that something else on the page is about. */
export type MarkedTimes = { fromMs: number; toMs: number };

export type ChartOptionsInput = {
  model: ChartModel;
  width: number;
  height: number;
  palette: ChartPalette;
  /** Charts with the same key move their crosshairs together. */
  syncKey: string;
  formatValue: (value: number) => string;
  timeLabels: (placesS: number[]) => string[];
  /** The part of the time axis that is marked, as it is when the chart is drawn. */
  marked: () => MarkedTimes | null;
  onCursor: (chart: uPlot) => void;
  onSelect: (fromS: number, toS: number) => void;
  onBack: () => void;
};

const axisFontPx = 11;
const valueAxisWidth = 64;

/** What uPlot draws for a chart: hairline grid, crosshair in step, drag for a range; decides no data. */
export function chartOptions(input: ChartOptionsInput): uPlot.Options {
  const { model, palette, formatValue, timeLabels } = input;
  const hairline = { stroke: palette.grid, width: 1 };
  const font = `${axisFontPx}px ${palette.font}`;
  return {
    width: input.width,
    height: input.height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [model.fromS, model.toS] },
      y: { range: () => [0, valueCeiling(model)] },
    },
    axes: [
      {
        stroke: palette.text,
        font,
        grid: hairline,
        ticks: { show: false },
        size: 24,
        gap: 4,
        space: 72,
        values: (_chart, places) => timeLabels(places),
      },
      {
        stroke: palette.text,
        font,
        grid: hairline,
        ticks: { show: false },
        size: valueAxisWidth,
        gap: 6,
        space: 32,
        values: (_chart, places) => places.map((place) => (place === 0 ? '0' : formatValue(place))),
      },
    ],
    series: [{}, ...model.series.map((one) => seriesOptions(one, palette))],
    cursor: {
      y: false,
      points: { size: 7, width: 2, stroke: (chart, at) => seriesColour(chart, at), fill: palette.surface },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      sync: {
        key: input.syncKey,
        scales: ['x', null],
        // Only the crosshair travels: a drag belongs to the chart it is made on, or each chart would answer it.
        filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
      },
      bind: {
        dblclick: () => () => {
          input.onBack();
          return null;
        },
      },
    },
    hooks: {
      // Below the lines.
      drawAxes: [(chart) => drawMarked(chart, input.marked(), palette.colour('--accent'))],
      setCursor: [input.onCursor],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width <= 0) return;
          const fromS = chart.posToVal(left, 'x');
          const toS = chart.posToVal(left + width, 'x');
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          input.onSelect(fromS, toS);
        },
      ],
    },
  };
}

/** A band with dashed edges, which are seen where its colour is not. */
function drawMarked(chart: uPlot, marked: MarkedTimes | null, colour: string): void {
  if (marked === null) return;
  const { ctx: pen } = chart;
  const { left, top, width, height } = chart.bbox;
  const px = (ms: number) => Math.min(Math.max(chart.valToPos(ms / 1000, 'x', true), left), left + width);
  const [from, to] = [px(marked.fromMs), px(marked.toMs)];
  pen.save();
  pen.fillStyle = `color-mix(in srgb, ${colour} 14%, transparent)`;
  pen.fillRect(from, top, Math.max(1, to - from), height);
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.setLineDash([4, 3]);
  pen.beginPath();
  for (const x of [from, to]) {
    pen.moveTo(x, top);
    pen.lineTo(x, top + height);
  }
  pen.stroke();
  pen.restore();
}

function seriesOptions(one: ChartModel['series'][number], palette: ChartPalette): uPlot.Series {
  const colour = palette.colour(one.colour);
  return {
    label: one.label,
    stroke: colour,
    width: 1.5,
    ...(one.isFilled ? { fill: `color-mix(in srgb, ${colour} 14%, transparent)` } : {}),
    ...(one.dash ? { dash: [...one.dash] } : {}),
    spanGaps: false,
    points: { show: true, size: 4, stroke: colour, fill: colour, filter: () => lonelyPoints(one.values) },
  };
}

function seriesColour(chart: uPlot, at: number): string {
  const stroke = chart.series[at]?.stroke;
  const value = typeof stroke === 'function' ? stroke(chart, at) : stroke;
  return typeof value === 'string' ? value : 'currentColor';
}
