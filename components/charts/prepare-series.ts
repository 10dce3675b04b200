import type { ChartModel, ChartSeries, ChartUnit } from './chart-model';

type Values = readonly (number | null)[];

export type SeriesStats = { last: number | null; average: number | null; highest: number | null; gaps: number };

/** Last, mean and highest of the known values; all null when none is known. Gaps are not counted as zeros. */
export function seriesStats(values: Values): SeriesStats {
  let sum = 0;
  let known = 0;
  let last: number | null = null;
  let highest: number | null = null;
  for (const value of values) {
    if (!isKnown(value)) continue;
    known++;
    sum += value;
    last = value;
    highest = highest === null ? value : Math.max(highest, value);
  }
  return { last, average: known === 0 ? null : sum / known, highest, gaps: values.length - known };
}

export type ToldStat = 'last' | 'average' | 'highest';

/**
 * Which of them are told of series of this unit. Durations are percentiles or means of steps with many calls and of steps
 * with one, and so are shares: their mean over a range is neither its percentile nor its mean.
 */
export function toldStats(unit: ChartUnit): ToldStat[] {
  return unit === 'durationUs' || unit === 'share' ? ['last', 'highest'] : ['last', 'average', 'highest'];
}

/** A number that can be drawn: neither missing nor NaN nor infinite. */
export function isKnown(value: number | null | undefined): value is number {
  return value != null && Number.isFinite(value);
}

/** Places whose neighbours are both unknown: a line cannot show them, they need a dot. */
export function lonelyPoints(values: readonly (number | null | undefined)[]): number[] {
  const lonely: number[] = [];
  values.forEach((value, at) => {
    if (value == null) return;
    if (values[at - 1] == null && values[at + 1] == null) lonely.push(at);
  });
  return lonely;
}

/**
 * Upper edges of values that lie on each other, the first at the bottom, `count` long. Where one of them is not known
 * neither is what lies above it, and a stack with a hole below would look like less: all are a gap there.
 */
export function stacked(layers: readonly Values[], count: number): (number | null)[][] {
  const edges = layers.map(() => new Array<number | null>(count).fill(null));
  for (let at = 0; at < count; at++) {
    if (!layers.every((values) => isKnown(values[at]))) continue;
    let edge = 0;
    layers.forEach((values, layer) => {
      edge += values[at] ?? 0;
      const edgesOfLayer = edges[layer];
      if (edgesOfLayer) edgesOfLayer[at] = edge;
    });
  }
  return edges;
}

/** What a copy of a chart leaves out. */
export const nothingHidden: ReadonlySet<string> = new Set();

/** One line of numbers to be read: a series, or the sum of a stack's series. */
export type Reading = { series: ChartSeries | null; values: Values; before: Values | null };

/**
 * What the legend and the tooltip tell of a chart, in order: every series, hidden ones too, and of a stack the sum of
 * those that are shown.
 */
export function prepareReadings(model: ChartModel, hidden: ReadonlySet<string>): Reading[] {
  const readings: Reading[] = model.series.map((series) => ({
    series,
    values: series.values,
    before: series.before ?? null,
  }));
  if (!model.isStacked || (model.series.length < 2 && !model.totalBefore)) return readings;
  return [...readings, { series: null, ...stackTotal(model, hidden) }];
}

/** The sum of the shown series of a stack, now and before; `before` null: there is nothing to compare with. */
export function stackTotal(model: ChartModel, hidden: ReadonlySet<string>): Omit<Reading, 'series'> {
  const shown = model.series.filter(({ key }) => !hidden.has(key));
  const count = model.times.length;
  const sum = (layers: Values[]) => stacked(layers, count).at(-1) ?? new Array<number | null>(count).fill(null);
  const earlier = shown.flatMap(({ before }) => (before ? [before] : []));
  const whole = shown.length === model.series.length ? model.totalBefore : undefined;
  return {
    values: sum(shown.map(({ values }) => values)),
    before: whole ?? (earlier.length > 0 && earlier.length === shown.length ? sum(earlier) : null),
  };
}
