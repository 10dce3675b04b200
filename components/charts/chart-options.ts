import type uPlot from 'uplot';
import type { ChartUnit } from './chart-model';
import type { DrawnChart, DrawnLine } from './prepare-chart';
import { plotInset } from './prepare-marks';
import { lonelyPoints } from './prepare-series';
import { valueTicks } from './prepare-value-axis';

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

/** What lies below the lines. */
export type ChartGround = { marked: MarkedTimes | null; markerTimesS: readonly number[] };

export type ChartOptionsInput = {
  drawn: DrawnChart;
  unit: ChartUnit;
  width: number;
  height: number;
  palette: ChartPalette;
  /** Charts with the same key move their crosshairs together. */
  syncKey: string;
  formatValue: (value: number) => string;
  timeLabels: (placesS: number[]) => string[];
  /** As it is when the chart is drawn. */
  ground: () => ChartGround;
  onReady: (chart: uPlot) => void;
  onCursor: (chart: uPlot) => void;
  onSelect: (fromS: number, toS: number) => void;
  onBack: () => void;
};

const axisFontPx = 11;
/** Between two marks of the value axis, px. */
const valueTickSpace = 30;

/** What uPlot draws for a chart: hairline grid, crosshair in step, drag for a range; decides no data. */
export function chartOptions(input: ChartOptionsInput): uPlot.Options {
  const { drawn, unit, palette, formatValue, timeLabels } = input;
  const hairline = { stroke: palette.grid, width: 1 };
  const font = `${axisFontPx}px ${palette.font}`;
  const most = Math.floor((input.height - plotInset.top - plotInset.bottom) / valueTickSpace);
  const ticks = valueTicks(unit, drawn, most);
  return {
    width: input.width,
    height: input.height,
    padding: [plotInset.top, plotInset.right, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [drawn.fromS, drawn.toS] },
      y: { range: () => [drawn.low, drawn.high] },
    },
    axes: [
      {
        stroke: palette.text,
        font,
        grid: hairline,
        ticks: { show: false },
        size: plotInset.bottom,
        gap: 4,
        space: 72,
        values: (_chart, places) => timeLabels(places),
      },
      {
        stroke: palette.text,
        font,
        grid: hairline,
        ticks: { show: false },
        size: plotInset.left,
        gap: 6,
        splits: () => ticks,
        values: (_chart, places) => places.map((place) => (place === 0 ? '0' : formatValue(place))),
      },
    ],
    series: [{}, ...drawn.lines.map((line) => seriesOptions(line, palette))],
    bands: drawn.lines.flatMap(({ area }, at) => (area === 'layer' && at > 0 ? [{ series: [at + 1, at] }] : [])),
    cursor: {
      y: false,
      points: {
        size: (_chart, at) => (drawn.lines[at - 1]?.hasDot ? 7 : 0),
        width: (_chart, at) => (drawn.lines[at - 1]?.hasDot ? 2 : 0),
        stroke: (_chart, at) => palette.colour(drawn.lines[at - 1]?.colour ?? '--fg'),
        fill: palette.surface,
      },
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
      drawAxes: [(chart) => drawGround(chart, input.ground(), palette)],
      ready: [input.onReady],
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

/** The lines as uPlot takes them. */
export function chartData({ times, lines }: DrawnChart): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

function drawGround(chart: uPlot, { marked, markerTimesS }: ChartGround, palette: ChartPalette): void {
  const { ctx: pen } = chart;
  pen.save();
  if (marked !== null) drawMarked(chart, marked, palette.colour('--accent'));
  pen.strokeStyle = palette.text;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  for (const timeS of markerTimesS) {
    const x = Math.round(chart.valToPos(timeS, 'x', true)) + 0.5;
    if (x < chart.bbox.left || x > chart.bbox.left + chart.bbox.width) continue;
    pen.moveTo(x, chart.bbox.top);
    pen.lineTo(x, chart.bbox.top + chart.bbox.height);
  }
  pen.stroke();
  pen.restore();
}

/** A band with dashed edges, which are seen where its colour is not. */
function drawMarked(chart: uPlot, marked: MarkedTimes, colour: string): void {
  const { ctx: pen } = chart;
  const { left, top, width, height } = chart.bbox;
  const px = (ms: number) => Math.min(Math.max(chart.valToPos(ms / 1000, 'x', true), left), left + width);
  const [from, to] = [px(marked.fromMs), px(marked.toMs)];
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
}

function seriesOptions({ key, colour: token, alpha, dash, area, values }: DrawnLine, palette: ChartPalette) {
  const colour = palette.colour(token);
  // Layers touch each other, so that they need more of their colour than an area behind lines.
  const strength = area === 'layer' ? 45 : 14;
  return {
    label: key,
    stroke: colour,
    alpha,
    width: area === 'layer' ? 1 : 1.5,
    ...(area === null ? {} : { fill: `color-mix(in srgb, ${colour} ${strength}%, transparent)` }),
    ...(dash.length > 0 ? { dash: [...dash] } : {}),
    spanGaps: false,
    points: { show: true, size: 4, stroke: colour, fill: colour, filter: () => lonelyPoints(values) },
  } satisfies uPlot.Series;
}
