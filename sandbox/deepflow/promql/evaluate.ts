import { aggregate, Grouper } from '@/sandbox/deepflow/promql/aggregate';
import {
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  type MatrixSelector,
  metricNameLabel,
  PromqlError,
  type Subquery,
  type VectorSelector,
} from '@/sandbox/deepflow/promql/ast';
import { Matcher, scalarOperation, vectorWithScalar } from '@/sandbox/deepflow/promql/binary';
import type { Budget } from '@/sandbox/deepflow/promql/budget';
import { typeOf } from '@/sandbox/deepflow/promql/check';
import { type Labels, labelsKey, labelsOf, noLabels, withoutName } from '@/sandbox/deepflow/promql/labels';
import { defaultSubqueryStepMs, lookbackMs, reference, type Times } from '@/sandbox/deepflow/promql/plan';
import { predictLinear, rangeFunctions } from '@/sandbox/deepflow/promql/range-functions';
import {
  firstAtOrAfter,
  type Sample,
  type Series,
  type Value,
  type Window,
  windowOf,
} from '@/sandbox/deepflow/promql/values';
import {
  eachValue,
  histogramQuantile,
  labelJoin,
  labelReplace,
  sortByValue,
} from '@/sandbox/deepflow/promql/vector-functions';

export type SeriesOf = ReadonlyMap<VectorSelector, readonly Series[]>;

type Range = { labels: Labels; window: Window };

/** Evaluates one expression at any of the query's moments over samples that were fetched before. */
export class Evaluator {
  readonly #query: Times;
  readonly #series: SeriesOf;
  readonly #budget: Budget;
  readonly #groupers = new Map<Aggregate, Grouper>();
  readonly #matchers = new Map<Binary, Matcher>();
  /** Subqueries of neighbouring steps meet at the same moments. */
  readonly #inner = new Map<Expr, Map<number, readonly Sample[]>>();

  constructor(query: Times, series: SeriesOf, budget: Budget) {
    this.#query = query;
    this.#series = series;
    this.#budget = budget;
  }

  /** @throws PromqlError where the samples do not fit the expression. */
  at(expr: Expr, moment: number): Value {
    switch (expr.kind) {
      case 'number':
        return { type: 'scalar', value: expr.value };
      case 'string':
        return { type: 'string', value: expr.value };
      case 'selector':
        return { type: 'vector', samples: this.#select(expr, moment) };
      case 'unary': {
        const value = this.at(expr.inner, moment);
        if (!expr.negative) {
          return value;
        }
        return value.type === 'scalar'
          ? { type: 'scalar', value: -value.value }
          : vector(
              distinct(
                samplesOf(value).map(({ labels, value: own }) => ({ labels: withoutName(labels), value: -own })),
              ),
            );
      }
      case 'aggregate':
        return vector(this.#aggregate(expr, moment));
      case 'binary':
        return this.#binary(expr, moment);
      case 'call':
        return this.#call(expr, moment);
      default:
        throw new PromqlError('a range vector has no value of its own');
    }
  }

  /** The samples of a range vector that is asked for by itself. */
  ranges(expr: MatrixSelector | Subquery, moment: number): Range[] {
    return expr.kind === 'matrix' ? this.#matrix(expr, moment) : this.#subquery(expr, moment);
  }

  vectorAt(expr: Expr, moment: number): readonly Sample[] {
    return samplesOf(this.at(expr, moment));
  }

  #scalarAt(expr: Expr | undefined, moment: number): number {
    const value = expr === undefined ? null : this.at(expr, moment);
    return value?.type === 'scalar' ? value.value : NaN;
  }

  #select(selector: VectorSelector, moment: number): Sample[] {
    const seen = reference(selector, moment, this.#query);
    return (this.#series.get(selector) ?? []).flatMap(({ labels, times, values }) => {
      const index = firstAtOrAfter(times, seen + 1) - 1;
      const timeMs = times[index] ?? -Infinity;
      return timeMs < seen - lookbackMs ? [] : [{ labels, value: values[index] ?? NaN, timeMs }];
    });
  }

  #matrix({ selector, rangeMs }: MatrixSelector, moment: number): Range[] {
    const end = reference(selector, moment, this.#query);
    return (this.#series.get(selector) ?? []).flatMap((series) => {
      const window = windowOf(series, end - rangeMs, end);
      return window.times.length === 0 ? [] : [{ labels: series.labels, window }];
    });
  }

  #subquery(subquery: Subquery, moment: number): Range[] {
    const endMs = reference(subquery, moment, this.#query);
    const startMs = endMs - subquery.rangeMs;
    const step = subquery.stepMs ?? defaultSubqueryStepMs;
    const found = new Map<string, { labels: Labels; times: number[]; values: number[] }>();
    for (let time = Math.ceil(startMs / step) * step; time <= endMs; time += step) {
      const samples = this.#remembered(subquery.inner, time);
      this.#budget.spend(samples.length);
      for (const { labels, value } of samples) {
        const key = labelsKey(labels);
        const series = found.get(key) ?? { labels, times: [], values: [] };
        series.times.push(time);
        series.values.push(value);
        found.set(key, series);
      }
    }
    return [...found.values()].map(({ labels, times, values }) => ({
      labels,
      window: { times: Float64Array.from(times), values: Float64Array.from(values), startMs, endMs },
    }));
  }

  #remembered(expr: Expr, moment: number): readonly Sample[] {
    const moments = this.#inner.get(expr) ?? new Map<number, readonly Sample[]>();
    this.#inner.set(expr, moments);
    const known = moments.get(moment);
    if (known !== undefined) {
      return known;
    }
    const samples = this.vectorAt(expr, moment);
    moments.set(moment, samples);
    return samples;
  }

  #aggregate(expr: Aggregate, moment: number): Sample[] {
    const grouper = this.#groupers.get(expr) ?? new Grouper(expr.grouping, expr.without);
    this.#groupers.set(expr, grouper);
    const parameter = expr.parameter === null ? null : this.at(expr.parameter, moment);
    const given = parameter === null || parameter.type === 'vector' ? null : parameter.value;
    return aggregate(expr.op, this.vectorAt(expr.inner, moment), given, grouper);
  }

  #binary(expr: Binary, moment: number): Value {
    const left = this.at(expr.left, moment);
    const right = this.at(expr.right, moment);
    if (left.type === 'scalar' && right.type === 'scalar') {
      return { type: 'scalar', value: scalarOperation(expr.op, left.value, right.value) };
    }
    if (right.type === 'scalar') {
      return vector(distinct(vectorWithScalar(expr, samplesOf(left), right.value, false)));
    }
    if (left.type === 'scalar') {
      return vector(distinct(vectorWithScalar(expr, samplesOf(right), left.value, true)));
    }
    const matcher = this.#matchers.get(expr) ?? new Matcher(expr);
    this.#matchers.set(expr, matcher);
    return vector(matcher.evaluate(samplesOf(left), samplesOf(right)));
  }

  #call(call: Call, moment: number): Value {
    const [first, second] = call.args;
    switch (call.name) {
      case 'time':
        return { type: 'scalar', value: moment / 1000 };
      case 'pi':
        return { type: 'scalar', value: Math.PI };
      case 'vector':
        return vector([{ labels: noLabels, value: this.#scalarAt(first, moment) }]);
      case 'scalar': {
        const samples = this.#argument(first, moment);
        return { type: 'scalar', value: samples.length === 1 ? (samples[0]?.value ?? NaN) : NaN };
      }
      case 'absent':
        return vector(this.#argument(first, moment).length === 0 ? [{ labels: absentLabels(first), value: 1 }] : []);
      case 'absent_over_time':
        return vector(
          this.#rangeArgument(first, moment).length === 0 ? [{ labels: absentLabels(first), value: 1 }] : [],
        );
      case 'histogram_quantile':
        return vector(histogramQuantile(this.#scalarAt(first, moment), this.#argument(second, moment)));
      case 'timestamp':
        return vector(distinct(this.#timestamps(first, moment)));
      case 'sort':
      case 'sort_desc':
        return vector(sortByValue(this.#argument(first, moment), call.name === 'sort_desc'));
      case 'label_replace':
        return vector(distinct(labelReplace(this.#argument(first, moment), this.#texts(call, moment))));
      case 'label_join':
        return vector(distinct(labelJoin(this.#argument(first, moment), this.#texts(call, moment))));
      default:
        return vector(distinct(this.#ofRange(call, moment) ?? this.#ofEach(call, moment)));
    }
  }

  #argument(expr: Expr | undefined, moment: number): readonly Sample[] {
    return expr === undefined ? [] : this.vectorAt(expr, moment);
  }

  #texts(call: Call, moment: number): string[] {
    return call.args.slice(1).map((argument) => {
      const value = this.at(argument, moment);
      return value.type === 'string' ? value.value : '';
    });
  }

  #rangeArgument(expr: Expr | undefined, moment: number): Range[] {
    return expr?.kind === 'matrix' || expr?.kind === 'subquery' ? this.ranges(expr, moment) : [];
  }

  #timestamps(expr: Expr | undefined, moment: number): Sample[] {
    const own = expr?.kind === 'selector';
    return this.#argument(expr, moment).map(({ labels, timeMs = moment }) => ({
      labels: withoutName(labels),
      value: (own ? timeMs : moment) / 1000,
    }));
  }

  #ofRange(call: Call, moment: number): Sample[] | null {
    const isPrediction = call.name === 'predict_linear';
    const work = rangeFunctions[call.name];
    if (work === undefined && !isPrediction) {
      return null;
    }
    const range = call.args.find((argument) => typeOf(argument) === 'matrix');
    const number = this.#scalarAt(
      call.args.find((argument) => typeOf(argument) === 'scalar'),
      moment,
    );
    return this.#rangeArgument(range, moment).flatMap(({ labels, window }) => {
      const value = isPrediction ? predictLinear(window, number, moment) : (work?.(window, number) ?? null);
      const kept = call.name === 'last_over_time' ? labels : withoutName(labels);
      return value === null ? [] : [{ labels: kept, value }];
    });
  }

  #ofEach(call: Call, moment: number): Sample[] {
    const [first, ...more] = call.args;
    const samples = first === undefined ? [{ labels: noLabels, value: moment / 1000 }] : this.vectorAt(first, moment);
    const numbers = more.map((argument) => this.#scalarAt(argument, moment));
    const result = eachValue(call.name, samples, numbers);
    if (result === null) {
      throw new PromqlError(`the sandbox cannot evaluate the function "${call.name}"`);
    }
    return result;
  }
}

function vector(samples: readonly Sample[]): Value {
  return { type: 'vector', samples };
}

function samplesOf(value: Value): readonly Sample[] {
  if (value.type !== 'vector') {
    throw new PromqlError(`expected an instant vector, got a ${value.type}`);
  }
  return value.samples;
}

/** Dropping the name can make two series one, which the engine refuses. */
function distinct(samples: readonly Sample[]): readonly Sample[] {
  const keys = new Set(samples.map(({ labels }) => labelsKey(labels)));
  if (keys.size < samples.length) {
    throw new PromqlError('vector cannot contain metrics with the same labelset');
  }
  return samples;
}

/** What `absent` names the missing series by: the labels that the selector asks to be equal, each once. */
function absentLabels(expr: Expr | undefined): Labels {
  const selector = expr?.kind === 'matrix' ? expr.selector : expr;
  if (selector?.kind !== 'selector') {
    return noLabels;
  }
  const pairs = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, type, value } of selector.matchers) {
    if (name === metricNameLabel) {
      continue;
    }
    if (type === '=' && !seen.has(name)) {
      pairs.set(name, value);
      seen.add(name);
    } else {
      pairs.delete(name);
    }
  }
  return labelsOf(pairs);
}
