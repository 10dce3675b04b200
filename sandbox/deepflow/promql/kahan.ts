/** A sum that remembers what rounding took from it, as Prometheus' functions over time add up. */
export class KahanSum {
  sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.sum + value;
    this.#lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  get total(): number {
    return Math.abs(this.sum) === Infinity ? this.sum : this.sum + this.#lost;
  }
}

export function sumOverTime(values: Iterable<number>): number {
  const sum = new KahanSum();
  for (const value of values) {
    sum.add(value);
  }
  return sum.total;
}

/** The mean, taken step by step so that large values do not overflow. */
export function meanOverTime(values: Iterable<number>): number {
  const mean = new KahanSum();
  let count = 0;
  for (const value of values) {
    count += 1;
    if (Math.abs(mean.sum) !== Infinity || !(value === mean.sum || Number.isFinite(value))) {
      mean.add(value / count - mean.sum / count);
    }
  }
  return mean.total;
}

/** The population variance. */
export function varianceOverTime(values: Iterable<number>): number {
  const [mean, squares] = [new KahanSum(), new KahanSum()];
  let count = 0;
  for (const value of values) {
    count += 1;
    const delta = value - mean.total;
    mean.add(delta / count);
    squares.add(delta * (value - mean.total));
  }
  return squares.total / count;
}
