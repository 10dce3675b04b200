import { metricNameLabel } from '@/sandbox/deepflow/promql/ast';

/** Labels of a series by name, without empty values. Never changed after it is made: what is computed of it is kept. */
export type Labels = ReadonlyMap<string, string>;

export const noLabels: Labels = new Map();

const keys = new WeakMap<Labels, string>();
const nameless = new WeakMap<Labels, Labels>();

export function labelsOf(pairs: Iterable<readonly [name: string, value: string]>): Labels {
  return new Map([...pairs].filter(([, value]) => value !== ''));
}

/** The same text for the same labels, whatever their order. */
export function labelsKey(labels: Labels): string {
  let key = keys.get(labels);
  if (key === undefined) {
    key = JSON.stringify(sorted(labels));
    keys.set(labels, key);
  }
  return key;
}

/** Names and values in the order of names. */
export function sorted(labels: Labels): [string, string][] {
  return [...labels].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The labels without the metric's name. */
export function withoutName(labels: Labels): Labels {
  if (!labels.has(metricNameLabel)) {
    return labels;
  }
  let result = nameless.get(labels);
  if (result === undefined) {
    result = omit(labels, new Set([metricNameLabel]));
    nameless.set(labels, result);
  }
  return result;
}

export function omit(labels: Labels, names: ReadonlySet<string>): Labels {
  return new Map([...labels].filter(([name]) => !names.has(name)));
}

export function pick(labels: Labels, names: ReadonlySet<string>): Labels {
  return new Map([...labels].filter(([name]) => names.has(name)));
}

/** Orders label sets as Prometheus orders a matrix: pair by pair. */
export function compareLabels(a: Labels, b: Labels): number {
  const left = sorted(a);
  const right = sorted(b);
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) {
      return 1;
    }
    const [otherName, otherValue] = other;
    if (name !== otherName) {
      return name < otherName ? -1 : 1;
    }
    if (value !== otherValue) {
      return value < otherValue ? -1 : 1;
    }
  }
  return left.length - right.length;
}

/** The labels as the engine's errors write them. */
export function labelsText(labels: Labels): string {
  return `{${sorted(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`;
}
