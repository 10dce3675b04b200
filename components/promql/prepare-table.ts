import { seriesStats } from '@/components/charts/prepare-series';
import { csvLine } from '@/lib/http/csv';
import type { PromqlAnswer } from '@/lib/prometheus/dto';
import { type Labels, nameSeries } from '@/lib/prometheus/series-names';
import { formatPlain } from '@/lib/telemetry/format';

export type FigureKey = 'value' | 'time' | 'last' | 'average' | 'lowest' | 'highest';

/** A figure of one row: what is sorted by, what is read, and the number or text as it came. */
export type Figure = { order: number; shown: string; exact: string };
export type TableRow = { labels: Labels; figures: Partial<Record<FigureKey, Figure>> };

export type ResultTable = {
  /** Labels that differ have a column each, `__name__` first. */
  labels: string[];
  /** Labels that all rows share. */
  common: [name: string, value: string][];
  figures: FigureKey[];
  rows: TableRow[];
};

/** The rows of an answer: its samples, or what each series of a range comes to. `writtenTime`: a moment as the viewer reads it. */
export function prepareTable(answer: PromqlAnswer, writtenTime: (timeS: number) => string): ResultTable {
  const of = answer.kind === 'range' ? answer.range.series : answer.samples;
  const { differing, common } = nameSeries(of.map(({ labels }) => labels));
  if (answer.kind === 'range') {
    const rows = answer.range.series.map(({ labels, values }): TableRow => {
      const { last, average, highest } = seriesStats(values);
      const known = values.filter((value) => value !== null);
      const lowest = known.length === 0 ? null : known.reduce((least, value) => Math.min(least, value));
      return {
        labels,
        figures: {
          last: numberFigure(last),
          average: numberFigure(average),
          lowest: numberFigure(lowest),
          highest: numberFigure(highest),
        },
      };
    });
    return { labels: differing, common, figures: ['last', 'average', 'lowest', 'highest'], rows };
  }
  const withTime = answer.type === 'matrix';
  const rows = answer.samples.map(({ labels, timeS, text }): TableRow => {
    const value = answer.type === 'string' ? { order: 0, shown: text, exact: text } : writtenFigure(text);
    return {
      labels,
      figures: withTime
        ? { value, time: { order: timeS, shown: writtenTime(timeS), exact: new Date(timeS * 1000).toISOString() } }
        : { value },
    };
  });
  return { labels: differing, common, figures: withTime ? ['time', 'value'] : ['value'], rows };
}

function numberFigure(value: number | null): Figure {
  return { order: value ?? Number.NaN, shown: formatPlain(value), exact: value === null ? '' : String(value) };
}

/** `NaN`, `+Inf` and a histogram's words stay as they are. */
function writtenFigure(text: string): Figure {
  const value = text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
  return { order: value, shown: Number.isFinite(value) && text !== '' ? formatPlain(value) : text, exact: text };
}

export type TableSort = { by: { figure: FigureKey } | { label: string }; descending: boolean };

/** The rows in another order; what has no value comes last either way. Null: as the source answered. */
export function sortRows(rows: readonly TableRow[], sort: TableSort | null): readonly TableRow[] {
  if (sort === null) return rows;
  const { by, descending } = sort;
  const sign = descending ? -1 : 1;
  if ('label' in by)
    return rows.toSorted(
      (a, b) => sign * (a.labels[by.label] ?? '').localeCompare(b.labels[by.label] ?? '', 'en', { numeric: true }),
    );
  const order = (row: TableRow) => row.figures[by.figure]?.order ?? Number.NaN;
  return rows.toSorted((a, b) => {
    const [one, other] = [order(a), order(b)];
    if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
    return one === other ? 0 : sign * (one < other ? -1 : 1);
  });
}

/** The rows as a spreadsheet takes them: all labels, exact numbers. */
export function toCsv({ labels, common, figures }: ResultTable, rows: readonly TableRow[]): string {
  const names = [...common.map(([name]) => name), ...labels];
  return [
    csvLine([...names, ...figures]),
    ...rows.map((row) =>
      csvLine([...names.map((name) => row.labels[name] ?? null), ...figures.map((key) => cellOf(row.figures[key]))]),
    ),
  ].join('');
}

/** A number as a number: as a text a negative one would look like a formula. */
function cellOf(figure: Figure | undefined): number | string | null {
  if (!figure || figure.exact === '') return null;
  const value = Number(figure.exact);
  return Number.isFinite(value) && String(value) === figure.exact ? value : figure.exact;
}

/** The answer's series with all their samples. */
export function toJson(answer: PromqlAnswer): string {
  const series =
    answer.kind === 'instant'
      ? answer.samples.map(({ labels, timeS, text }) => ({ labels, time: timeS, value: text }))
      : answer.range.series.map(({ labels, values }) => ({
          labels,
          values: values.flatMap((value, at) => (value === null ? [] : [[answer.range.times[at] ?? 0, value]])),
        }));
  return `${JSON.stringify(series, null, 2)}\n`;
}
