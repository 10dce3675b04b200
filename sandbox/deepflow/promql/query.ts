import { type Expr, PromqlError } from '@/sandbox/deepflow/promql/ast';
import { Budget } from '@/sandbox/deepflow/promql/budget';
import { typeName, typeOf } from '@/sandbox/deepflow/promql/check';
import { Evaluator, type SeriesOf } from '@/sandbox/deepflow/promql/evaluate';
import { compareLabels, type Labels, labelsKey } from '@/sandbox/deepflow/promql/labels';
import { type Need, needsOf, type Times } from '@/sandbox/deepflow/promql/plan';
import type { Sample, Series } from '@/sandbox/deepflow/promql/values';

export type Points = { labels: Labels; points: (readonly [timeMs: number, value: number])[] };

export type Answered =
  | { type: 'scalar'; timeMs: number; value: number }
  | { type: 'string'; timeMs: number; value: string }
  | { type: 'vector'; timeMs: number; samples: readonly Sample[] }
  | { type: 'matrix'; series: Points[] };

/** Reads the samples of a selector; `stepMs` is 0 for a query of one moment. */
export type ReadSeries = (need: Need, stepMs: number) => Promise<readonly Series[]>;

async function fetchAll(expr: Expr, times: Times, stepMs: number, read: ReadSeries): Promise<SeriesOf> {
  const found: [Need['selector'], readonly Series[]][] = [];
  for (const need of needsOf(expr, times)) {
    found.push([need.selector, await read(need, stepMs)]);
  }
  return new Map(found);
}

/** Evaluates an expression at one moment. */
export async function queryInstant(expr: Expr, timeMs: number, read: ReadSeries): Promise<Answered> {
  const times = { startMs: timeMs, endMs: timeMs };
  const evaluator = new Evaluator(times, await fetchAll(expr, times, 0, read), new Budget());
  if (expr.kind === 'matrix' || expr.kind === 'subquery') {
    const series = evaluator.ranges(expr, timeMs).map(({ labels, window }) => ({
      labels,
      points: Array.from(window.times, (time, index) => [time, window.values[index] ?? NaN] as const),
    }));
    return { type: 'matrix', series: series.sort((a, b) => compareLabels(a.labels, b.labels)) };
  }
  const value = evaluator.at(expr, timeMs);
  return { ...value, timeMs };
}

/** Evaluates an expression at each step of a range, ends included where a step meets them, while the signal allows. */
export async function queryRange(
  expr: Expr,
  { startMs, endMs, stepMs }: Times & { stepMs: number },
  read: ReadSeries,
  signal?: AbortSignal,
): Promise<Answered> {
  const type = typeOf(expr);
  if (type !== 'scalar' && type !== 'vector') {
    throw new PromqlError(
      `invalid expression type "${typeName(type)}" for range query, must be Scalar or instant Vector`,
    );
  }
  const times = { startMs, endMs };
  const budget = new Budget(signal);
  const evaluator = new Evaluator(times, await fetchAll(expr, times, stepMs, read), budget);
  const found = new Map<string, Points>();
  for (let time = startMs; time <= endMs; time += stepMs) {
    const value = evaluator.at(expr, time);
    const samples = value.type === 'vector' ? value.samples : [{ labels: new Map(), value: Number(value.value) }];
    budget.spend(samples.length);
    await budget.pause();
    const here = new Set<string>();
    for (const { labels, value: own } of samples) {
      const key = labelsKey(labels);
      if (here.has(key)) {
        throw new PromqlError('vector cannot contain metrics with the same labelset');
      }
      here.add(key);
      const series: Points = found.get(key) ?? { labels, points: [] };
      series.points.push([time, own]);
      found.set(key, series);
    }
  }
  return { type: 'matrix', series: [...found.values()].sort((a, b) => compareLabels(a.labels, b.labels)) };
}
