import type uPlot from 'uplot';
import type { ChartUnit } from './chart-model';
import { drawExemplars, drawFlags, type PlotBox } from './draw-marks';
import { formatMark } from './format-value';
import type { DrawnChart, DrawnLine } from './prepare-chart';
import { type PlacedMarks, plotInset } from './prepare-marks';
import { lonelyPoints } from './prepare-series';
import { type PlacedLabel, wholeLabels } from './prepare-time-axis';
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

/** What is drawn with the lines, below and above them. */
export type ChartNotes = { marked: MarkedTimes | null; marks: PlacedMarks };

export type ChartOptionsInput = {
  drawn: DrawnChart;
  unit: ChartUnit;
  width: number;
  height: number;
  palette: ChartPalette;
  timeLabels: (placesS: number[]) => string[];
  /** As it is when the chart is drawn. */
  notes: () => ChartNotes;
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
  const { drawn, unit, palette, timeLabels } = input;
  const hairline = { stroke: palette.grid, width: 1 };
  const font = `${axisFontPx}px ${palette.font}`;
  const most = Math.floor((input.height - plotInset.top - plotInset.bottom) / valueTickSpace);
  const ticks = valueTicks(unit, drawn, most);
  // Read once: to ask the document for a colour at every move has it work out its styles anew.
  const colours = drawn.lines.map(({ colour }) => palette.colour(colour));
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
        values: (chart, places) => wholeLabels(placed(chart, places, timeLabels(places), font), chart.width),
      },
      {
        stroke: palette.text,
        font,
        grid: hairline,
        ticks: { show: false },
        size: plotInset.left,
        gap: 6,
        splits: () => ticks,
        values: (_chart, places) => places.map((place) => (place === 0 ? '0' : formatMark(unit, place, drawn.high))),
      },
    ],
    series: [{}, ...drawn.lines.map((line, at) => seriesOptions(line, colours[at] ?? palette.text))],
    bands: drawn.lines.flatMap(({ area }, at) => (area === 'layer' && at > 0 ? [{ series: [at + 1, at] }] : [])),
    cursor: {
      y: false,
      points: {
        size: 7,
        show: (_chart, at) => (drawn.lines[at - 1]?.hasDot ? dot() : noDot),
        stroke: (_chart, at) => colours[at - 1] ?? palette.text,
        fill: palette.surface,
      },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: {
        dblclick: () => () => {
          input.onBack();
          return null;
        },
      },
    },
    hooks: {
      // Below the lines.
      drawAxes: [(chart) => drawGround(chart, input.notes(), palette)],
      draw: [(chart) => drawExemplars(chart.ctx, input.notes().marks.exemplars, plotOf(chart), palette.colour('--fg'))],
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

function placed(chart: uPlot, placesS: readonly number[], texts: readonly string[], font: string): PlacedLabel[] {
  const { ctx: pen } = chart;
  pen.save();
  pen.font = font;
  const labels = texts.map((text, at) => ({
    text,
    atPx: plotInset.left + chart.valToPos(placesS[at] ?? 0, 'x'),
    widthPx: pen.measureText(text).width,
  }));
  pen.restore();
  return labels;
}

function plotOf({ ctx, width, bbox }: uPlot): PlotBox {
  return { ...bbox, dpr: ctx.canvas.width / width };
}

function drawGround(chart: uPlot, { marked, marks }: ChartNotes, palette: ChartPalette): void {
  const { ctx: pen } = chart;
  const { left, top, width, height } = chart.bbox;
  pen.save();
  if (marked !== null) drawMarked(chart, marked, palette.colour('--accent'));
  pen.strokeStyle = palette.text;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  for (const { places } of marks.groups)
    for (const place of places) {
      const x = Math.round(left + place * width) + 0.5;
      pen.moveTo(x, top);
      pen.lineTo(x, top + height);
    }
  pen.stroke();
  pen.restore();
  drawFlags(pen, marks.groups, plotOf(chart), { cloth: palette.text, ink: palette.surface, font: palette.font });
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

function seriesOptions({ key, alpha, dash, area, values }: DrawnLine, colour: string) {
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

/** uPlot gives it its size and colours, but not its edge once it is made here. */
function dot(): HTMLElement {
  const element = document.createElement('div');
  element.style.borderWidth = '2px';
  return element;
}

/** uPlot makes no dot where it gets no element, which its types leave out. */
const noDot = false as unknown as HTMLElement;
