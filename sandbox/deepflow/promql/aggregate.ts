import { metricNameLabel, PromqlError } from '@/sandbox/deepflow/promql/ast';
import { numberText } from '@/sandbox/deepflow/promql/format';
import { type Labels, labelsKey, omit, pick } from '@/sandbox/deepflow/promql/labels';
import { quantile } from '@/sandbox/deepflow/promql/quantile';
import { mean, variance } from '@/sandbox/deepflow/promql/range-functions';
import type { Sample } from '@/sandbox/deepflow/promql/values';

/** Which group a series belongs to; the answer for the same labels is kept, since each step asks again. */
export class Grouper {
  readonly #names: ReadonlySet<string>;
  readonly #without: boolean;
  readonly #groups = new WeakMap<Labels, { key: string; labels: Labels }>();

  constructor(names: readonly string[], without: boolean) {
    this.#names = new Set(without ? [...names, metricNameLabel] : names);
    this.#without = without;
  }

  of(labels: Labels): { key: string; labels: Labels } {
    let group = this.#groups.get(labels);
    if (group === undefined) {
      const own = this.#without ? omit(labels, this.#names) : pick(labels, this.#names);
      group = { key: labelsKey(own), labels: own };
      this.#groups.set(labels, group);
    }
    return group;
  }
}

const reducers: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => mean(values),
  count: (values) => values.length,
  // A `count` whose rows the database has counted already.
  count_of_rows: (values) => values.reduce((sum, value) => sum + value, 0),
  group: () => 1,
  min: (values) => values.reduce((best, value) => (value < best || Number.isNaN(best) ? value : best)),
  max: (values) => values.reduce((best, value) => (value > best || Number.isNaN(best) ? value : best)),
  stddev: (values) => Math.sqrt(variance(values)),
  stdvar: (values) => variance(values),
};

/** `sum by (…)` and its like over one moment's samples. */
export function aggregate(
  op: string,
  samples: readonly Sample[],
  parameter: number | string | null,
  grouper: Grouper,
): Sample[] {
  const groups = new Map<string, { labels: Labels; members: Sample[] }>();
  for (const sample of samples) {
    const { key, labels } = grouper.of(sample.labels);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { labels, members: [sample] });
    } else {
      group.members.push(sample);
    }
  }
  return [...groups.values()].flatMap(({ labels, members }) => ofGroup(op, labels, members, parameter));
}

function ofGroup(op: string, labels: Labels, members: Sample[], parameter: number | string | null): Sample[] {
  switch (op) {
    case 'topk':
    case 'bottomk':
      return ranked(members, Number(parameter), op === 'topk');
    case 'quantile':
      return [{ labels, value: quantile(Number(parameter), valuesOf(members)) }];
    case 'count_values':
      return countValues(labels, members, String(parameter));
    default: {
      const reduce = reducers[op];
      if (reduce === undefined) {
        throw new PromqlError(`parse error: the sandbox does not know the aggregation "${op}"`);
      }
      return [{ labels, value: reduce(valuesOf(members)) }];
    }
  }
}

const valuesOf = (members: readonly Sample[]) => members.map(({ value }) => value);

/** The first `count` by value with their own labels; NaN counts as the least wanted. */
function ranked(members: readonly Sample[], count: number, largest: boolean): Sample[] {
  if (!(count >= 1)) {
    return [];
  }
  const better = (a: Sample, b: Sample) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value)) {
      return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
    }
    return largest ? b.value - a.value : a.value - b.value;
  };
  return [...members].sort(better).slice(0, Math.trunc(count));
}

function countValues(labels: Labels, members: readonly Sample[], name: string): Sample[] {
  if (!/^[a-zA-Z_]\w*$/.test(name)) {
    throw new PromqlError(`invalid label name ${JSON.stringify(name)}`);
  }
  const counts = new Map<string, number>();
  for (const { value } of members) {
    const text = numberText(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, value]) => ({ labels: new Map([...labels, [name, text]]), value }));
}
