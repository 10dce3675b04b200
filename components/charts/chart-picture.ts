import type { ChartModel } from './chart-model';
import type { ChartPalette } from './chart-options';
import type { ReadoutFormat } from './chart-readout';
import { prepareReadings, type Reading, seriesStats, type ToldStat, toldStats } from './prepare-series';

export type ChartPictureInput = {
  title: string;
  model: ChartModel;
  hidden: ReadonlySet<string>;
  /** The chart as it is on screen. */
  drawing: HTMLCanvasElement;
  palette: ChartPalette;
  format: ReadoutFormat;
  words: Record<ToldStat, string>;
};

const edge = 12;
const titleHeight = 30;
const rowHeight = 20;
const columnWidth = 96;
const markWidth = 20;

/** A chart as PNG: its title and time, the drawing as it is on screen, and below it the legend of what is shown. */
export function chartPicture(input: ChartPictureInput): Promise<Blob> {
  const { title, model, hidden, drawing, palette, format, words } = input;
  const scale = drawing.width / Math.max(1, drawing.clientWidth);
  const readings = prepareReadings(model, hidden).filter(({ series }) => series === null || !hidden.has(series.key));
  const width = drawing.clientWidth + 2 * edge;
  const legendTop = titleHeight + drawing.clientHeight + edge;
  const height = legendTop + (readings.length + 1) * rowHeight + edge;

  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext('2d');
  if (pen === null) return Promise.reject(new Error('the browser gives no canvas'));
  pen.scale(scale, scale);
  pen.fillStyle = palette.surface;
  pen.fillRect(0, 0, width, height);
  pen.textBaseline = 'middle';

  const text = (words: string, x: number, y: number, align: CanvasTextAlign, colour: string, most?: number) => {
    pen.textAlign = align;
    pen.fillStyle = colour;
    pen.fillText(words, x, y, most);
  };
  const fg = palette.colour('--fg');
  pen.font = `600 14px ${palette.font}`;
  text(title, edge, titleHeight / 2 + 2, 'left', fg);
  pen.font = `12px ${palette.font}`;
  const range = `${format.time(model.fromS)} – ${format.time(model.toS)}`;
  text(range, width - edge, titleHeight / 2 + 2, 'right', palette.text);
  pen.drawImage(drawing, edge, titleHeight, drawing.clientWidth, drawing.clientHeight);

  const told = toldStats(model.unit);
  const columns = told.map((_, at) => width - edge - (told.length - 1 - at) * columnWidth);
  const row = (at: number) => legendTop + at * rowHeight + rowHeight / 2;
  told.forEach((stat, at) => {
    text(words[stat], columns[at] ?? 0, row(0), 'right', palette.text);
  });
  readings.forEach((reading, at) => {
    drawMark(pen, reading, model.isStacked === true, edge, row(at + 1), palette);
    text(format.label(reading), edge + markWidth + 8, row(at + 1), 'left', fg, width - 3 * columnWidth - 80);
    const stats = seriesStats(reading.values);
    told.forEach((stat, column) => {
      text(format.value(stats[stat]), columns[column] ?? 0, row(at + 1), 'right', fg);
    });
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser makes no PNG'))), 'image/png');
  });
}

function drawMark(
  pen: CanvasRenderingContext2D,
  { series }: Reading,
  isLayer: boolean,
  x: number,
  y: number,
  palette: ChartPalette,
): void {
  if (series === null) return;
  const colour = palette.colour(series.colour);
  pen.save();
  pen.strokeStyle = colour;
  if (isLayer) {
    pen.fillStyle = `color-mix(in srgb, ${colour} 45%, transparent)`;
    pen.fillRect(x, y - 4, markWidth, 8);
    pen.strokeRect(x + 0.5, y - 3.5, markWidth - 1, 7);
  } else {
    pen.lineWidth = 2;
    pen.setLineDash([...(series.dash ?? [])]);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + markWidth, y);
    pen.stroke();
  }
  pen.restore();
}
