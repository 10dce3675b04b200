import { csvLine } from '@/lib/http/csv';
import type { ChartModel } from './chart-model';
import { exactUnit } from './format-value';
import { isKnown, nothingHidden, prepareReadings } from './prepare-series';

/**
 * A chart's data as CSV: a line for each time (ISO, UTC), the columns of its table, numbers as they are, units in the
 * heading. What is not known is empty. Values of the previous period stand beside those of today.
 */
export function chartCsv(model: ChartModel, words: { time: string; total: string }): string {
  const unit = exactUnit[model.unit];
  const heading = (label: string) => (unit === '' ? label : `${label} (${unit})`);
  const columns = prepareReadings(model, nothingHidden).flatMap(({ series, values, before }) => {
    const label = series?.label ?? words.total;
    const earlier = [label, model.beforeLabel].filter(Boolean).join(', ');
    return [{ heading: heading(label), values }, ...(before ? [{ heading: heading(earlier), values: before }] : [])];
  });
  const head = csvLine([words.time, ...columns.map((column) => column.heading)]);
  const lines = model.times.map((time, at) =>
    csvLine([
      new Date(time * 1000).toISOString(),
      ...columns.map(({ values }) => {
        const value = values[at];
        return isKnown(value) ? value : null;
      }),
    ]),
  );
  // The mark tells spreadsheets that it is UTF-8: µ and Chinese names come out right.
  return `\uFEFF${[head, ...lines].join('')}`;
}

/** A name for a file of this chart: its title and the start of its range, safe on every disk. */
export function chartFileName(title: string, model: ChartModel, extension: 'csv' | 'png'): string {
  const safe = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  const from = new Date(model.fromS * 1000).toISOString().slice(0, 16).replace(/[:T]/g, '-');
  return `${safe || 'chart'}-${from}.${extension}`;
}
