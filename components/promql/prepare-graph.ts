import type { ChartModel, ChartSeries } from '@/components/charts/chart-model';
import type { PromRange } from '@/lib/prometheus/dto';
import { type Labels, nameSeries, writtenLabels } from '@/lib/prometheus/series-names';

/** More lines at once are a carpet: the others are one click away. */
export const usualLines = 20;

const colours = 10;
/** Series beyond the tenth have the same colours again, and other dashes. */
const dashes: readonly (readonly number[] | null)[] = [null, [6, 3], [2, 3], [8, 3, 2, 3]];

export type Graph = {
  model: ChartModel;
  /** How many series are not drawn. */
  hidden: number;
  /** In a stack: a series was counted as nothing where it has no sample and others have one. */
  isFilledUp: boolean;
};

/**
 * The lines of a range. Of more than `lines` series those with the highest values are drawn, in the source's order;
 * a line keeps its colour and its name whichever others are drawn. A series without a sample adds nothing to a stack, as
 * it adds nothing to PromQL's `sum`; where none has one, or one has one that is no number, the stack is a gap.
 */
export function prepareGraph(
  range: PromRange,
  { fromMs, toMs, isStacked, lines }: { fromMs: number; toMs: number; isStacked: boolean; lines: number },
): Graph {
  const { names } = nameSeries(range.series.map(({ labels }) => labels));
  const keyOf = seriesKeys();
  const all = range.series.map(({ labels, values }, at): ChartSeries => {
    const dash = dashes[Math.floor(at / colours) % dashes.length] ?? null;
    return {
      key: keyOf(labels),
      label: names[at] ?? '',
      colour: `--series-${(at % colours) + 1}`,
      values,
      ...(dash && { dash }),
      ...((isStacked || range.series.length === 1) && { isFilled: true }),
    };
  });
  const drawn = all.length <= lines ? all : highest(all, lines);
  const isThere = range.times.map((_, at) => drawn.some(({ values }) => values[at] != null));
  const spoilt = new Map(all.map(({ key }, at) => [key, new Set(range.series[at]?.notNumbers)]));
  const isNothing = ({ key, values }: ChartSeries, at: number) =>
    isThere[at] === true && values[at] == null && spoilt.get(key)?.has(at) !== true;
  const isFilledUp = isStacked && drawn.some((one) => isThere.some((_there, at) => isNothing(one, at)));
  const series = isFilledUp
    ? drawn.map((one) => ({ ...one, values: one.values.map((value, at) => (isNothing(one, at) ? 0 : value)) }))
    : drawn;
  return {
    model: {
      times: range.times,
      fromS: fromMs / 1000,
      toS: toMs / 1000,
      unit: 'number',
      series,
      ...(isStacked && { isStacked }),
    },
    hidden: all.length - series.length,
    isFilledUp,
  };
}

/** What is hidden stays hidden when the next answer has other series: keys are the labels, numbered where they repeat. */
function seriesKeys(): (labels: Labels) => string {
  const seen = new Map<string, number>();
  return (labels) => {
    const written = writtenLabels(labels);
    const before = seen.get(written) ?? 0;
    seen.set(written, before + 1);
    return before === 0 ? written : `${written} ${before}`;
  };
}

function highest(all: readonly ChartSeries[], lines: number): ChartSeries[] {
  const top = ({ values }: ChartSeries) =>
    values.reduce<number>((most, value) => (value === null ? most : Math.max(most, value)), Number.NEGATIVE_INFINITY);
  const ranked = all.map((one, at) => ({ at, top: top(one) })).sort((a, b) => b.top - a.top || a.at - b.at);
  const kept = new Set(ranked.slice(0, lines).map(({ at }) => at));
  return all.filter((_, at) => kept.has(at));
}
