import { type Binary, comparisonOps, type Matching, metricNameLabel, PromqlError } from '@/sandbox/deepflow/promql/ast';
import { type Labels, labelsKey, labelsText, omit, pick, withoutName } from '@/sandbox/deepflow/promql/labels';
import type { Sample } from '@/sandbox/deepflow/promql/values';

/** Go's math.Pow, which knows more of 1 and -1 than JavaScript's. */
function power(base: number, exponent: number): number {
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

/** Operations after which a series is no longer its metric; the engine forgets `atan2` here. */
const renaming: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^']);

function dropsName({ op, bool }: Binary): boolean {
  return bool || renaming.has(op);
}

/** The value of an operation and whether a filter keeps it. */
function operate(op: string, a: number, b: number): { value: number; keep: boolean } {
  const compare = comparisons[op];
  return compare === undefined
    ? { value: arithmetic[op]?.(a, b) ?? NaN, keep: true }
    : { value: a, keep: compare(a, b) };
}

/** Two numbers; a comparison gives 1 or 0. */
export function scalarOperation(op: string, a: number, b: number): number {
  const { value, keep } = operate(op, a, b);
  return comparisonOps.has(op) ? Number(keep) : value;
}

/** A vector and a number, whichever is on the left. A comparison keeps the vector's value. */
export function vectorWithScalar(
  expr: Binary,
  samples: readonly Sample[],
  scalar: number,
  scalarIsLeft: boolean,
): Sample[] {
  const { op, bool } = expr;
  return samples.flatMap(({ labels, value }) => {
    const result = scalarIsLeft ? operate(op, scalar, value) : operate(op, value, scalar);
    const own = comparisonOps.has(op) ? value : result.value;
    if (!result.keep && !bool) {
      return [];
    }
    return [{ labels: dropsName(expr) ? withoutName(labels) : labels, value: bool ? Number(result.keep) : own }];
  });
}

/** Finds which series of two vectors belong together; signatures are kept, since each step asks again. */
export class Matcher {
  readonly #expr: Binary;
  readonly #matching: Matching;
  readonly #names: ReadonlySet<string>;
  readonly #signatures = new WeakMap<Labels, string>();
  readonly #results = new WeakMap<Labels, WeakMap<Labels, Labels>>();

  constructor(expr: Binary) {
    this.#expr = expr;
    this.#matching = expr.matching ?? { on: false, labels: [], many: 'none', include: [] };
    const { on, labels } = this.#matching;
    this.#names = new Set(on ? labels : [...labels, metricNameLabel]);
  }

  evaluate(left: readonly Sample[], right: readonly Sample[]): Sample[] {
    switch (this.#expr.op) {
      case 'and':
        return this.#present(left, right, true);
      case 'unless':
        return this.#present(left, right, false);
      case 'or': {
        const known = this.#signaturesOf(left);
        return [...left, ...right.filter(({ labels }) => !known.has(this.#signature(labels)))];
      }
      default:
        return this.#pairs(left, right);
    }
  }

  #signature(labels: Labels): string {
    let signature = this.#signatures.get(labels);
    if (signature === undefined) {
      const own = this.#matching.on ? pick(labels, this.#names) : omit(labels, this.#names);
      signature = labelsKey(own);
      this.#signatures.set(labels, signature);
    }
    return signature;
  }

  #signaturesOf(samples: readonly Sample[]): Set<string> {
    return new Set(samples.map(({ labels }) => this.#signature(labels)));
  }

  #present(left: readonly Sample[], right: readonly Sample[], wanted: boolean): Sample[] {
    const known = this.#signaturesOf(right);
    return left.filter(({ labels }) => known.has(this.#signature(labels)) === wanted);
  }

  #pairs(left: readonly Sample[], right: readonly Sample[]): Sample[] {
    const { op, bool } = this.#expr;
    // Nothing can match, so that nothing is looked at for a second of its kind.
    if (left.length === 0 || right.length === 0) {
      return [];
    }
    const swapped = this.#matching.many === 'right';
    const [many, ones] = swapped ? [right, left] : [left, right];
    const one = this.#oneSide(ones, swapped ? 'left' : 'right');
    const isGroup = this.#matching.many !== 'none';
    const taken = new Set<string>();
    const result: Sample[] = [];
    for (const sample of many) {
      const signature = this.#signature(sample.labels);
      const other = one.get(signature);
      if (other === undefined) {
        continue;
      }
      const [a, b] = swapped ? [other.value, sample.value] : [sample.value, other.value];
      const { value, keep } = operate(op, a, b);
      if (!keep && !bool) {
        continue;
      }
      const labels = this.#resultLabels(sample.labels, other.labels);
      const key = isGroup ? `${signature}/${labelsKey(labels)}` : signature;
      if (taken.has(key)) {
        throw new PromqlError(
          isGroup
            ? 'multiple matches for labels: grouping labels must ensure unique matches'
            : 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
        );
      }
      taken.add(key);
      result.push({ labels, value: bool ? Number(keep) : value });
    }
    return result;
  }

  #oneSide(samples: readonly Sample[], side: 'left' | 'right'): Map<string, Sample> {
    const found = new Map<string, Sample>();
    for (const sample of samples) {
      const signature = this.#signature(sample.labels);
      const other = found.get(signature);
      if (other !== undefined) {
        const group = labelsText(pick(sample.labels, this.#matching.on ? this.#names : new Set(this.#matching.labels)));
        throw new PromqlError(
          `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${labelsText(sample.labels)}, ${labelsText(other.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`,
        );
      }
      found.set(signature, sample);
    }
    return found;
  }

  #resultLabels(many: Labels, one: Labels): Labels {
    const known = this.#results.get(many)?.get(one);
    if (known !== undefined) {
      return known;
    }
    const named = dropsName(this.#expr) ? withoutName(many) : many;
    const { on, labels, many: side, include } = this.#matching;
    const own = side !== 'none' ? named : on ? pick(named, new Set(labels)) : omit(named, new Set(labels));
    const result = new Map(own);
    for (const name of include) {
      const value = one.get(name);
      if (value === undefined) {
        result.delete(name);
      } else {
        result.set(name, value);
      }
    }
    const ofMany = this.#results.get(many) ?? new WeakMap<Labels, Labels>();
    ofMany.set(one, result);
    this.#results.set(many, ofMany);
    return result;
  }
}
